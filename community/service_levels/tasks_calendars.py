"""Holds running promises against days off that were added or taken back ahead: only sooner times count."""

import time
from datetime import datetime

from community.core.clock import now
from community.core.db import db, get_locked, writing
from community.core.versions import raise_version
from community.service_levels import clock
from community.service_levels.actions import take_deadline
from community.service_levels.models import CalendarRevision, Pause, Promise, PromiseState
from community.service_levels.queries_running import list_unfollowed, lock_concerned, pauses_of

BATCH = 200
BREATH = 0.05


def follow_calendars() -> int:
    """Hold promises against later revisions, 200 a transaction, going on where a crash left it; how many changed."""
    changed = 0
    for revision_id in list_unfollowed():
        while (found := _follow(revision_id)) is not None:
            changed += found
            time.sleep(BREATH)
    return changed


def _follow(revision_id: int) -> int | None:
    with writing():
        revision = get_locked(CalendarRevision, revision_id)
        promises = lock_concerned(revision, BATCH)
        if revision.followed_at or not promises:
            revision.followed_at = revision.followed_at or now()
            return None
        pauses = pauses_of(one.id for one in promises)
        revision.followed_to = promises[-1].id
        changed = sum(_is_sooner(one, revision, pauses.get(one.id, [])) for one in promises)
        if changed:
            raise_version("promises")
        return changed


def _is_sooner(promise: Promise, revision: CalendarRevision, pauses: list[Pause]) -> bool:
    """Give the promise these hours when it falls due sooner by them; never at an instant that has passed."""
    at = now()
    found = _deadline(promise, revision, pauses, at)
    due_at = promise.due_at
    if promise.state is PromiseState.PAUSED:  # as if it ran on now, by the hours that it has
        held = db.session.get_one(CalendarRevision, promise.calendar_revision_id)
        due_at = _deadline(promise, held, pauses, at).due_at
    if not at < found.due_at < due_at:
        return False
    promise.calendar_revision_id = revision.id
    if promise.state is PromiseState.RUNNING:
        take_deadline(promise, found)
    return True


def _deadline(
    promise: Promise, revision: CalendarRevision, pauses: list[Pause], at: datetime
) -> clock.Deadline:
    calendar = revision.calendar
    return clock.deadline(
        promise.counts_from,
        promise.target,
        calendar,
        calendar.zone_for(promise.time_zone),
        pauses=[clock.Pause(one.started_at, one.ended_at or at) for one in pauses],
    )
