"""Reads of one question or answer, and of what was changed on it."""

from dataclasses import dataclass

from sqlalchemy import ScalarSelect, and_, select
from sqlalchemy.orm import aliased

from community.content.models import (
    Link,
    LinkKind,
    ProductArea,
    ProductVersion,
    Subject,
)
from community.content.queries import ensure_visible, is_seen_by
from community.core.db import db
from community.core.errors import NotFound
from community.policies.actor import PUBLIC_AUDIENCE_ID, Actor
from community.questions.models import Answer, Question, QuestionChange
from community.questions.models_severity import SeverityChange
from community.questions.queries_places import last_place
from community.questions.queries_surveys import asks_survey


def get_question(actor: Actor, question_id: int) -> Question:
    """The question with its subject; NotFound or Gone for those who do not see it."""
    question = db.session.get(Question, question_id)
    if question is None:
        raise NotFound
    ensure_visible(actor, db.session.get_one(Subject, question_id))
    return question


def get_answer(actor: Actor, answer_id: int) -> Answer:
    """The answer; NotFound or Gone for those who do not see it or its question."""
    answer = db.session.get(Answer, answer_id)
    if answer is None:
        raise NotFound
    get_question(actor, answer.question_id)
    ensure_visible(actor, db.session.get_one(Subject, answer_id))
    return answer


@dataclass(frozen=True)
class QuestionFacts:
    """A question as its page shows it; `subject` and `question` are the loaded rows."""

    question: Question
    subject: Subject
    area_key: str | None
    area_name: dict[str, str] | None
    version: str | None
    duplicate_title: str | None
    duplicate_slug: str | None
    about_id: int | None
    last_text: str | None
    last_by_id: int | None
    has_versions: bool
    # The place of the newest answer that the actor sees, which says how many pages there are.
    last_place: int
    # Whether its asker has yet to say whether it was solved.
    asks_survey: bool
    # Why the team gave it another severity, the last time it did.
    severity_reason: str | None

    @property
    def is_private(self) -> bool:
        """Whether only an organisation and staff see it."""
        return self.subject.audience_id != PUBLIC_AUDIENCE_ID


_other, _any_version = aliased(Question), aliased(ProductVersion)


def get_facts(actor: Actor, question_id: int) -> QuestionFacts:
    """The question with the names around it, in one statement; NotFound or Gone for those who do not see it."""
    # A question may be closed over one that few may see, or that is hidden by now.
    seen = select(Subject.id).where(Subject.id == _other.id, is_seen_by(actor)).correlate(_other)
    last = select(QuestionChange).where(QuestionChange.question_id == Question.id)
    last = last.order_by(QuestionChange.id.desc()).limit(1)
    about = select(Link.to_id).where(Link.from_id == Question.id, Link.kind == LinkKind.ABOUT)
    versions = select(_any_version.id).where(
        _any_version.product_area_id == Question.product_area_id
    )
    statement = (
        select(
            Question,
            Subject,
            ProductArea.key,
            ProductArea.name,
            ProductVersion.name,
            _other.title,
            _other.slug,
            about.limit(1).scalar_subquery(),
            last.with_only_columns(QuestionChange.text).scalar_subquery(),
            last.with_only_columns(QuestionChange.actor_id).scalar_subquery(),
            versions.exists(),
            last_place(actor, question_id),
            asks_survey(question_id),
            _severity_reason(),
        )
        .join(Subject, Subject.id == Question.id)
        .outerjoin(ProductArea, ProductArea.id == Question.product_area_id)
        .outerjoin(ProductVersion, ProductVersion.id == Question.product_version_id)
        .outerjoin(_other, and_(_other.id == Question.duplicate_of_id, seen.exists()))
        .where(Question.id == question_id)
    )
    row = db.session.execute(statement).first()
    if row is None:
        raise NotFound
    ensure_visible(actor, row[1])
    return QuestionFacts(*row)


def _severity_reason() -> ScalarSelect[str]:
    newest = select(SeverityChange.reason).where(SeverityChange.question_id == Question.id)
    return newest.order_by(SeverityChange.id.desc()).limit(1).scalar_subquery()


def list_changes(question_id: int) -> list[QuestionChange]:
    """The changes of a question's state, newest first; the caller has checked that the actor sees it."""
    statement = select(QuestionChange).where(QuestionChange.question_id == question_id)
    return list(db.session.scalars(statement.order_by(QuestionChange.id.desc()).limit(100)))
