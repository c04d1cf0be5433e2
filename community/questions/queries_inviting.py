"""Who takes part in a question already, and who was asked to."""

from datetime import datetime

from sqlalchemy import func, or_, select

from community.content.models import Comment, Subject, Visibility
from community.core.db import db
from community.questions.models import Answer, QuestionInvitation


def list_taking_part(question_id: int) -> set[int]:
    """Whoever asked, or answered or commented for others to see."""
    answers = select(Answer.id).where(Answer.question_id == question_id)
    comments = select(Comment.id).where(
        or_(Comment.on_id == question_id, Comment.on_id.in_(answers))
    )
    posts = or_(Subject.id == question_id, Subject.id.in_(answers), Subject.id.in_(comments))
    shown = or_(Subject.visibility == Visibility.VISIBLE, Subject.id == question_id)
    statement = select(Subject.author_id).where(posts, shown, Subject.author_id.is_not(None))
    return {one for one in db.session.scalars(statement) if one is not None}


def list_invited(question_id: int) -> set[int]:
    """Whoever was asked to answer this question."""
    statement = select(QuestionInvitation.member_id)
    return set(db.session.scalars(statement.where(QuestionInvitation.question_id == question_id)))


def count_invitations_of(member_id: int, since: datetime) -> int:
    """How often a member was asked to answer lately."""
    statement = select(func.count()).where(
        QuestionInvitation.member_id == member_id, QuestionInvitation.created_at > since
    )
    return db.session.scalar(statement) or 0
