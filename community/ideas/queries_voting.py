"""Reads about votes: one's own, what is left of a budget, how much an idea is needed, and by whom."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, and_, func, literal, or_, select

from community.accounts.models import Member, Organisation
from community.accounts.queries import Person
from community.content.models import Importance, Subject, Visibility, Vote, VoteKind
from community.content.queries import list_authors
from community.content.queries_own import VIEWER
from community.core import paging
from community.core.bare import among
from community.core.db import db
from community.core.paging import Page
from community.ideas.models import OPEN_TO_VOTES, Board, Idea, IdeaStatus
from community.ideas.models_merging import IdeaSupporter
from community.policies.actor import Actor

SUPPORT = VoteKind.SUPPORT.value


def supports_of_viewer(engine: Engine) -> Any:
    """The marks of ideas that a viewer supports by a vote on one merged into them (see `content.queries_own`)."""
    return (
        select(literal(SUPPORT), Idea.merged_into_id)
        .join(Vote, Vote.subject_id == Idea.id)
        .where(Vote.member_id == VIEWER, Vote.kind == VoteKind.SUPPORT)
        .where(among(Idea.merged_into_id, "ids", engine))
    )


def list_supported(actor: Actor, idea_ids: Collection[int]) -> set[int]:
    """Which of these ideas the actor supports, by a vote on them or on one merged into them; none for visitors."""
    if not actor.is_person or not idea_ids:
        return set()
    root = func.coalesce(Idea.merged_into_id, Idea.id)
    statement = select(root).join(Vote, Vote.subject_id == Idea.id)
    among_these = or_(Idea.id.in_(idea_ids), Idea.merged_into_id.in_(idea_ids))
    return set(db.session.scalars(statement.where(_mine(actor), among_these)))


def supported_by(actor: Actor) -> Select[Any]:
    """The ideas that the actor supports, as a statement."""
    root = func.coalesce(Idea.merged_into_id, Idea.id)
    return select(root).join(Vote, Vote.subject_id == Idea.id).where(_mine(actor))


def _mine(actor: Actor) -> ColumnElement[bool]:
    return and_(Vote.member_id == actor.member_id, Vote.kind == VoteKind.SUPPORT)


def find_vote(actor: Actor, idea_id: int) -> Vote | None:
    """The actor's vote for an idea or for one merged into it, the first where he has several."""
    if not actor.is_person:
        return None
    return db.session.scalars(_votes(actor, idea_id)).first()


def find_noted(actor: Actor, idea_id: int) -> Vote | None:
    """As `find_vote`, among those that staff cast for the actor."""
    return db.session.scalars(_votes(actor, idea_id).where(Vote.cast_by_id.is_not(None))).first()


def _votes(actor: Actor, idea_id: int) -> Select[Vote]:
    statement = (
        select(Vote)
        .join(Idea, Idea.id == Vote.subject_id)
        .where(_mine(actor), or_(Idea.id == idea_id, Idea.merged_into_id == idea_id))
    )
    return statement.order_by(Vote.id).limit(1)


def count_open_votes(actor: Actor, board_id: int) -> int:
    """How many votes of the actor a board's budget holds: on shown ideas of others that are not decided.

    What staff noted for him, and his own ideas, cost nothing.
    """
    return _open_votes(actor, [board_id]).get(board_id, 0)


