"""Taking a question for some minutes while one answers it, so that two people do not write the same."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l

from community import site_settings
from community.accounts.models import Member
from community.content.models import Subject
from community.content.queries import ensure_visible
from community.core.clock import now
from community.core.db import db, lock
from community.core.errors import Conflict
from community.core.outbox import record
from community.events import QuestionClaimed, QuestionReleased
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.questions.models import Question


def claim(actor: Actor, question: Question) -> None:
    """Take a question, or keep it for longer; Conflict names whoever holds it. It ends by itself."""
    _lock(actor, question)
    if not question.can_be_claimed:
        raise Conflict(_l("This question waits for no answer any more."))
    holder_id = question.holder_at(now())
    if holder_id not in (None, actor.member_id):
        holder = db.session.get_one(Member, holder_id)
        raise Conflict(_l("%(name)s is answering this question already.", name=holder.name))
    question.claimed_by_id = actor.member_id
    question.claimed_until = now() + timedelta(minutes=site_settings.current().claim_minutes)
    if actor.member_id is not None:
        record(QuestionClaimed(question_id=question.id, actor_id=actor.member_id))


def release(actor: Actor, question: Question) -> None:
    """Give a question back that one holds; of others' claims nothing changes."""
    _lock(actor, question)
    if let_go(actor, question) and actor.member_id is not None:
        record(QuestionReleased(question_id=question.id, actor_id=actor.member_id))


def _lock(actor: Actor, question: Question) -> None:
    lock(question)
    ensure_visible(actor, db.session.get_one(Subject, question.id))
    ensure(actor, Permission.QUESTION_CLAIM, question)


def let_go(actor: Actor, question: Question) -> bool:
    """End the actor's own claim on a locked question; False when he holds none."""
    if actor.member_id is None or question.claimed_by_id != actor.member_id:
        return False
    question.claimed_by_id = question.claimed_until = None
    return True
