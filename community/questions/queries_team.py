"""Which of the replies to a question was the company's first."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select

from community.accounts.models import MemberCapability, MemberRole
from community.content.models import Comment, Subject, Visibility
from community.core.db import db
from community.policies.actor import STAFF_ROLES
from community.questions.models import Answer, Question


def find_team_reply(question: Question) -> tuple[int | None, datetime] | None:
    """(author, instant) of the first visible answer or comment by staff or an expert of the question's area."""
    answers = select(Answer.id).where(Answer.question_id == question.id)
    comments = select(Comment.id).where(
        or_(Comment.on_id == question.id, Comment.on_id.in_(answers))
    )
    statement = (
        select(Subject.author_id, Subject.created_at)
        .where(or_(Subject.id.in_(answers), Subject.id.in_(comments)))
        .where(Subject.visibility == Visibility.VISIBLE, Subject.author_id != question.author_id)
        .where(or_(_is_staff(), _is_expert(question.product_area_id)))
        .order_by(Subject.created_at, Subject.id)
        .limit(1)
    )
    found = db.session.execute(statement).first()
    return (found[0], found[1]) if found else None


def _is_staff() -> ColumnElement[bool]:
    return exists().where(
        MemberRole.member_id == Subject.author_id, MemberRole.role.in_(STAFF_ROLES)
    )


def _is_expert(product_area_id: int | None) -> ColumnElement[bool]:
    held = MemberCapability
    return exists().where(
        held.member_id == Subject.author_id,
        held.capability == "verify",
        or_(held.product_area_id.is_(None), held.product_area_id == product_area_id),
        or_(held.until.is_(None), held.until > Subject.created_at),
    )
