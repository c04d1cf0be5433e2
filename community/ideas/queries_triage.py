"""Ideas as product managers sort them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, tuple_

from community.content.models import Subject
from community.content.queries import visible_to
from community.core import paging
from community.core.db import db
from community.core.paging import Page
from community.ideas.models import Board, Idea, IdeaFigures, IdeaStatus, Meaning
from community.policies.actor import Actor


@dataclass(frozen=True)
class TriageRow:
    """An idea as product managers sort it."""

    id: int
    title: str
    slug: str
    board_slug: str
    status_name: Mapping[str, str]
    meaning: Meaning
    supporters: int
    organisations: int
    value: int
    created_at: datetime
    changed_at: datetime


def list_triage(actor: Actor, meaning: Meaning | None, after: str | None) -> Page[TriageRow]:
    """Ideas that wait for a decision (or in one meaning), most supported first."""
    statement = visible_to(
        select(
            Idea.id,
            Idea.title,
            Idea.slug,
            Board.slug,
            IdeaStatus.name,
            IdeaStatus.meaning,
            Idea.supporters,
            IdeaFigures.organisations,
            IdeaFigures.value,
            Subject.created_at,
            Idea.status_changed_at,
        ).select_from(Idea),
        actor,
        Idea.id,
    )
    statement = (
        statement.join(Board, Board.id == Idea.board_id)
        .join(IdeaStatus, IdeaStatus.id == Idea.status_id)
        .join(IdeaFigures, IdeaFigures.idea_id == Idea.id)
    )
    waiting = (Meaning.PENDING, Meaning.OPEN, Meaning.UNDER_REVIEW, Meaning.NEEDS_INFO)
    statement = statement.where(IdeaStatus.meaning.in_([meaning] if meaning else waiting))
    key = paging.decode(after, 2)
    if key:
        statement = statement.where(tuple_(Idea.supporters, Idea.id) < tuple(key))
    statement = statement.order_by(Idea.supporters.desc(), Idea.id.desc()).limit(paging.SIZE + 1)
    rows = [TriageRow(*row) for row in db.session.execute(statement)]
    return paging.cut(rows, lambda row: (row.supporters, row.id), began=key is not None)