def _open_votes(actor: Actor, board_ids: Collection[int]) -> Mapping[int, int]:
    shown = (Visibility.VISIBLE, Visibility.PENDING)
    statement = (
        select(Idea.board_id, func.count())
        .select_from(IdeaSupporter)
        .join(Vote, Vote.id == IdeaSupporter.vote_id)
        .join(Idea, Idea.id == IdeaSupporter.root_id)
        .join(Subject, Subject.id == Idea.id)
        .join(IdeaStatus, IdeaStatus.id == Idea.status_id)
        .where(IdeaSupporter.member_id == actor.member_id, Vote.cast_by_id.is_(None))
        .where(Idea.board_id.in_(board_ids), Idea.author_id.is_distinct_from(actor.member_id))
        .where(IdeaStatus.meaning.in_(OPEN_TO_VOTES), Subject.visibility.in_(shown))
        .group_by(Idea.board_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


@dataclass(frozen=True)
class Budget:
    """How many votes a member may have at a time on a board, and how many of them are left."""

    slug: str
    name: Mapping[str, str]
    votes: int
    left: int


def list_budgets(actor: Actor, board_id: int | None = None) -> list[Budget]:
    """The budgets of the boards that the actor sees, or of one of them; at most two statements."""
    statement = select(Board.id, Board.slug, Board.name, Board.vote_budget).where(
        Board.vote_budget.is_not(None), Board.audience_id.in_(sorted(actor.audience_ids))
    )
    if board_id is not None:
        statement = statement.where(Board.id == board_id)
    boards = db.session.execute(statement.order_by(Board.position, Board.id)).all()
    if not boards or not actor.is_person:
        return []
    given = _open_votes(actor, [row.id for row in boards])
    return [
        Budget(row.slug, row.name, row.vote_budget, max(0, row.vote_budget - given.get(row.id, 0)))
        for row in boards
    ]


@dataclass(frozen=True)
class SupporterRow:
    """A supporter as staff see him."""

    vote_id: int
    member_id: int
    organisation: str | None
    importance: Importance | None
    reason: str | None
    source: str | None
    cast_by_id: int | None
    voted_at: datetime
    # The idea that he voted for: this one, or one merged into it.
    idea_id: int
    idea_title: str
    person: Person | None = None
    cast_by: Person | None = None


def list_supporters(
    idea_id: int, importance: Importance | None = None, after: str | None = None
) -> Page[SupporterRow]:
    """A page of those who support an idea, the latest first, for staff; two statements."""
    statement = (
        select(
            Vote.id,
            Vote.member_id,
            Organisation.name,
            Vote.importance,
            Vote.reason,
            Vote.source,
            Vote.cast_by_id,
            Vote.created_at,
            Idea.id,
            Idea.title,
        )
        .select_from(IdeaSupporter)
        .join(Vote, Vote.id == IdeaSupporter.vote_id)
        .join(Idea, Idea.id == Vote.subject_id)
        .outerjoin(Organisation, Organisation.id == Vote.organisation_id)
        .where(IdeaSupporter.root_id == idea_id)
    )
    if importance is not None:
        statement = statement.where(Vote.importance == importance)
    key = paging.decode(after, 1)
    if key:
        statement = statement.where(Vote.id < key[0])
    statement = statement.order_by(Vote.id.desc()).limit(paging.SIZE + 1)
    rows = [SupporterRow(*row) for row in db.session.execute(statement)]
    page = paging.cut(rows, lambda row: (row.vote_id,), began=key is not None)
    people = list_authors({one for row in page.items for one in (row.member_id, row.cast_by_id)})
    named = [
        replace(row, person=people.get(row.member_id), cast_by=people.get(row.cast_by_id or 0))
        for row in page.items
    ]
    return Page(items=named, older=page.older, newer=page.newer)


@dataclass(frozen=True)
class Voter:
    """A supporter who can be chosen, with how he is named there."""

    member_id: int
    label: str
    importance: Importance | None
    reason: str | None


def list_voters(idea_id: int, limit: int) -> list[Voter]:
    """The latest supporters of an idea, as a list to choose from; one statement."""
    statement = (
        select(
            IdeaSupporter.member_id, Member.name, Organisation.name, Vote.importance, Vote.reason
        )
        .join(Vote, Vote.id == IdeaSupporter.vote_id)
        .join(Member, Member.id == IdeaSupporter.member_id)
        .outerjoin(Organisation, Organisation.id == Vote.organisation_id)
        .where(IdeaSupporter.root_id == idea_id, Member.erased_at.is_(None))
        .order_by(Vote.id.desc())
        .limit(limit)
    )
    return [
        Voter(row[0], " · ".join(filter(None, row[1:3])), row[3], row[4])
        for row in db.session.execute(statement)
    ]
