"""Replies of others than staff that came inside the asker's response target."""

from typing import Any

from sqlalchemy import Select

from community.accounts.queries import is_staff
from community.content.models import Comment, Subject, Visibility
from community.core.hints import unsearched
from community.questions.models import Answer, Question
from community.recognition.metrics_columns import Whose, deed_columns
from community.recognition.models import Metric
from community.service_levels.models import Promise
from community.service_levels.terms import PromiseKind

FIRST = Promise.kind == PromiseKind.FIRST_RESPONSE


def timely_replies(whose: Whose) -> list[Select[Any]]:
    """Answers inside the target, whether or not they ended the clock, and comments that did; a question counts once."""
    return [
        _answers(whose),
        _comments(whose, on_answers=False),
        _comments(whose, on_answers=True),
    ]


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
        .where(~is_staff(Answer.author_id), FIRST)
        .where(Question.author_id.is_distinct_from(Answer.author_id))
        .where(Answer.created_at.between(Promise.started_at, Promise.due_at))
    )


def _comments(whose: Whose, *, on_answers: bool) -> Select[Any]:
    """What an expert of the area asked or said: of others a comment is no reply that anybody waits for.

    Read from the promises that he ended, of which there are few; he may have commented on anything.
    """
    deeds = deed_columns(
        Metric.TIMELY_REPLIES,
        Promise.ended_by_id,
        Promise.ended_at,
        Question.id,
        evidence=Comment.id,
        area=Question.product_area_id,
    )
    of_question = deeds.select_from(Promise).join(Question, Question.id == Promise.subject_id)
    if on_answers:
        of_question = of_question.join(Answer, Answer.question_id == Question.id)
    return (
        of_question.join(Comment, Comment.on_id == (Answer.id if on_answers else Question.id))
        .join(Subject, Subject.id == unsearched(Comment.id))
        .where(whose(Promise.ended_by_id), unsearched(Subject.visibility) == Visibility.VISIBLE)
        .where(~is_staff(Promise.ended_by_id), FIRST)
        .where(Comment.author_id == Promise.ended_by_id, Subject.created_at == Promise.ended_at)
        .where(Promise.ended_at <= Promise.due_at)
    )
