"""What stands on the roadmap, what moved there, and what shipped because of somebody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select, union_all

from community.content.queries import visible_to
from community.core.db import db
from community.ideas.models import ROADMAP, Board, Idea, IdeaStatus, Meaning, StatusChange
from community.ideas.models_merging import IdeaSupporter
from community.ideas.queries import IdeaRow, list_statuses, rows_of
from community.policies.actor import Actor

MOVES, SHOWN, COLUMN = 30, 10, 30


@dataclass(frozen=True)
class RoadmapColumn:
    """A status of the roadmap with the first of its ideas, and whether it has more."""

    status: IdeaStatus
    ideas: list[IdeaRow]
    has_more: bool

    @property
    def is_shipped(self) -> bool:
        """Whether what came last stands first, and not what is most supported."""
        return self.status.meaning is Meaning.SHIPPED


def list_roadmap(actor: Actor, board_id: int | None = None) -> list[RoadmapColumn]:
    """The columns in the order of their statuses, each the most supported first, shipped ones the newest.

    Two statements for a visitor, however many columns. A retired status stands there while it has ideas.
    """
    statuses = [one for one in list_statuses() if one.meaning in ROADMAP]
    parts = [select(_first_of(actor, one, board_id).subquery()) for one in statuses]
    found: dict[str, list[IdeaRow]] = {one.key: [] for one in statuses}
    for row in db.session.execute(union_all(*parts)):
        idea = IdeaRow(*row)
        found[idea.status_key].append(idea)
    columns = [_column(one, found[one.key]) for one in statuses]
    return [one for one in columns if one.ideas or one.status.is_active]


def _first_of(actor: Actor, status: IdeaStatus, board_id: int | None) -> Select[*tuple[Any, ...]]:
    """The first ideas of a status, and one more that tells whether there are others."""
    statement = rows_of(actor).where(Idea.status_id == status.id)
    if board_id is not None:
        statement = statement.where(Idea.board_id == board_id)
    by = Idea.status_changed_at if status.meaning is Meaning.SHIPPED else Idea.supporters
    return statement.order_by(by.desc(), Idea.id.desc()).limit(COLUMN + 1)


def _column(status: IdeaStatus, ideas: list[IdeaRow]) -> RoadmapColumn:
    # A database may mix the parts of one statement, so their order is not that of the rows.
    is_shipped = status.meaning is Meaning.SHIPPED
    ideas.sort(key=lambda one: (one.changed_at if is_shipped else one.supporters, one.id))
    ideas.reverse()
    return RoadmapColumn(status, ideas[:COLUMN], len(ideas) > COLUMN)


@dataclass(frozen=True)
class RoadmapStep:
    """An idea that came into a column of the roadmap, with what was said about it."""

    change_id: int
    idea_id: int
    title: str
    slug: str
    board: str
    status_name: Mapping[str, str]
    html: str
    lang: str
    at: datetime


def list_moves(actor: Actor) -> list[RoadmapStep]:
    """The newest moves of ideas that the actor sees; one statement."""
    statement: Any = (
        select(
            StatusChange.id,
            Idea.id,
            Idea.title,
            Idea.slug,
            Board.slug,
            IdeaStatus.name,
            StatusChange.html,
            StatusChange.lang,
            StatusChange.created_at,
        )
        .select_from(StatusChange)
        .join(Idea, Idea.id == StatusChange.idea_id)
        .join(Board, Board.id == Idea.board_id)
        .join(IdeaStatus, IdeaStatus.id == StatusChange.to_status_id)
        .where(IdeaStatus.meaning.in_(ROADMAP), Idea.merged_into_id.is_(None))
    )
    seen = visible_to(statement, actor, StatusChange.idea_id)
    rows = db.session.execute(seen.order_by(StatusChange.id.desc()).limit(MOVES))
    return [RoadmapStep(*row) for row in rows]


@dataclass(frozen=True)
class ShippedThanks:
    """An idea that was shipped, to somebody who wanted it; `is_own` where he proposed it."""

    id: int
    title: str
    slug: str
    board: str
    at: datetime
    is_own: bool


def list_shipped_for(actor: Actor, member_id: int) -> list[ShippedThanks]:
    """What shipped of a member's ideas; to himself also what he supported, which nobody else learns. One statement."""
    own = Idea.author_id == member_id
    wanted = own
    if actor.member_id == member_id:
        supported = select(IdeaSupporter.root_id).where(IdeaSupporter.member_id == member_id)
        wanted = or_(own, Idea.id.in_(supported))
    statement: Any = (
        select(Idea.id, Idea.title, Idea.slug, Board.slug, Idea.status_changed_at, own)
        .join(Board, Board.id == Idea.board_id)
        .join(IdeaStatus, IdeaStatus.id == Idea.status_id)
        .where(IdeaStatus.meaning == Meaning.SHIPPED, Idea.merged_into_id.is_(None), wanted)
    )
    seen = visible_to(statement, actor, Idea.id)
    rows = db.session.execute(
        seen.order_by(Idea.status_changed_at.desc(), Idea.id.desc()).limit(SHOWN)
    )
    return [ShippedThanks(*row) for row in rows]
