"""Replies of others than staff that came inside the asker's response target."""

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func

from community.accounts.models import MemberRole
from community.content.models import Comment, Subject, Visibility
from community.questions.models import Answer, Question
from community.recognition.metrics_columns import Whose, deed_columns
from community.recognition.models import Metric
from community.service_levels.models import Promise
from community.service_levels.terms import PromiseKind

FIRST = Promise.kind == PromiseKind.FIRST_RESPONSE


def timely_replies(whose: Whose) -> list[Select[Any]]:
    """Answers inside the target, whether or not they ended the clock, and comments that did; a question counts once."""
    return [_answers(whose), _comments(whose)]


def _answers(whose: Whose) -> Select[Any]:
    deeds = deed_columns(
        Metric.TIMELY_REPLIES,
        Answer.author_id,
        Answer.created_at,
        Question.id,
        evidence=Answer.id,
        area=Question.product_area_id,
    )
    return (
        deeds.select_from(Answer)
        .join(Question, Question.id == Answer.question_id)
        .join(Subject, Subject.id == Answer.id)
        .join(Promise, Promise.subject_id == Question.id)
        .where(whose(Answer.author_id), Subject.visibility == Visibility.VISIBLE)
        .where(~_is_staff(Answer.author_id), FIRST)
        .where(Question.author_id.is_distinct_from(Answer.author_id))
        .where(Answer.created_at.between(Promise.started_at, Promise.due_at))
    )


def _comments(whose: Whose) -> Select[Any]:
    """What an expert of the area asked or said: of others a comment is no reply that anybody waits for."""
    deeds = deed_columns(
        Metric.TIMELY_REPLIES,
        Comment.author_id,
        Promise.ended_at,
        Question.id,
        evidence=Comment.id,
        area=Question.product_area_id,
    )
    return (
        deeds.select_from(Comment)
        .join(Subject, Subject.id == Comment.id)
        .outerjoin(Answer, Answer.id == Comment.on_id)
        .join(Question, Question.id == func.coalesce(Answer.question_id, Comment.on_id))
        .join(Promise, Promise.subject_id == Question.id)
        .where(whose(Comment.author_id), Subject.visibility == Visibility.VISIBLE)
        .where(~_is_staff(Comment.author_id), FIRST)
        .where(Promise.ended_by_id == Comment.author_id, Promise.ended_at == Subject.created_at)
        .where(Promise.ended_at <= Promise.due_at)
    )


def _is_staff(member_id: Any) -> ColumnElement[bool]:
    return exists().where(MemberRole.member_id == member_id)
