"""The ideas of a feed: what everybody may see, whole."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from community.accounts.models import Member
from community.content.models import Subject
from community.content.queries import visible_to
from community.core.db import db
from community.core.hints import unsearched
from community.ideas.models import Board, Idea
from community.policies.actor import VISITOR

NEWEST = 30


@dataclass(frozen=True)
class FedIdea:
    """An idea as a feed carries it."""

    id: int
    board_slug: str
    slug: str
    title: str
    lang: str
    html: str
    created_at: datetime
    updated_at: datetime
    author_name: str | None


def list_newest(board_id: int | None = None) -> list[FedIdea]:
    """The newest ideas, of a board or of all, that every visitor sees; merged ones apart. One statement."""
    statement: Any = (
        select(
            Idea.id,
            Board.slug,
            Idea.slug,
            Idea.title,
            Subject.lang,
            Idea.html,
            Subject.created_at,
            func.coalesce(Idea.edited_at, Subject.created_at),
            Member.name,
        )
        .select_from(Idea)
        .join(Board, Board.id == unsearched(Idea.board_id))
        .outerjoin(Member, (Member.id == Idea.author_id) & Member.erased_at.is_(None))
        .where(unsearched(Idea.merged_into_id).is_(None))
    )
    seen = visible_to(statement, VISITOR, unsearched(Idea.id))
    if board_id is not None:
        seen = seen.where(Idea.board_id == board_id)
    return [
        FedIdea(*row) for row in db.session.execute(seen.order_by(Idea.id.desc()).limit(NEWEST))
    ]
