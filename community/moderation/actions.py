"""What moderators do with posts that were flagged or wait: hide, dismiss, release, restore; each is audited."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from community.content.actions import change_visibility
from community.content.actions_visibility import (
    announce_comments,
    comments_on,
    take_along,
    wait_with,
    went_along,
)
from community.content.models import (
    Comment,
    Flag,
    FlagReason,
    FlagState,
    Subject,
    SubjectKind,
    Visibility,
)
from community.content.queries import ensure_visible
from community.content.screening import is_untold
from community.core.audit import audit
from community.core.clock import now
from community.core.db import db, get_locked
from community.core.errors import Conflict, NotFound
from community.core.outbox import record
from community.events import FlagsLifted, FlagUpheld
from community.ideas.actions import announce_released, first_status, mark_figures_stale
from community.ideas.actions_promises import follow_visibility
from community.ideas.models import Idea, IdeaStatus, Meaning
from community.moderation.reasons import ERASED, KeepReason, keep_reason
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.questions.actions_visibility import lock_thread, settle
from community.questions.models import Answer, Question


def hide(actor: Actor, subject: Subject, reason: FlagReason, words: str = "") -> None:
    """Hide a post from everybody but moderators and its author, and agree with those who flagged it."""
    _locked(actor, subject)
    if subject.visibility in (Visibility.HIDDEN, Visibility.DELETED):
        raise Conflict(_l("This post is hidden already."))
    upheld = _decide(actor, subject, FlagState.UPHELD)
    show_as(actor, subject, Visibility.HIDDEN, keep_reason(reason, words))
    if upheld and actor.member_id is not None:
        record(FlagUpheld(subject_id=subject.id, reason=reason, actor_id=actor.member_id))
    _audit(actor, "subject.hidden", subject, reason=reason, flags=upheld)


def dismiss(actor: Actor, subject: Subject, reason: KeepReason) -> None:
    """Find nothing wrong with a flagged post: it stays as it is."""
    _locked(actor, subject)
    dismissed = _decide(actor, subject, FlagState.DISMISSED)
    if not dismissed:
        raise Conflict(_l("Another moderator has looked at this in the meantime."))
    _audit(actor, "flags.dismissed", subject, reason=reason, flags=dismissed)


def release(actor: Actor, subject: Subject, reason: KeepReason) -> None:
    """Let everybody see a post that waited, as soon as what it stands under is seen."""
    _locked(actor, subject)
    if subject.visibility is not Visibility.PENDING:
        raise Conflict(_l("Another moderator has looked at this in the meantime."))
    dismissed = _decide(actor, subject, FlagState.DISMISSED)
    show_as(actor, subject, Visibility.VISIBLE)
    _audit(actor, "subject.released", subject, reason=reason, flags=dismissed)


def restore(actor: Actor, subject: Subject, reason: KeepReason) -> None:
    """Bring a hidden post back, or a deleted one within 30 days; under a hidden one it comes back with that."""
    _locked(actor, subject)
    if subject.visibility not in (Visibility.HIDDEN, Visibility.DELETED):
        raise Conflict(_l("This post is not hidden."))
    if subject.visibility_reason == ERASED:
        raise Conflict(_l("Its author was erased with all that he wrote: nothing is left of it."))
    if went_along(subject):
        raise Conflict(
            _l("This post is hidden with what it belongs to. Restore that, and it comes along.")
        )
    _lift(actor, subject)
    show_as(actor, subject, Visibility.VISIBLE)
    _audit(actor, "subject.restored", subject, reason=reason)


def _locked(actor: Actor, subject: Subject) -> None:
    ensure(actor, Permission.MODERATE, subject)
    if subject.kind is SubjectKind.GLOSSARY_TERM:
        raise NotFound
    lock_post(subject)
    ensure_visible(actor, subject)


def lock_post(subject: Subject) -> None:
    """Lock a subject after what it stands under, in the order of all writers."""
    if subject.kind is SubjectKind.IDEA:
        get_locked(Idea, subject.id)  # before its subject, as votes and decisions do
    _find_parent(subject)  # locked first, so that it is not hidden in the meantime
    lock_thread(subject)


def _decide(actor: Actor, subject: Subject, state: FlagState) -> int:
    """Decide the open flags on a subject; how many there were."""
    open_ones = select(Flag).where(Flag.subject_id == subject.id, Flag.state == FlagState.OPEN)
    flags = db.session.scalars(open_ones.with_for_update()).all()
    for flag in flags:
        flag.state, flag.decided_by_id, flag.decided_at = state, actor.member_id, now()
    return len(flags)


def _lift(actor: Actor, subject: Subject) -> None:
    """What flags led to is taken back, whatever is still delivered of it."""
    upheld = (Flag.subject_id == subject.id, Flag.state == FlagState.UPHELD)
    lifted = db.session.scalars(
        update(Flag)
        .where(*upheld, Flag.lifted_at.is_(None))
        .values(lifted_at=now())
        .returning(Flag.id)
        .execution_options(synchronize_session=False)
    ).all()
    if lifted:
        record(FlagsLifted(subject_id=subject.id, actor_id=actor.member_id))


def show_as(actor: Actor, subject: Subject, visibility: Visibility, words: str = "") -> None:
    """Change the visibility of a locked post, with all that follows from it; the caller has asked the permission."""
    was, is_first = subject.visibility, visibility is Visibility.VISIBLE and is_untold(subject)
    parent = _find_parent(subject) if visibility is Visibility.VISIBLE else None
    if parent is not None and not parent.is_visible:
        wait_with(subject, parent)
    else:
        change_visibility(actor, subject, visibility, words)
    is_first = is_first and subject.is_visible
    settle(actor, subject, was, is_first=is_first)
    if subject.kind in (SubjectKind.IDEA, SubjectKind.ARTICLE):
        take_along(subject, comments_on(subject.id))
    if subject.kind is SubjectKind.IDEA:
        _settle_idea(actor, subject, is_first=is_first)
    elif subject.kind is SubjectKind.COMMENT and is_first:
        announce_comments([subject.id])


def _find_parent(subject: Subject) -> Subject | None:
    """What a comment or an answer stands under, locked."""
    if subject.kind is SubjectKind.COMMENT:
        return get_locked(Subject, db.session.get_one(Comment, subject.id).on_id)
    if subject.kind is SubjectKind.ANSWER:
        question_id = db.session.get_one(Answer, subject.id).question_id
        get_locked(Question, question_id)  # before its subject, as all writers of a thread do
        return get_locked(Subject, question_id)
    return None


def _settle_idea(actor: Actor, subject: Subject, *, is_first: bool) -> None:
    """An idea that waited is open and heard of once it is shown; what is hidden is owed no answer."""
    idea = get_locked(Idea, subject.id)
    meaning = db.session.get_one(IdeaStatus, idea.status_id).meaning
    if subject.is_visible and meaning is Meaning.PENDING:
        idea.status_id, idea.status_changed_at = first_status(Meaning.OPEN).id, now()
    if is_first:
        announce_released(idea)
    follow_visibility(actor, subject)
    mark_figures_stale(idea.id)


def _audit(actor: Actor, act: str, subject: Subject, **details: object) -> None:
    audit(actor.member_id, act, (subject.kind, subject.id), **details)
