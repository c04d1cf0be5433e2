"""Reads of leaderboards: how they are counted, and their places as people see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    func,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.orm import aliased

from community.accounts.models import Member
from community.accounts.queries import Person, is_staff, person_columns
from community.content.models import ProductArea, Subject
from community.core import paging
from community.core.db import db
from community.core.paging import Page
from community.policies.actor import Actor
from community.recognition.models import LedgerEntry
from community.recognition.models_leaderboards import (
    WHOLE,
    Leaderboard,
    LeaderboardPlace,
    Period,
)

NEIGHBOURS = 5
TEAM = 10


@dataclass(frozen=True)
class Place:
    """A member on a board."""

    rank: int
    points: int
    person: Person


def begin_of(period: Period, today: date) -> date:
    """The first day (UTC) whose points count."""
    if period is Period.WEEK:
        return date.fromordinal(today.toordinal() - today.weekday())
    if period is Period.MONTH:
        return today.replace(day=1)
    return today.replace(month=1, day=1) if period is Period.YEAR else date.min


def list_area_ids() -> list[int]:
    """The areas that have boards of their own; 0 is the whole community."""
    return [WHOLE, *db.session.scalars(select(ProductArea.id).order_by(ProductArea.id))]


def count_places(since: date, area_id: int) -> Sequence[Any]:
    """(member, whether he is staff, points, rank) of all who earned something since then and may be shown."""
    points = _points_since(since, area_id).subquery()
    of_staff = is_staff(Member.id).label("is_staff")
    ranked = func.rank().over(partition_by=of_staff, order_by=points.c.points.desc())
    statement = (
        select(Member.id, of_staff, points.c.points, ranked.label("rank"))
        .join(points, points.c.member_id == Member.id)
        .where(*may_be_shown())
    )
    return db.session.execute(statement.order_by(Member.id)).all()


def _points_since(since: date, area_id: int) -> Select[*tuple[Any, ...]]:
    """Credited points of entries that stand, by the day on which they were earned."""
    reversal, points = aliased(LedgerEntry), func.sum(LedgerEntry.credited)
    statement = (
        select(LedgerEntry.member_id, points.label("points"))
        .outerjoin(reversal, reversal.reverses_id == LedgerEntry.id)
        .where(reversal.id.is_(None), LedgerEntry.reverses_id.is_(None), LedgerEntry.day >= since)
        .group_by(LedgerEntry.member_id)
        .having(points > 0)
    )
    if area_id != WHOLE:
        statement = statement.join(Subject, Subject.id == LedgerEntry.subject_id)
        statement = statement.where(Subject.product_area_id == area_id)
    return statement


def may_be_shown() -> tuple[ColumnElement[bool], ...]:
    """The conditions on a member to stand on any board."""
    return (
        Member.erased_at.is_(None),
        Member.suspended_at.is_(None),
        Member.is_off_leaderboards.is_(False),
    )


def find_board(period: Period, area_id: int) -> Leaderboard | None:
    """The board as it was counted last; None before."""
    statement = select(Leaderboard).where(
        Leaderboard.period == period, Leaderboard.area_id == area_id
    )
    return db.session.scalars(statement).first()


def list_places(board: Leaderboard, after: str | None = None) -> Page[Place]:
    """The members of a board, the first before all others."""
    statement = _places(board, is_staff=False)
    key = paging.decode(after, 2)
    if key:
        statement = statement.where(tuple_(*key) < ORDER)
    found = _fetch(statement.order_by(*ORDER_COLUMNS).limit(paging.SIZE + 1))
    return paging.cut(found, lambda one: (one.rank, one.person.id), began=key is not None)


def list_team(board: Leaderboard) -> list[Place]:
    """The first of the staff, who stand apart."""
    return _fetch(_places(board, is_staff=True).order_by(*ORDER_COLUMNS).limit(TEAM))


def list_neighbours(actor: Actor, board: Leaderboard) -> list[Place]:
    """The five around the actor, himself among them; none when he has no place. One statement."""
    if actor.member_id is None:
        return []
    mine = (
        select(LeaderboardPlace.rank, LeaderboardPlace.member_id)
        .join(Member, Member.id == LeaderboardPlace.member_id)
        .where(
            LeaderboardPlace.board_id == board.id,
            LeaderboardPlace.generation == _in_force(board),
            LeaderboardPlace.member_id == actor.member_id,
            *may_be_shown(),
        )
        .subquery()
    )
    here = tuple_(mine.c.rank, mine.c.member_id)
    places = _places(board, is_staff=actor.is_staff).join(mine, true())
    backwards = [column.desc() for column in ORDER_COLUMNS]
    above = places.where(here > ORDER).order_by(*backwards).limit(NEIGHBOURS - 1).subquery()
    below = places.where(here <= ORDER).order_by(*ORDER_COLUMNS).limit(NEIGHBOURS).subquery()
    found = _fetch(union_all(select(above), select(below)))
    return around(sorted(found, key=lambda one: (one.rank, one.person.id)), actor.member_id)


def around(places: list[Place], member_id: int) -> list[Place]:
    """Five of these with the member in the middle, as far as the ends let him."""
    at = next((index for index, one in enumerate(places) if one.person.id == member_id), 0)
    first = max(0, min(at - NEIGHBOURS // 2, len(places) - NEIGHBOURS))
    return places[first : first + NEIGHBOURS]


ORDER_COLUMNS = (LeaderboardPlace.rank, LeaderboardPlace.member_id)
ORDER = tuple_(*ORDER_COLUMNS)


def _in_force(board: Leaderboard) -> ScalarSelect[int]:
    """The generation, read with its places: a count may end, and forget older ones, meanwhile."""
    statement = select(Leaderboard.generation).where(Leaderboard.id == board.id)
    return statement.scalar_subquery()


def _places(board: Leaderboard, *, is_staff: bool) -> Select[Any]:
    """Who left the boards since they were counted is gone at once."""
    columns: Any = (LeaderboardPlace.rank, LeaderboardPlace.points, *person_columns())
    return (
        select(*columns)
        .join(Member, Member.id == LeaderboardPlace.member_id)
        .where(
            LeaderboardPlace.board_id == board.id,
            LeaderboardPlace.generation == _in_force(board),
            LeaderboardPlace.is_staff.is_(is_staff),
            *may_be_shown(),
        )
    )


def _fetch(statement: Any) -> list[Place]:
    rows: Any = db.session.execute(statement)
    return [Place(rank, points, Person(*person)) for rank, points, *person in rows]
