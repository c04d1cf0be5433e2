"""Sorting a question better, without touching its words."""

from collections.abc import Iterable

from community.content import actions_tags
from community.content.models import Subject
from community.content.queries import ensure_visible
from community.core.db import get_locked, lock
from community.core.outbox import record
from community.events import QuestionEdited
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.questions.models import Question


def retag(actor: Actor, question: Question, names: Iterable[str]) -> None:
    """Give a question exactly these tags; Invalid over five, and for new words where not everybody reads."""
    lock(question)
    subject = get_locked(Subject, question.id)
    ensure_visible(actor, subject)
    ensure(actor, Permission.QUESTION_RETAG, question)
    actions_tags.set_tags(subject, names)
    record(QuestionEdited(question_id=question.id, actor_id=actor.member_id or 0))
