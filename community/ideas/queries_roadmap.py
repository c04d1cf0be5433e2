"""What moved on the roadmap, and what shipped because of somebody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from community.content.queries import visible_to
from community.core.db import db
from community.ideas.models import ROADMAP, Board, Idea, IdeaStatus, Meaning, StatusChange
from community.ideas.models_merging import IdeaSupporter
from community.policies.actor import Actor

MOVES, SHOWN = 30, 10


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
