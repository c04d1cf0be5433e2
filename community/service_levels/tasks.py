"""Each minute: warn the team of promises that are nearly due, and mark those whose time ran out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Update, exists, select, update

from community.accounts.models import Entitlement
from community.core.clock import now
from community.core.db import db, writing
from community.core.outbox import Event, record
from community.core.tasks import find_run
from community.events import PromiseEscalated, PromiseMissed, PromiseWarned
from community.service_levels.actions_running import better_those_of
from community.service_levels.models import Promise, PromiseState

BATCH = 500
PLANS_BEGUN_WITHIN = timedelta(minutes=10)


def mark_due_promises() -> None:
    """Mark and tell each warning, step and miss once, at most 500 promises a transaction."""
    at = now()
    for number, is_due in enumerate(_what_is_due(at)):
        while is_due and _mark(_steps(at)[number]) == BATCH:
            pass


@dataclass(frozen=True)
class _Step:
    """Which promises have come to a step of their clock, how they are marked, and what is told."""

    conditions: tuple[ColumnElement[bool], ...]
    values: dict[str, Any]
    event: Callable[..., Event]


def _steps(at: datetime) -> tuple[_Step, ...]:
    running = Promise.state == PromiseState.RUNNING
    missed = {"state": PromiseState.MISSED, "missed_at": Promise.due_at}
    return (
        _Step((running, Promise.due_at < at), missed, PromiseMissed),
        _Step(
            (running, Promise.warned_at.is_(None), Promise.warn_at <= at),
            {"warned_at": at},
            PromiseWarned,
        ),
        _Step(
            (running, Promise.led_at.is_(None), Promise.lead_at <= at),
            {"led_at": at},
            PromiseEscalated,
        ),
    )


def _what_is_due(at: datetime) -> tuple[bool, ...]:
    """For each step whether any promise has come to it: in most minutes nobody who writes has to wait for this job."""
    asked = select(*(exists().where(*step.conditions) for step in _steps(at)))
    return tuple(db.session.execute(asked).one())


def _mark(step: _Step) -> int:
    # The update asks the conditions again: a promise that was answered meanwhile is left alone.
    some = select(Promise.id).where(*step.conditions).order_by(Promise.due_at).limit(BATCH)
    statement: Update = (
        update(Promise).where(Promise.id.in_(some), *step.conditions).values(**step.values)
    )
    with writing():
        marked = db.session.execute(
            statement.returning(Promise.id, Promise.subject_id),
            execution_options={"synchronize_session": False},
        ).all()
        for row in marked:
            record(step.event(promise_id=row.id, subject_id=row.subject_id))
    return len(marked)


def follow_plans() -> None:
    """Plans that began in the last minutes, or since the worker went away, count for what waits."""
    at = now()
    since = at - PLANS_BEGUN_WITHIN
    since = find_run("follow_plans", since) or since
    begun = (
        select(Entitlement.organisation_id)
        .where(Entitlement.starts_at.between(since, at))
        .distinct()
        .order_by(Entitlement.organisation_id)
    )
    for organisation_id in db.session.scalars(begun).all():
        with writing():
            better_those_of(organisation_id)
