"""Each minute: warn the team of promises that are nearly due, and mark those whose time ran out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Update, select, update

from community.accounts.models import Entitlement
from community.core.clock import now
from community.core.db import db, writing
from community.core.outbox import Event, record
from community.events import PromiseEscalated, PromiseMissed, PromiseWarned
from community.service_levels.actions_running import better_those_of
from community.service_levels.models import Promise, PromiseState

BATCH = 500
PLANS_BEGUN_WITHIN = timedelta(minutes=10)


def mark_due_promises() -> None:
    """Mark and tell each warning, step and miss once, at most 500 promises a transaction."""
    for mark in (_mark_missed, _mark_warned, _mark_led):
        while mark() == BATCH:
            pass


def _mark_missed() -> int:
    overdue = (Promise.state == PromiseState.RUNNING, Promise.due_at < now())
    values = {"state": PromiseState.MISSED, "missed_at": Promise.due_at}
    return _mark(overdue, values, PromiseMissed)


def _mark_warned() -> int:
    at = now()
    nearly = (
        Promise.state == PromiseState.RUNNING,
        Promise.warned_at.is_(None),
        Promise.warn_at <= at,
    )
    return _mark(nearly, {"warned_at": at}, PromiseWarned)


def _mark_led() -> int:
    at = now()
    nearer = (
        Promise.state == PromiseState.RUNNING,
        Promise.led_at.is_(None),
        Promise.lead_at <= at,
    )
    return _mark(nearer, {"led_at": at}, PromiseEscalated)


def _mark(
    conditions: tuple[ColumnElement[bool], ...],
    values: dict[str, Any],
    event: Callable[..., Event],
) -> int:
    # The update asks the conditions again: a promise that was answered meanwhile is left alone.
    some = select(Promise.id).where(*conditions).order_by(Promise.due_at).limit(BATCH)
    statement: Update = update(Promise).where(Promise.id.in_(some), *conditions).values(**values)
    with writing():
        marked = db.session.execute(
            statement.returning(Promise.id, Promise.subject_id),
            execution_options={"synchronize_session": False},
        ).all()
        for row in marked:
            record(event(promise_id=row.id, subject_id=row.subject_id))
    return len(marked)


def follow_plans() -> None:
    """Plans that began in the last minutes count for what waits; a second run changes nothing."""
    at = now()
    begun = (
        select(Entitlement.organisation_id)
        .where(Entitlement.starts_at.between(at - PLANS_BEGUN_WITHIN, at))
        .distinct()
        .order_by(Entitlement.organisation_id)
    )
    for organisation_id in db.session.scalars(begun).all():
        with writing():
            better_those_of(organisation_id)
