"""Reads of the idea board."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select, tuple_
from sqlalchemy.orm import aliased, contains_eager, joinedload

from community.content.models import Subject
from community.content.queries import ensure_visible, visible_to
from community.core import paging
from community.core.db import db
from community.core.errors import NotFound
from community.core.hints import unsearched
from community.core.paging import Page
from community.ideas.models import (
    Board,
    Idea,
    IdeaFigures,
    IdeaStatus,
    Meaning,
)
from community.ideas.queries_voting import list_supported, supported_by
from community.policies.actor import Actor


class Sort(StrEnum):
    """How a list of ideas is ordered."""

    TRENDING = "trending"
    TOP = "top"
    NEW = "new"


@dataclass(frozen=True)
class BoardRow:
    """A board as lists show it."""

    id: int
    slug: str
    name: Mapping[str, str]
    description: Mapping[str, str]
    vote_budget: int | None = None


@dataclass(frozen=True)
class IdeaRow:
    """An idea as a line of a list."""

    id: int
    title: str
    slug: str
    board_slug: str
    lang: str
    status_name: Mapping[str, str]
    meaning: Meaning
    status_key: str
    supporters: int
    comment_count: int
    created_at: datetime
    changed_at: datetime
    author_id: int | None
    trending: float = 0.0
    text: str = ""
    voted: bool = False

    @property
    def accepts_votes(self) -> bool:
        """Whether the idea can be supported."""
        return IdeaStatus(meaning=self.meaning).accepts_votes


COLUMNS: tuple[Any, ...] = (
    Idea.id,
    Idea.title,
    Idea.slug,
    Board.slug,
    Subject.lang,
    IdeaStatus.name,
    IdeaStatus.meaning,
    IdeaStatus.key,
    Idea.supporters,
    Idea.comment_count,
    Subject.created_at,
    Idea.status_changed_at,
    Idea.author_id,
)


def rows_of(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Ideas that the actor sees as lines of a list (`IdeaRow`), those apart that lead to another."""
    statement = visible_to(select(*COLUMNS).select_from(Idea), actor, unsearched(Idea.id))
    return (
        # Lists are read in their order: neither the few boards nor the few statuses are a way to all ideas.
        statement.join(Board, Board.id == unsearched(Idea.board_id))
        .join(IdeaStatus, IdeaStatus.id == unsearched(Idea.status_id))
        .where(unsearched(Idea.merged_into_id).is_(None))
    )


def means(*meanings: Meaning) -> ColumnElement[bool]:
    """Whether an idea has a status of one of these meanings, so that an index of ideas by status serves it."""
    return Idea.status_id.in_(select(IdeaStatus.id).where(IdeaStatus.meaning.in_(meanings)))


def in_state(word: str) -> ColumnElement[bool]:
    """Whether an idea has the status with this key; where none is called so, any of this meaning."""
    named = IdeaStatus.key == word
    if word in list(Meaning):
        other = aliased(IdeaStatus)
        taken = select(other.id).where(other.key == word)
        named = or_(named, and_(IdeaStatus.meaning == Meaning(word), ~taken.exists()))
    return Idea.status_id.in_(select(IdeaStatus.id).where(named))


def list_boards(actor: Actor) -> list[BoardRow]:
    """The boards whose audience the actor is in, in their order; one statement."""
    statement = (
        select(Board.id, Board.slug, Board.name, Board.description, Board.vote_budget)
        .where(Board.audience_id.in_(sorted(actor.audience_ids)))
        .order_by(Board.position, Board.id)
    )
    return [BoardRow(*row) for row in db.session.execute(statement)]


def get_board(actor: Actor, slug: str) -> Board:
    """The board; NotFound when there is none or the actor is not in its audience."""
    statement = select(Board).where(
        Board.slug == slug, Board.audience_id.in_(sorted(actor.audience_ids))
    )
    board = db.session.scalars(statement).first()
    if board is None:
        raise NotFound
    return board


def get_idea(actor: Actor, idea_id: int) -> Idea:
    """The idea with subject, board and status; NotFound or Gone when the actor does not see it."""
    idea = db.session.scalars(_whole_idea(), {"idea": idea_id}).first()
    if idea is None:
        raise NotFound
    ensure_visible(actor, idea.subject)
    return idea


@cache
def _whole_idea() -> Select[Idea]:
    return (
        select(Idea)
        .join(Idea.subject)
        .where(Idea.id == bindparam("idea"))
        .options(contains_eager(Idea.subject), joinedload(Idea.board), joinedload(Idea.status))
    )


