"""What product managers say about an idea for everybody to read: a new status, or an official answer."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import update

from community.content import actions as content
from community.content import actions_visibility
from community.content.models import Subject, Visibility
from community.content.prose import Prose
from community.core.clock import now
from community.core.db import db, get_locked, lock
from community.core.errors import Conflict, Invalid
from community.core.outbox import record
from community.core.versions import raise_version
from community.events import IdeaAnswered, IdeaStatusChanged
from community.ideas.actions import announce_released, ensure_root
from community.ideas.actions_promises import keep_promise, owe_again, void_promise
from community.ideas.models import (
    DeclineReason,
    Idea,
    IdeaStatus,
    Meaning,
    OfficialResponse,
    StatusChange,
)
from community.ideas.models_life import ScheduledChange, ScheduleState
from community.ideas.queries_story import find_newest_change, find_official_response
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.service_levels.models import VoidReason


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """Why an idea is declined, and another way to the same end: a subject, or a page of the portal."""

    reason: DeclineReason | None = None
    way_round_id: int | None = None
    way_round_path: str | None = None
    # It stood so before, whether a reason was given then or not.
    is_restored: bool = False


NO_GROUNDS = Grounds()


def change_status(
    actor: Actor,
    idea: Idea,
    status: IdeaStatus,
    prose: Prose,
    *,
    lang: str,
    grounds: Grounds = NO_GROUNDS,
    decided_by_id: int | None = None,
    seen_id: int | None = None,
) -> StatusChange:
    """Move an idea to a status with a public text that every supporter and follower hears once.

    `decided_by_id`: whose decision it is where the portal only carries it out. `seen_id`: the newest change that
    whoever decides has seen (Conflict on a newer one). What else was planned is overtaken.
    """
    lock(idea)
    ensure(actor, Permission.IDEA_CHANGE_STATUS, idea)
    ensure_as_seen(idea, seen_id)
    content.require(prose.body, "text")
    check_change(idea, status, grounds)
    before = db.session.get_one(IdeaStatus, idea.status_id)
    author_id = actor.member_id or decided_by_id
    change = _new_change(idea, status, prose, lang=lang, author_id=author_id)
    change.reason, change.way_round_id = grounds.reason, grounds.way_round_id
    change.way_round_path = grounds.way_round_path
    db.session.add(change)
    _release(actor, idea)
    _overtake(idea.id)
    idea.status_id, idea.status_changed_at = status.id, change.created_at
    content.touch(idea.id)
    _settle_promise(idea.id, before, status, author_id)
    db.session.flush()  # the event names the change's key
    record(IdeaStatusChanged(idea_id=idea.id, change_id=change.id, actor_id=change.author_id or 0))
    return change


def ensure_as_seen(idea: Idea, seen_id: int | None) -> None:
    """Conflict where the status was changed after this change; None asks nothing."""
    if seen_id is not None and find_newest_change(idea.id) > seen_id:
        raise Conflict(_l("Somebody has changed the status in the meantime. Please look again."))


def check_change(idea: Idea, status: IdeaStatus, grounds: Grounds = NO_GROUNDS) -> None:
    """Nothing, or why this idea cannot be moved to this status."""
    ensure_root(idea)
    if idea.status_id == status.id:
        raise Conflict(_l("The idea already has this status."))
    if status.meaning is Meaning.PENDING:
        raise Invalid(_l("An idea that was published does not go back to waiting."), field="status")
    if not (status.is_active or grounds.is_restored):
        raise Invalid(_l("This status is given no more."), field="status")
    needs_reason = status.meaning is Meaning.DECLINED and not grounds.is_restored
    if needs_reason and grounds.reason is None:
        raise Invalid(_l("Please choose why the idea is declined."), field="reason")


def _new_change(
    idea: Idea, status: IdeaStatus, prose: Prose, *, lang: str, author_id: int | None
) -> StatusChange:
    change = StatusChange(
        idea_id=idea.id, from_status_id=idea.status_id, to_status_id=status.id, lang=lang
    )
    change.body, change.html = prose.body, prose.html
    change.renderer_version = prose.renderer_version
    change.author_id, change.created_at = author_id, now()
    return change


def _release(actor: Actor, idea: Idea) -> None:
    """A first decision about a held idea publishes it."""
    subject = get_locked(Subject, idea.id)
    if subject.visibility is Visibility.PENDING:
        content.change_visibility(actor, subject, Visibility.VISIBLE)
        actions_visibility.take_along(subject, actions_visibility.comments_on(idea.id))
        announce_released(idea)


def _overtake(idea_id: int) -> None:
    """What was planned for the status that the idea leaves will not be done."""
    statement = update(ScheduledChange).where(
        ScheduledChange.idea_id == idea_id, ScheduledChange.state == ScheduleState.WAITING
    )
    values = {"state": ScheduleState.OVERTAKEN, "settled_at": now()}
    db.session.execute(statement.values(**values))


def _settle_promise(
    idea_id: int, before: IdeaStatus, status: IdeaStatus, author_id: int | None
) -> None:
    """A duplicate is owed no answer; any other decision of the team is the answer that was promised."""
    if status.meaning is Meaning.DUPLICATE:
        void_promise(idea_id, VoidReason.DUPLICATE)
        return
    if before.meaning is Meaning.DUPLICATE:
        owe_again(idea_id)
    if author_id is not None:
        keep_promise(idea_id, author_id)


def answer_officially(actor: Actor, idea: Idea, prose: Prose, *, lang: str) -> OfficialResponse:
    """Answer an idea for the company without changing its status; supporters and followers hear of it."""
    lock(idea)
    ensure(actor, Permission.IDEA_ANSWER, idea)
    ensure_root(idea)
    answer = _new_answer(actor, idea, prose, lang=lang)
    keep_promise(idea.id, actor.member_id)
    record(IdeaAnswered(idea_id=idea.id, actor_id=actor.member_id or 0))
    return answer


def edit_official_answer(
    actor: Actor, idea: Idea, prose: Prose, *, lang: str, seen_id: int
) -> OfficialResponse:
    """Correct the answer that stands, which is kept; nobody is told. Conflict when another stands there by now."""
    lock(idea)
    ensure(actor, Permission.IDEA_ANSWER, idea)
    ensure_root(idea)
    standing = find_official_response(idea.id)
    if standing is None or standing.id != seen_id:
        raise Conflict(_l("Somebody else has changed the answer. Please look at it first."))
    if (standing.body, standing.lang) == (prose.body, lang):
        return standing
    answer = _new_answer(actor, idea, prose, lang=lang)
    answer.replaces_id = standing.id
    raise_version("answers")  # what was corrected must not stand in kept pages
    return answer


def _new_answer(actor: Actor, idea: Idea, prose: Prose, *, lang: str) -> OfficialResponse:
    content.require(prose.body, "body")
    answer = OfficialResponse(
        idea_id=idea.id, body=prose.body, html=prose.html, lang=lang, author_id=actor.member_id
    )
    answer.renderer_version, answer.created_at = prose.renderer_version, now()
    db.session.add(answer)
    content.touch(idea.id)
    return answer
