"""Reads of planned changes of status."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from community.content.queries import visible_to
from community.core.db import db
from community.core.errors import NotFound
from community.ideas.models import Idea, IdeaStatus, Meaning
from community.ideas.models_life import ScheduledChange, ScheduleState
from community.policies.actor import Actor

BATCH = 50


def find_waiting(idea_id: int) -> ScheduledChange | None:
    """What is planned for an idea."""
    statement = select(ScheduledChange).where(
        ScheduledChange.idea_id == idea_id, ScheduledChange.state == ScheduleState.WAITING
    )
    return db.session.scalars(statement).first()


def get_scheduled(actor: Actor, scheduled_id: int) -> ScheduledChange:
    """A planned change of an idea that the actor sees, done or not; else NotFound."""
    statement = select(ScheduledChange).where(ScheduledChange.id == scheduled_id)
    found = db.session.scalars(visible_to(statement, actor, ScheduledChange.idea_id)).first()
    if found is None:
        raise NotFound
    return found


def list_due(at: datetime) -> list[int]:
    """The planned changes whose time has come, the oldest first."""
    statement = select(ScheduledChange.id).where(
        ScheduledChange.state == ScheduleState.WAITING, ScheduledChange.due_at <= at
    )
    ordered = statement.order_by(ScheduledChange.due_at, ScheduledChange.id).limit(BATCH)
    return list(db.session.scalars(ordered))


@dataclass(frozen=True)
class PlannedRow:
    """A planned change as the desk lists it."""

    id: int
    idea_id: int
    idea_title: str
    status_name: Mapping[str, str]
    meaning: Meaning
    due_at: datetime


def list_planned(actor: Actor) -> list[PlannedRow]:
    """What waits for its minute, the next one first; one statement."""
    statement = (
        select(
            ScheduledChange.id,
            Idea.id,
            Idea.title,
            IdeaStatus.name,
            IdeaStatus.meaning,
            ScheduledChange.due_at,
        )
        .select_from(ScheduledChange)
        .join(Idea, Idea.id == ScheduledChange.idea_id)
        .join(IdeaStatus, IdeaStatus.id == ScheduledChange.to_status_id)
        .where(ScheduledChange.state == ScheduleState.WAITING)
    )
    seen = visible_to(statement, actor, ScheduledChange.idea_id)
    rows = db.session.execute(seen.order_by(ScheduledChange.due_at).limit(BATCH))
    return [PlannedRow(*row) for row in rows]
