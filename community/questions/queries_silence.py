"""Which askers have left the team without the reply that it needs, and since when."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from community.accounts.models import Member
from community.content.models import Comment, Subject, Visibility
from community.core.db import db
from community.questions.models import Answer, Question, QuestionChange
from community.questions.states import CloseReason, QuestionState

BATCH = 100


def list_unreminded(before: datetime) -> list[Question]:
    """Some questions that wait for their asker since then, locked, of which he was not reminded."""
    asked = Question.state_changed_at
    fresh = or_(Question.reminded_at.is_(None), Question.reminded_at < asked)
    return [row[0] for row in db.session.execute(_silent(before).where(fresh))]


def list_silent(before: datetime) -> list[tuple[Question, str]]:
    """Some questions that wait for their asker since then, locked, each with his language."""
    return [(row[0], row[1]) for row in db.session.execute(_silent(before))]


def _silent(before: datetime) -> Select[*tuple[Any, ...]]:
    """Seen by others, asked here and not imported, and not replied to since the team asked."""
    rows: Select[*tuple[Any, ...]] = select(Question, Member.locale)
    statement = (
        rows.join(Subject, Subject.id == Question.id)
        .join(Member, Member.id == Question.author_id)
        .where(Question.state == QuestionState.NEEDS_INFO, Question.state_changed_at <= before)
        .where(Subject.visibility == Visibility.VISIBLE, Question.is_historic.is_(False))
        .where(~_has_replied())
    )
    locked = statement.order_by(Question.id).limit(BATCH).with_for_update(of=[Question, Subject])
    return locked.execution_options(populate_existing=True)


def _has_replied() -> ColumnElement[bool]:
    """The asker wrote a comment that waits for a moderator, or that the worker has not read yet."""
    answers = select(Answer.id).where(Answer.question_id == Question.id)
    reply = Subject.__table__.alias("reply")
    return (
        select(Comment.id)
        .join(reply, reply.c.id == Comment.id)
        .where(or_(Comment.on_id == Question.id, Comment.on_id.in_(answers)))
        .where(Comment.author_id == Question.author_id)
        .where(reply.c.created_at > Question.state_changed_at)
        .where(reply.c.visibility.in_((Visibility.VISIBLE, Visibility.PENDING)))
        .correlate(Question)
        .exists()
    )


def waits_since(question: Question) -> datetime:
    """Since when a reply of the asker opens the question again: he may reply while the portal closes it."""
    if question.close_reason is not CloseReason.NO_REPLY:
        return question.state_changed_at
    statement = (
        select(QuestionChange.at, QuestionChange.came_from, QuestionChange.actor_id)
        .where(QuestionChange.question_id == question.id)
        .order_by(QuestionChange.id.desc())
        .limit(2)
    )
    rows = db.session.execute(statement).all()
    by_portal = len(rows) == 2 and rows[0].actor_id is None
    asked = by_portal and rows[0].came_from is QuestionState.NEEDS_INFO
    return rows[1].at if asked else question.state_changed_at
