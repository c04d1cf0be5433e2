"""The place of an answer in its thread: by when it was given, whatever became of those before it."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from community.content.models import Subject
from community.content.queries import is_seen_by
from community.core.db import db
from community.policies.actor import Actor
from community.questions.addresses import ANSWERS_A_PAGE
from community.questions.models import Answer

_earlier = aliased(Answer)


def place_of_answer() -> ColumnElement[int]:
    """How manieth answer of its thread the statement's Answer is, counted from 1."""
    statement = select(func.count(_earlier.id)).where(
        _earlier.question_id == Answer.question_id, _earlier.id <= Answer.id
    )
    return statement.correlate(Answer).scalar_subquery()


def find_place(answer_id: int) -> int:
    """How manieth answer of its thread this is, counted from 1; 0 for none."""
    statement = select(place_of_answer()).where(Answer.id == answer_id)
    return db.session.scalars(statement).first() or 0


def last_place(actor: Actor, question_id: int) -> ColumnElement[int]:
    """The place of the newest answer that the actor sees; 0 where he sees none."""
    newest = (
        select(func.max(Answer.id))
        .join(Subject, Subject.id == Answer.id)
        .where(Answer.question_id == question_id, is_seen_by(actor))
        .correlate(None)
        .scalar_subquery()
    )
    statement = select(func.count(Answer.id)).where(
        Answer.question_id == question_id, Answer.id <= newest
    )
    return statement.correlate(None).scalar_subquery()


def on_page(question_id: int, page: int) -> Select[Any]:
    """The keys of the answers on a page of a thread."""
    statement = select(Answer.id).where(Answer.question_id == question_id).order_by(Answer.id)
    ids = statement.limit(ANSWERS_A_PAGE).offset((page - 1) * ANSWERS_A_PAGE).subquery()
    return select(ids.c.id)
