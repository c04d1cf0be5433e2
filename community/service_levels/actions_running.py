"""What changes a promise that runs: a better target than the first one, and a solution that was none."""

from datetime import datetime

from sqlalchemy import select

from community.content.models import Subject
from community.core.clock import now
from community.core.db import db
from community.core.outbox import record
from community.core.versions import raise_version
from community.events import PlanPartlyFollowed
from community.policies.actor import SYSTEM
from community.service_levels import clock
from community.service_levels.actions import (
    calendar_of,
    list_waiting,
    open_promise,
    spans_of,
    take_deadline,
)
from community.service_levels.models import (
    Pause,
    PauseReason,
    Promise,
    PromiseState,
)
from community.service_levels.queries_explained import list_pauses
from community.service_levels.queries_running import WAITING, is_gone
from community.service_levels.queries_terms import Applicable, find_applicable_under
from community.service_levels.terms import OF_QUESTIONS, PromiseKind

# So many subjects in one transaction: each takes some milliseconds.
AT_ONCE = 5


def better_promises(
    subject_id: int, severity: str | None = None, at: datetime | None = None
) -> int:
    """Severity or plan changed at an instant: the better deadline for the customer stands; how many are better.

    The new target counts from that instant, so nothing is overdue at once. The version of the menu stays.
    """
    at = at or now()
    return sum(
        _better(promise, severity or promise.severity, at)
        for promise in list_waiting(subject_id)
        # What began later began under these terms.
        if promise.kind in OF_QUESTIONS and promise.state in WAITING and promise.started_at <= at
    )


def better_those_of(organisation_id: int, *, after: int = 0, at: datetime | None = None) -> None:
    """A plan changed at an instant: better deadlines stand on what waits for this organisation.

    A solution is promised where it was not before; a second run changes nothing. Few subjects at a time: others want
    to write, too.
    """
    at = at or now()
    waiting = (
        select(Promise.subject_id)
        .where(Promise.organisation_id == organisation_id)
        .where(Promise.state.in_(WAITING))
        .where(Promise.kind.in_(OF_QUESTIONS), Promise.subject_id > after)
        .distinct()
        .order_by(Promise.subject_id)
        .limit(AT_ONCE)
    )
    subject_ids = db.session.scalars(waiting).all()
    for subject_id in subject_ids:
        better_promises(subject_id, at=at)
        severities = [one.severity for one in list_waiting(subject_id) if one.state in WAITING]
        promise_solution(subject_id, severities[-1] if severities else None, at)
    if subject_ids:
        raise_version("promises")
    if len(subject_ids) == AT_ONCE:
        last, since = subject_ids[-1], at.isoformat()
        record(PlanPartlyFollowed(organisation_id=organisation_id, subject_id=last, at=since))


def promise_solution(
    subject_id: int, severity: str | None, at: datetime | None = None
) -> Promise | None:
    """Another severity or plan with a time to solve a question promises that from now on, where the former had none."""
    first = find_newest(subject_id, PromiseKind.FIRST_RESPONSE)
    if first is None or find_newest(subject_id, PromiseKind.RESOLUTION) is not None:
        return None
    subject = db.session.get_one(Subject, subject_id)
    if is_gone(subject.author_id):
        return None
    return open_promise(
        SYSTEM,
        subject,
        PromiseKind.RESOLUTION,
        severity=severity,
        organisation_id=first.organisation_id,
        started_at=max(at or now(), first.started_at),
        time_zone=first.time_zone,
        like=first,
    )


def _better(promise: Promise, severity: str | None, at: datetime) -> bool:
    terms = find_applicable_under(
        promise.plan_version_id,
        promise.organisation_id,
        kind=promise.kind,
        severity=severity,
        at=at,
    )
    if terms is None or terms.hours.revision_id is None or terms.plan.version_id is None:
        return False
    zone = terms.calendar.zone_for(promise.time_zone)
    found = clock.deadline(at, terms.term.target, terms.calendar, zone)
    if found.due_at >= _due_if_resumed(promise, at):
        return False
    _adopt(promise, terms, at)
    take_deadline(promise, found)
    return True


def _due_if_resumed(promise: Promise, at: datetime) -> datetime:
    """When it would fall due if the customer replied at that instant."""
    if promise.state is PromiseState.RUNNING:
        return promise.due_at
    pauses = list_pauses(promise.id)
    waits = [clock.Pause(one.started_at, at) for one in pauses if one.ended_at is None]
    calendar = calendar_of(promise)
    found = clock.deadline(
        promise.counts_from,
        promise.target,
        calendar,
        calendar.zone_for(promise.time_zone),
        pauses=[*spans_of(pauses), *waits],
    )
    return found.due_at


def _adopt(promise: Promise, terms: Applicable, at: datetime) -> None:
    promise.plan_version_id = terms.plan.version_id or promise.plan_version_id
    promise.calendar_revision_id = terms.hours.revision_id or promise.calendar_revision_id
    promise.severity, promise.counted_from = terms.severity, at
    promise.target_amount, promise.target_unit = terms.term.target.amount, terms.term.target.unit


def run_on(
    subject_id: int, kind: PromiseKind, at: datetime | None = None, *, by_customer: bool = True
) -> bool:
    """What ended the newest promise of a kind was taken back: it runs on; False for none.

    By the customer, the time between is not counted; else the deadline stays, also when it has passed.
    """
    at, promise = at or now(), find_newest(subject_id, kind)
    if promise is None or promise.ended_at is None or promise.voided_at is not None:
        return False
    ended_at, promise.ended_at, promise.late_at = promise.ended_at, None, None
    promise.ended_by = promise.ended_by_id = None
    promise.elapsed_seconds = promise.was_outside_hours = None
    if promise.state is PromiseState.MISSED:
        return True
    promise.state = PromiseState.RUNNING
    if not by_customer:
        return True
    reason = PauseReason.WAITING_FOR_CUSTOMER
    db.session.add(Pause(promise_id=promise.id, reason=reason, started_at=ended_at, ended_at=at))
    calendar = calendar_of(promise)
    zone = calendar.zone_for(promise.time_zone)
    db.session.flush()  # the pause is read with the others
    pauses = spans_of(list_pauses(promise.id))
    found = clock.deadline(promise.counts_from, promise.target, calendar, zone, pauses=pauses)
    take_deadline(promise, found)
    return True


def find_newest(subject_id: int, kind: PromiseKind) -> Promise | None:
    """The newest promise of a kind on a subject, locked."""
    statement = (
        select(Promise)
        .where(Promise.subject_id == subject_id, Promise.kind == kind)
        .order_by(Promise.ordinal.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).first()