def list_statuses() -> list[IdeaStatus]:
    """All statuses in their order."""
    return list(db.session.scalars(select(IdeaStatus).order_by(IdeaStatus.position, IdeaStatus.id)))


def get_status(key: str) -> IdeaStatus:
    """The status with this key, else NotFound."""
    status = db.session.scalars(select(IdeaStatus).where(IdeaStatus.key == key)).first()
    if status is None:
        raise NotFound
    return status


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which ideas a list shows: of a board, in this state (`in_state`), supported by the actor."""

    board_id: int | None = None
    state: str = ""
    mine: bool = False
    sort: Sort = Sort.TRENDING


def list_ideas(actor: Actor, filters: Filters, after: str | None = None) -> Page[IdeaRow]:
    """A page of ideas with the actor's own votes; two statements for a member, one for a visitor."""
    statement = _filtered(rows_of(actor), actor, filters)
    if filters.sort is Sort.TRENDING:
        # Few of one's own are looked up, and all the others read along the index of the order until a page is full.
        figures = IdeaFigures.idea_id if filters.mine else unsearched(IdeaFigures.idea_id)
        statement = statement.add_columns(IdeaFigures.trending)
        statement = statement.join(IdeaFigures, figures == Idea.id)
    columns, length = ORDERS[filters.sort], len(ORDERS[filters.sort])
    key = paging.decode(after, length)
    if key:
        statement = statement.where(tuple_(*columns) < tuple(key))
    statement = statement.order_by(*(column.desc() for column in columns)).limit(paging.SIZE + 1)
    rows = [IdeaRow(*row) for row in db.session.execute(statement)]
    page = paging.cut(rows, KEYS[filters.sort], began=key is not None)
    return Page(items=with_votes(actor, page.items), older=page.older, newer=page.newer)


ORDERS: dict[Sort, tuple[Any, ...]] = {
    Sort.TRENDING: (IdeaFigures.trending, IdeaFigures.idea_id),
    Sort.TOP: (Idea.supporters, Idea.id),
    Sort.NEW: (Idea.id,),
}
KEYS: dict[Sort, Any] = {
    Sort.TRENDING: lambda row: (row.trending, row.id),
    Sort.TOP: lambda row: (row.supporters, row.id),
    Sort.NEW: lambda row: (row.id,),
}


def _filtered(
    statement: Select[*tuple[Any, ...]], actor: Actor, filters: Filters
) -> Select[*tuple[Any, ...]]:
    if filters.board_id is not None:
        # An index of a board's ideas by votes and by age is there; by trend all are read in order until a page is full.
        by_trend = filters.sort is Sort.TRENDING
        board = unsearched(Idea.board_id) if by_trend else Idea.board_id
        statement = statement.where(board == filters.board_id)
    if filters.state:
        statement = statement.where(in_state(filters.state))
    if filters.mine:
        statement = statement.where(Idea.id.in_(supported_by(actor)))
    return statement


def with_votes(actor: Actor, rows: Sequence[IdeaRow]) -> list[IdeaRow]:
    """The rows with whether the actor supports each; no statement for visitors."""
    mine = list_supported(actor, [row.id for row in rows])
    return [replace(row, voted=row.id in mine) for row in rows]


SUPPORTABLE = (Meaning.OPEN, Meaning.UNDER_REVIEW, Meaning.NEEDS_INFO, Meaning.PLANNED)


def list_top_ideas(actor: Actor, limit: int = 5) -> list[IdeaRow]:
    """The most supported ideas that can still be supported, for the home page."""
    statement = rows_of(actor).where(means(*SUPPORTABLE))
    statement = statement.order_by(Idea.supporters.desc(), Idea.id.desc()).limit(limit)
    return with_votes(actor, [IdeaRow(*row) for row in db.session.execute(statement)])


def list_ideas_of_area(actor: Actor, product_area_id: int, limit: int = 5) -> list[IdeaRow]:
    """The most supported ideas of a part of the product that can still be supported."""
    statement = rows_of(actor).where(means(*SUPPORTABLE))
    statement = statement.where(Subject.product_area_id == product_area_id)
    statement = statement.order_by(Idea.supporters.desc(), Idea.id.desc()).limit(limit)
    return with_votes(actor, [IdeaRow(*row) for row in db.session.execute(statement)])


def list_shipped(actor: Actor, limit: int = 5) -> list[IdeaRow]:
    """The ideas shipped lately."""
    statement = rows_of(actor).where(means(Meaning.SHIPPED))
    statement = statement.order_by(Idea.status_changed_at.desc(), Idea.id.desc()).limit(limit)
    return [IdeaRow(*row) for row in db.session.execute(statement)]
