"""What members say against an answer: it is outdated, or it does not work for them, each with a reason."""

from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from community.content import actions as content
from community.content.models import Subject, Vote, VoteKind
from community.content.queries import ensure_visible
from community.core.audit import audit
from community.core.db import db, get_locked, lock
from community.core.errors import Invalid, NotFound
from community.core.outbox import record
from community.events import AnswerDoubted, AnswerDoubtWithdrawn
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.questions.models import Answer, Question

DOUBTS: dict[VoteKind, Any] = {
    VoteKind.OUTDATED: Answer.outdated_count,
    VoteKind.DOES_NOT_WORK: Answer.does_not_work_count,
}
REASON_LENGTH = 300


def doubt(actor: Actor, row: Answer, kind: VoteKind, reason: str) -> bool:
    """Say what is wrong with an answer, and why; False when one has said so and not taken it back."""
    ensure(actor, Permission.ANSWER_VOTE, row)
    subject = _locked(actor, row)
    content.require(reason, "reason")
    if len(reason) > REASON_LENGTH:
        raise Invalid(_l("At most %(max)d characters fit in here.", max=REASON_LENGTH), "reason")
    fresh = content.cast_vote(
        actor, subject, kind, counter=DOUBTS[kind], reason=" ".join(reason.split())
    )
    if fresh and actor.member_id is not None:
        db.session.expire(row)  # its counter was raised in SQL
        record(
            AnswerDoubted(
                answer_id=row.id, question_id=row.question_id, actor_id=actor.member_id, kind=kind
            )
        )
    return fresh


def withdraw_doubt(
    actor: Actor, row: Answer, kind: VoteKind, *, member_id: int | None = None
) -> bool:
    """Take it back, or as a moderator remove what that member said; False when nobody had said so."""
    is_own = member_id in (None, actor.member_id)
    ensure(actor, Permission.ANSWER_VOTE if is_own else Permission.MODERATE, row)
    subject = _locked(actor, row)
    speaker = actor if is_own else replace(actor, member_id=member_id)
    gone = content.withdraw_vote(speaker, subject, kind, counter=DOUBTS[kind])
    if gone and not is_own:
        audit(actor.member_id, "doubt.removed", ("answer", row.id), kind=kind, member=member_id)
    if gone and actor.member_id is not None:
        db.session.expire(row)  # its counter was lowered in SQL
        record(
            AnswerDoubtWithdrawn(
                answer_id=row.id, question_id=row.question_id, actor_id=actor.member_id, kind=kind
            )
        )
    return gone


def _locked(actor: Actor, row: Answer) -> Subject:
    question = get_locked(Question, row.question_id)
    lock(row)
    subject = get_locked(Subject, row.id)
    ensure_visible(actor, db.session.get_one(Subject, question.id))
    ensure_visible(actor, subject)
    if not subject.is_visible:
        raise NotFound
    return subject


def settle_doubts(row: Answer) -> None:
    """An edit of a locked answer answers what was said against its old words."""
    said = delete(Vote).where(Vote.subject_id == row.id, Vote.kind.in_(DOUBTS))
    db.session.execute(said)
    row.outdated_count = row.does_not_work_count = 0
