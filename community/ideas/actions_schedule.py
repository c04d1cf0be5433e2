"""Changes of status that are planned for a time, taken back, and made by the worker."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from community.content import actions as content
from community.content.models import Subject
from community.content.prose import Prose
from community.core.clock import now
from community.core.db import db, get_locked, insert_once, lock
from community.core.errors import Conflict, Invalid
from community.ideas.actions_statuses import (
    NO_GROUNDS,
    Grounds,
    change_status,
    check_change,
    ensure_as_seen,
)
from community.ideas.models import Idea, IdeaStatus
from community.ideas.models_life import ScheduledChange, ScheduleState
from community.ideas.queries_schedule import find_waiting
from community.policies.actor import SYSTEM, Actor
from community.policies.permission import Permission
from community.policies.registry import ensure


def schedule_status(
    actor: Actor,
    idea: Idea,
    status: IdeaStatus,
    body: str,
    *,
    lang: str,
    due_at: datetime,
    grounds: Grounds = NO_GROUNDS,
    seen_id: int | None = None,
) -> ScheduledChange:
    """Plan a change of status; `body` is as written, its variables are filled at its minute. One waits an idea."""
    lock(idea)
    ensure(actor, Permission.IDEA_CHANGE_STATUS, idea)
    ensure_as_seen(idea, seen_id)
    content.require(body, "text")
    check_change(idea, status, grounds)
    if due_at <= now():
        raise Invalid(_l("Please choose a time that is still to come."), field="due_at")
    planned = insert_once(
        ScheduledChange,
        idea_id=idea.id,
        from_status_id=idea.status_id,
        to_status_id=status.id,
        body=body,
        lang=lang,
        reason=grounds.reason,
        way_round_id=grounds.way_round_id,
        way_round_path=grounds.way_round_path,
        author_id=actor.member_id,
        created_at=now(),
        due_at=due_at,
        state=ScheduleState.WAITING,
    )
    waiting = find_waiting(idea.id)
    if not planned or waiting is None:
        raise Conflict(_l("A change is planned for this idea already. Cancel that one first."))
    return waiting


def cancel_scheduled(actor: Actor, scheduled: ScheduledChange) -> None:
    """Take a planned change back; Conflict once it is done or overtaken."""
    idea = get_locked(Idea, scheduled.idea_id)
    ensure(actor, Permission.IDEA_CHANGE_STATUS, idea)
    lock(scheduled)
    if scheduled.state is not ScheduleState.WAITING:
        raise Conflict(_l("This change no longer waits."))
    scheduled.state, scheduled.settled_at = ScheduleState.CANCELLED, now()


def plan_again(actor: Actor, scheduled: ScheduledChange) -> bool:
    """Let a planned change wait again that was overtaken or cancelled; False where it could only be wrong by now."""
    idea = get_locked(Idea, scheduled.idea_id)
    ensure(actor, Permission.IDEA_CHANGE_STATUS, idea)
    lock(scheduled)
    is_over = scheduled.due_at <= now() or scheduled.from_status_id != idea.status_id
    if is_over or scheduled.state not in (ScheduleState.OVERTAKEN, ScheduleState.CANCELLED):
        return False
    scheduled.state, scheduled.settled_at = ScheduleState.WAITING, None
    return True


def make_scheduled(scheduled_id: int, prose: Prose) -> bool:
    """Make a planned change whose time has come, once; False where it was cancelled or would be wrong by now."""
    scheduled = db.session.get(ScheduledChange, scheduled_id)
    if scheduled is None:
        return False
    idea = get_locked(Idea, scheduled.idea_id)
    lock(scheduled)
    if scheduled.state is not ScheduleState.WAITING or scheduled.due_at > now():
        return False
    scheduled.settled_at = now()
    if not _is_still_right(idea, scheduled):
        scheduled.state = ScheduleState.OVERTAKEN
        return False
    scheduled.state = ScheduleState.DONE
    db.session.flush()  # else the change below finds it waiting, and overtakes it
    grounds = Grounds(
        reason=scheduled.reason,
        way_round_id=scheduled.way_round_id,
        way_round_path=scheduled.way_round_path,
    )
    status = db.session.get_one(IdeaStatus, scheduled.to_status_id)
    change_status(
        SYSTEM,
        idea,
        status,
        prose,
        lang=scheduled.lang,
        grounds=grounds,
        decided_by_id=scheduled.author_id,
    )
    return True


def _is_still_right(idea: Idea, scheduled: ScheduledChange) -> bool:
    """The idea is shown, stands by itself, and has the status that it was planned for; the new one is in use."""
    subject = get_locked(Subject, idea.id)
    is_given = db.session.get_one(IdeaStatus, scheduled.to_status_id).is_active
    alone = idea.merged_into_id is None and idea.status_id == scheduled.from_status_id
    return subject.is_visible and alone and is_given
