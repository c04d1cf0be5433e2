"""What the stories of questions have in common: who takes part, what they do, and what is promised."""

from __future__ import annotations

from sqlalchemy import select

from community.accounts.models import Member
from community.content import actions_comments
from community.content.models import Comment, Subject
from community.core.db import db, writing
from community.policies.actor import Role
from community.questions import actions_answers, actions_severity, actions_states
from community.questions.models import Answer, Question
from community.questions.states import CloseReason
from community.service_levels.models import Promise
from community.service_levels.terms import PromiseKind
from tests.makers import actor_of, make_member, make_organisation, prose

FIRST, NEXT, SOLUTION = (
    PromiseKind.FIRST_RESPONSE,
    PromiseKind.NEXT_RESPONSE,
    PromiseKind.RESOLUTION,
)


def customer(plan: str = "premium") -> Member:
    return make_member(organisation=make_organisation(plan=plan))


def agent() -> Member:
    return make_member("Al", Role.AGENT)


def fresh(question: Question) -> Question:
    db.session.expire_all()
    return db.session.get_one(Question, question.id)


def promises(question: Question, kind: PromiseKind) -> list[Promise]:
    """All of this kind, the oldest first."""
    db.session.expire_all()
    statement = select(Promise).where(Promise.subject_id == question.id, Promise.kind == kind)
    return list(db.session.scalars(statement.order_by(Promise.ordinal)))


def promise_of(question: Question, kind: PromiseKind = FIRST) -> Promise:
    """The newest of this kind."""
    return promises(question, kind)[-1]


def comment(member: Member, subject_id: int, body: str = "Here it is.") -> Comment:
    actor, words = actor_of(member), prose(body)
    with writing():
        subject = db.session.get_one(Subject, subject_id)
        return actions_comments.add_comment(actor, subject, words, lang="en")


def accept(member: Member, answer: Answer) -> None:
    with writing():
        actions_answers.accept_answer(actor_of(member), answer)


def withdraw(member: Member, answer: Answer) -> None:
    with writing():
        actions_answers.withdraw_acceptance(actor_of(member), answer)


def remove(member: Member, answer: Answer) -> None:
    with writing():
        actions_answers.delete_answer(actor_of(member), answer)


def change_severity(
    member: Member, question: Question, severity: str, reason: str = "It stops us."
) -> None:
    actor = actor_of(member)
    with writing():
        actions_severity.change_severity(actor, question, severity, reason)


def ask_back(question: Question, by: Member | None = None) -> None:
    actor = actor_of(by or agent())
    with writing():
        actions_states.ask_for_information(actor, question, "Which version?")


def close(member: Member, question: Question, reason: CloseReason, **more: object) -> None:
    actor = actor_of(member)
    with writing():
        actions_states.close(actor, question, reason, **more)  # type: ignore[arg-type]


def reopen(member: Member, question: Question) -> None:
    actor = actor_of(member)
    with writing():
        actions_states.reopen(actor, question)
