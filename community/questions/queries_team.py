"""Which of the replies to a question are the company's and which the asker's, and who closed it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from community.accounts.queries import is_staff
from community.content.models import Comment, Subject, Visibility
from community.core.db import db
from community.questions.models import Answer, Question, QuestionChange
from community.questions.states import CloseReason, QuestionState


@dataclass(frozen=True)
class Closing:
    """How a question was closed, and who that was to it."""

    actor_id: int | None
    at: datetime
    reason: CloseReason | None
    by_asker: bool
    by_staff: bool
    by_team: bool
    is_said: bool


def find_closing(question: Question) -> Closing | None:
    """How a closed question was closed; None for one that is not."""
    if not question.is_closed:
        return None
    by = QuestionChange.actor_id
    statement = (
        select(by, QuestionChange.at, QuestionChange.reason, is_staff(by))
        .add_columns(QuestionChange.by_team, QuestionChange.text != "")
        .where(QuestionChange.question_id == question.id, QuestionChange.to == QuestionState.CLOSED)
        .order_by(QuestionChange.id.desc())
        .limit(1)
    )
    row = db.session.execute(statement).first()
    if row is None:
        return None
    actor_id, at, reason, by_staff, by_team, is_said = row
    return Closing(
        actor_id,
        at,
        reason,
        by_asker=actor_id is not None and actor_id == question.author_id,
        by_staff=by_staff,
        by_team=by_team,
        is_said=is_said,
    )


def find_team_reply(question: Question) -> tuple[int | None, datetime] | None:
    """(author, instant) of the first visible answer or comment by staff or an expert of the question's area."""
    answers = select(Answer.id).where(Answer.question_id == question.id)
    comments = select(Comment.id).where(
        or_(Comment.on_id == question.id, Comment.on_id.in_(answers))
    )
    author, posted = Subject.author_id, Subject.created_at
    statement = (
        select(author, posted)
        .where(or_(Subject.id.in_(answers), Subject.id.in_(comments)))
        .where(Subject.visibility == Visibility.VISIBLE, Subject.author_id != question.author_id)
        .where(Subject.by_team)
        .order_by(Subject.created_at, Subject.id)
        .limit(1)
    )
    found = db.session.execute(statement).first()
    return (found[0], found[1]) if found else None
