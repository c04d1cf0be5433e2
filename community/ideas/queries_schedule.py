"""Reads of planned changes of status."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal, select, tuple_

from community.content.queries import visible_to
from community.core import paging
from community.core.db import UTCDateTime, db
from community.core.errors import NotFound
from community.core.paging import Page
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


def count_waiting(idea_ids: Collection[int]) -> int:
    """For how many of these ideas a change is planned."""
    statement = select(func.count()).where(
        ScheduledChange.idea_id.in_(idea_ids), ScheduledChange.state == ScheduleState.WAITING
    )
    return db.session.scalars(statement).one()


def list_due(at: datetime, after: int) -> list[int]:
    """The next planned changes beyond this key whose time has come."""
    statement = select(ScheduledChange.id).where(
        ScheduledChange.state == ScheduleState.WAITING, ScheduledChange.due_at <= at
    )
    ordered = statement.where(ScheduledChange.id > after).order_by(ScheduledChange.id).limit(BATCH)
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


def list_planned(actor: Actor, after: str | None) -> Page[PlannedRow]:
    """What waits for its minute, the next one first; a page by key, one statement."""
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
    order = (ScheduledChange.due_at, ScheduledChange.id)
    key = paging.decode(after, 2, words=True)
    due_at = paging.as_instant(key[0]) if key else None
    if key and due_at:
        there = tuple_(literal(due_at, UTCDateTime()), literal(key[1]))
        seen = seen.where(tuple_(*order) > there)
    rows = [PlannedRow(*row) for row in db.session.execute(seen.order_by(*order).limit(BATCH + 1))]
    return paging.cut(
        rows,
        lambda row: (row.due_at.isoformat(), row.id),
        size=BATCH,
        began=due_at is not None,
    )
