"""What the desk shows beside one question: who the customer is, what he was promised before, and why it is urgent."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from community.accounts.models import Member, Organisation
from community.content.models import Subject
from community.content.queries import visible_to
from community.core.clock import now
from community.core.db import db
from community.policies.actor import Actor
from community.questions.models import Question
from community.questions.models_severity import SeverityChange
from community.questions.states import QuestionState
from community.service_levels.queries import PromiseChip, list_chips
from community.service_levels.queries_terms import find_plan_of, list_severities_for
from community.service_levels.queries_tokens import balance_of
from community.service_levels.terms import PlanTerms, SeverityTerms

HISTORY = 10


@dataclass(frozen=True)
class Former:
    """An earlier question of the same customer."""

    id: int
    title: str
    slug: str
    lang: str
    state: QuestionState
    created_at: datetime
    chip: PromiseChip | None


@dataclass(frozen=True)
class Changed:
    """A change of severity with its reason; nobody's name when its author is gone."""

    came_from: str | None
    to: str
    reason: str
    author: str | None
    at: datetime


@dataclass(frozen=True)
class Customer:
    """The customer of a question, with plan, tokens and earlier questions."""

    organisation: str | None
    plan: PlanTerms | None
    tokens: int
    severities: tuple[SeverityTerms, ...]
    history: tuple[Former, ...]


def find_customer(actor: Actor, question: Question, subject: Subject) -> Customer:
    """Whose question it is; a person without an organisation is a customer as well."""
    organisation_id = subject.organisation_id
    name = select(Organisation.name).where(Organisation.id == (organisation_id or 0))
    return Customer(
        organisation=db.session.scalars(name).first(),
        plan=find_plan_of(organisation_id, now()),
        tokens=balance_of(organisation_id) if organisation_id is not None else 0,
        severities=list_severities_for(organisation_id, now()),
        history=_history(actor, question, organisation_id),
    )


def _history(actor: Actor, question: Question, organisation_id: int | None) -> tuple[Former, ...]:
    theirs = (
        Subject.organisation_id == organisation_id
        if organisation_id is not None
        else Question.author_id == (question.author_id or 0)
    )
    statement = select(
        Question.id,
        Question.title,
        Question.slug,
        Subject.lang,
        Question.state,
        Question.created_at,
    ).where(theirs, Question.id != question.id)
    seen = visible_to(statement, actor, Question.id)
    rows = db.session.execute(seen.order_by(Question.id.desc()).limit(HISTORY)).all()
    chips = list_chips([row.id for row in rows])
    return tuple(Former(*row, chips.get(row.id)) for row in rows)


def list_severity_changes(question_id: int) -> list[Changed]:
    """How a question's severity was changed, newest first; the caller asks `promise.details`."""
    statement = (
        select(
            SeverityChange.came_from,
            SeverityChange.to,
            SeverityChange.reason,
            Member.name,
            SeverityChange.at,
        )
        .outerjoin(Member, Member.id == SeverityChange.actor_id)
        .where(SeverityChange.question_id == question_id)
        .order_by(SeverityChange.id.desc())
        .limit(20)
    )
    return [Changed(*row) for row in db.session.execute(statement)]
