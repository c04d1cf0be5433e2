"""Asking somebody who knows: he is told once, and whether he may see the question is told to nobody."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l

from community.accounts.models import Member
from community.accounts.queries import get_member
from community.content.models import Subject
from community.content.queries import ensure_visible
from community.core.clock import now
from community.core.db import db, insert_once, lock
from community.core.errors import Conflict, Invalid, NotFound
from community.core.outbox import record
from community.events import MemberInvited
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.questions.models import Question, QuestionInvitation
from community.questions.queries_inviting import (
    count_invitations_of,
    list_invited,
    list_taking_part,
)
from community.questions.states import QuestionState

MOST_A_QUESTION = 10
MOST_A_DAY = 5  # that reach one member, from whomever


def invite(actor: Actor, question: Question, handle: str) -> Member:
    """Ask a member to answer; Invalid for whoever is there already, was asked before, or is asked too often."""
    ensure(actor, Permission.QUESTION_INVITE, question)
    lock(question)
    subject = db.session.get_one(Subject, question.id)
    ensure_visible(actor, subject)
    if not subject.is_visible:
        raise Conflict(_l("A moderator looks at this question first. Then you can invite others."))
    if question.state in (QuestionState.CLOSED, QuestionState.ARCHIVED):
        raise Conflict(_l("This question takes no answers any more."))
    member = _find(handle)
    _check(actor, question, member)
    insert_once(
        QuestionInvitation,
        question_id=question.id,
        member_id=member.id,
        by_id=actor.member_id,
        created_at=now(),
    )
    record(
        MemberInvited(question_id=question.id, actor_id=actor.member_id or 0, member_id=member.id)
    )
    return member


def _find(handle: str) -> Member:
    try:
        return get_member(handle.strip().removeprefix("@"))
    except NotFound as unknown:
        message = _l("Nobody has the handle “%(handle)s”.", handle=handle[:40])
        raise Invalid(message, field="handle") from unknown


def _check(actor: Actor, question: Question, member: Member) -> None:
    invited = list_invited(question.id)
    if member.id == actor.member_id:
        raise Invalid(_l("You need no invitation: just answer."), field="handle")
    if member.id in list_taking_part(question.id):
        raise Invalid(_l("%(name)s is taking part already.", name=member.name), field="handle")
    if member.id in invited:
        raise Invalid(_l("%(name)s was invited before.", name=member.name), field="handle")
    if len(invited) >= MOST_A_QUESTION:
        raise Invalid(_l("Ten people were invited already. Let us wait for them."), field="handle")
    if count_invitations_of(member.id, now() - timedelta(days=1)) >= MOST_A_DAY:
        message = _l(
            "%(name)s was invited often today. Please ask somebody else.", name=member.name
        )
        raise Invalid(message, field="handle")
