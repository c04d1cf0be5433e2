"""What happens to promises as people act on questions, ideas and articles; the pillars call these."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import aliased

from community.content.models import Subject
from community.core.clock import now
from community.core.db import db
from community.core.outbox import record
from community.events import PromiseMet, PromiseMissed
from community.policies.actor import Actor
from community.service_levels import clock
from community.service_levels.calendars import Calendar
from community.service_levels.models import (
    CalendarRevision,
    EndedBy,
    Pause,
    PauseReason,
    Promise,
    PromiseState,
    VoidReason,
)
from community.service_levels.queries_explained import list_pauses
from community.service_levels.queries_terms import find_applicable, find_applicable_under
from community.service_levels.terms import RESPONSES, PromiseKind


def open_promise(
    actor: Actor,
    subject: Subject,
    kind: PromiseKind,
    *,
    severity: str | None = None,
    organisation_id: int | None = None,
    started_at: datetime | None = None,
    time_zone: str | None = None,
    terms_at: datetime | None = None,
    like: Promise | None = None,
) -> Promise | None:
    """Promise what the plan in force (or in force at `terms_at`) says, in the transaction that makes the subject.

    None for imports of the past, and while no menu is in force. An unknown severity counts as none.
    The version of the menu is that of the promise `like`: a matter keeps its version.
    """
    if actor.is_historic:
        return None
    at = started_at or now()
    if like is not None:
        terms = find_applicable_under(
            like.plan_version_id, organisation_id, kind=kind, severity=severity, at=at
        )
    else:
        terms = find_applicable(organisation_id, kind, severity, terms_at or at)
    if terms is None or terms.hours.revision_id is None or terms.plan.version_id is None:
        return None
    zone = time_zone or actor.time_zone
    found = clock.deadline(at, terms.term.target, terms.calendar, terms.calendar.zone_for(zone))
    promise = Promise(subject_id=subject.id, kind=kind, author_id=subject.author_id)
    promise.organisation_id, promise.time_zone, promise.started_at = organisation_id, zone, at
    promise.plan_version_id = terms.plan.version_id
    promise.calendar_revision_id = terms.hours.revision_id
    promise.severity = terms.severity
    promise.target_amount, promise.target_unit = terms.term.target.amount, terms.term.target.unit
    promise.state = PromiseState.RUNNING
    take_deadline(promise, found)
    db.session.add(promise)
    return promise


def take_deadline(promise: Promise, found: clock.Deadline) -> None:
    """Let a promise fall due then, with the rows that explain it."""
    promise.due_at, promise.warn_at, promise.lead_at = found.due_at, found.warn_at, found.lead_at
    promise.target_seconds = found.target_seconds
    promise.rows = [row.as_json() for row in found.rows]


def end_first_response(
    subject_id: int,
    by: EndedBy,
    *,
    ended_by_id: int | None = None,
    at: datetime | None = None,
) -> Promise | None:
    """Somebody answered: the promise is met, exceeded, or missed with its late answer.

    Only what comes first counts: None when it had ended before, or when nothing was promised.
    """
    return end_promise(subject_id, PromiseKind.FIRST_RESPONSE, by, ended_by_id=ended_by_id, at=at)


def end_promise(
    subject_id: int,
    kind: PromiseKind,
    by: EndedBy,
    *,
    ended_by_id: int | None = None,
    at: datetime | None = None,
) -> Promise | None:
    """End the running promise of this kind by what was promised; None when there is none."""
    promise = _find_waiting(subject_id, kind)
    if promise is None:
        return None
    at = at or now()
    calendar = calendar_of(promise)
    _resume(promise, at, calendar)
    promise.ended_at, promise.ended_by, promise.ended_by_id = at, by, ended_by_id
    promise.elapsed_seconds = _elapsed(promise, at, calendar)
    promise.was_outside_hours = not clock.is_covered(
        promise.target, calendar, calendar.zone_for(promise.time_zone), at
    )
    if at > promise.due_at:
        _miss(promise)
        promise.late_at = at
        return promise
    promise.state = PromiseState.EXCEEDED if _is_more(promise) else PromiseState.MET
    promise.missed_at = None  # a reply that was noted late may have been in time
    exceeded = promise.state is PromiseState.EXCEEDED
    record(PromiseMet(promise_id=promise.id, subject_id=promise.subject_id, exceeded=exceeded))
    return promise


def _is_more(promise: Promise) -> bool:
    # More than promised is the team's deed: what other customers do is shown apart.
    if promise.kind not in RESPONSES or promise.ended_by is not EndedBy.TEAM:
        return False
    used = promise.elapsed_seconds or 0
    quick = used * clock.EXCEEDED_FRACTION <= promise.target_seconds
    return quick or bool(promise.was_outside_hours)


def _miss(promise: Promise) -> None:
    if promise.state is PromiseState.MISSED:
        return
    promise.state, promise.missed_at = PromiseState.MISSED, promise.due_at
    record(PromiseMissed(promise_id=promise.id, subject_id=promise.subject_id))


def pause_promises(
    subject_id: int,
    reason: PauseReason,
    at: datetime | None = None,
    *,
    kinds: Collection[PromiseKind] = tuple(PromiseKind),
) -> int:
    """The team waits for the customer: running clocks of the subject stand still; how many."""
    at, paused = at or now(), 0
    for promise in list_waiting(subject_id):
        if promise.state is not PromiseState.RUNNING or promise.kind not in kinds:
            continue
        if at > promise.due_at:
            _miss(promise)
            continue
        promise.state = PromiseState.PAUSED
        db.session.add(Pause(promise_id=promise.id, reason=reason, started_at=at))
        paused += 1
    return paused


def resume_promises(
    subject_id: int,
    at: datetime | None = None,
    *,
    kinds: Collection[PromiseKind] = tuple(PromiseKind),
) -> int:
    """The customer replied: paused clocks run on, with a later deadline; how many."""
    at, resumed = at or now(), 0
    for promise in list_waiting(subject_id):
        if promise.kind in kinds and _resume(promise, at, calendar_of(promise)):
            resumed += 1
    return resumed


def _resume(promise: Promise, at: datetime, calendar: Calendar) -> bool:
    if promise.state is not PromiseState.PAUSED:
        return False
    pauses = list_pauses(promise.id)
    for pause in pauses:
        pause.ended_at = pause.ended_at or max(at, pause.started_at)
    promise.state = PromiseState.RUNNING
    zone = calendar.zone_for(promise.time_zone)
    found = clock.deadline(
        promise.counts_from, promise.target, calendar, zone, pauses=spans_of(pauses)
    )
    take_deadline(promise, found)
    return True


def void_promises(
    subject_id: int,
    reason: VoidReason,
    at: datetime | None = None,
    *,
    by_customer: bool = False,
    kinds: Collection[PromiseKind] = tuple(PromiseKind),
) -> int:
    """The subject is a duplicate, withdrawn, spam or merged: nothing is owed on it any more; how many became void.

    What was missed by then stays missed, and no answer is waited for. While the customer himself has
    withdrawn it the clock stands still, so that the team has its whole time when he comes back.
    """
    at, void = at or now(), 0
    for promise in list_waiting(subject_id):
        if promise.kind not in kinds:
            continue
        if promise.state is PromiseState.RUNNING and at > promise.due_at:
            _miss(promise)
        if promise.state is PromiseState.RUNNING and by_customer:
            reason_to_wait = PauseReason.WAITING_FOR_CUSTOMER
            db.session.add(Pause(promise_id=promise.id, reason=reason_to_wait, started_at=at))
        promise.voided_at, promise.void_reason = at, reason
        if promise.state is not PromiseState.MISSED:
            promise.state = PromiseState.VOID
            void += 1
    return void


def revive_promises(
    subject_id: int,
    *,
    unless: VoidReason | None = None,
    kinds: Collection[PromiseKind] = tuple(PromiseKind),
) -> int:
    """What made the promises void was taken back, but for those with one reason: they run on; how many.

    Their deadlines stay, also those that passed meanwhile, unless the customer had withdrawn.
    """
    revived = 0
    for promise in _list_voided(subject_id):
        if promise.kind not in kinds or (unless and promise.void_reason is unless):
            continue
        if promise.state is PromiseState.VOID:
            _run_again(promise)
        promise.voided_at = promise.void_reason = None
        revived += 1
    return revived


def _run_again(promise: Promise) -> None:
    waits = [pause for pause in list_pauses(promise.id) if pause.ended_at is None]
    promise.state = PromiseState.PAUSED if waits else PromiseState.RUNNING
    if any(pause.reason is PauseReason.WAITING_FOR_CUSTOMER for pause in waits):
        _resume(promise, now(), calendar_of(promise))


def _find_waiting(subject_id: int, kind: PromiseKind) -> Promise | None:
    return next((one for one in list_waiting(subject_id) if one.kind is kind), None)


def list_waiting(subject_id: int) -> list[Promise]:
    """The promises on a subject that have not ended, missed ones too, locked."""
    return _list_locked(subject_id, Promise.voided_at.is_(None))


_later = aliased(Promise)


def _list_voided(subject_id: int) -> list[Promise]:
    # What another of its kind followed is over.
    same = and_(_later.subject_id == Promise.subject_id, _later.kind == Promise.kind)
    is_newest = ~exists().where(same, _later.ordinal > Promise.ordinal)
    return _list_locked(subject_id, and_(Promise.voided_at.is_not(None), is_newest))


def _list_locked(subject_id: int, condition: ColumnElement[bool]) -> list[Promise]:
    statement = (
        select(Promise)
        .where(Promise.subject_id == subject_id)
        .where(Promise.ended_at.is_(None), condition)
        .order_by(Promise.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(statement))


def calendar_of(promise: Promise) -> Calendar:
    """The hours of a promise, as they were when it was made."""
    return db.session.get_one(CalendarRevision, promise.calendar_revision_id).calendar


def _elapsed(promise: Promise, at: datetime, calendar: Calendar) -> int:
    return clock.elapsed(
        promise.counts_from,
        promise.target,
        calendar,
        calendar.zone_for(promise.time_zone),
        until=at,
        pauses=spans_of(list_pauses(promise.id)),
    )


def spans_of(pauses: list[Pause]) -> list[clock.Pause]:
    """Pauses that have ended, as the clock reads them."""
    return [clock.Pause(one.started_at, one.ended_at) for one in pauses if one.ended_at]
