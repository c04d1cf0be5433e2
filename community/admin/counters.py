"""Kept counters and how each is counted anew: what `flask counters check` compares and mends."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, case, cast, func, literal, or_, select, update
from sqlalchemy.orm import aliased

from community.accounts.models import Member
from community.circles.models import HourQuestion
from community.content.actions_visibility import MARK
from community.content.models import Comment, Subject, Visibility, Vote, VoteKind
from community.content.screening import UNTOLD
from community.core.db import Base, db, writing
from community.ideas.models import Idea
from community.notifications.models import Notification
from community.questions.models import Answer, Question

BATCH = 500


@dataclass(frozen=True)
class Counter:
    """A column that is kept by its actions, and the count of rows that it must equal."""

    name: str
    model: Any
    column: Any
    recount: Callable[[], Any]


def _votes(model: Any, kind: VoteKind) -> Callable[[], Any]:
    return lambda: (
        select(func.count())
        .where(Vote.subject_id == model.id, Vote.kind == kind, Vote.voided_at.is_(None))
        .correlate(model)
        .scalar_subquery()
    )


def _supporters() -> Any:
    """Each member once for an idea and what is merged into it; one that is merged keeps what it had then."""
    tree = aliased(Idea)
    counted = (
        select(func.count(Vote.member_id.distinct()))
        .join(tree, tree.id == Vote.subject_id)
        .where(Vote.kind == VoteKind.SUPPORT, Vote.voided_at.is_(None))
        .where(or_(tree.id == Idea.id, tree.merged_into_id == Idea.id))
        .correlate(Idea)
        .scalar_subquery()
    )
    return case((Idea.merged_into_id.is_not(None), Idea.supporter_count), else_=counted)


def _visible(child: Any, parent_key: Any, model: Any) -> Callable[[], Any]:
    return lambda: (
        select(func.count())
        .select_from(child)
        .join(Subject, Subject.id == child.id)
        .where(parent_key == model.id, Subject.visibility == Visibility.VISIBLE)
        .correlate(model)
        .scalar_subquery()
    )


def _answers() -> Any:
    """Those that are shown, or would be if their question were: it comes back with them."""
    with_it = literal(MARK) + cast(Question.id, String)
    reasons = (with_it, with_it + literal(UNTOLD))
    shown = or_(
        Subject.visibility == Visibility.VISIBLE,
        *(Subject.visibility_reason == reason for reason in reasons),
    )
    return (
        select(func.count())
        .select_from(Answer)
        .join(Subject, Subject.id == Answer.id)
        .where(Answer.question_id == Question.id, shown)
        .correlate(Question)
        .scalar_subquery()
    )


def _unread() -> Any:
    return (
        select(func.count())
        .where(Notification.member_id == Member.id, Notification.read_at.is_(None))
        .where(Notification.is_shown)
        .correlate(Member)
        .scalar_subquery()
    )


COUNTERS = (
    Counter("ideas.supporter_count", Idea, Idea.supporter_count, _supporters),
    Counter(
        "ideas.comment_count", Idea, Idea.comment_count, _visible(Comment, Comment.on_id, Idea)
    ),
    Counter(
        "questions.same_question_count",
        Question,
        Question.same_question_count,
        _votes(Question, VoteKind.SAME_QUESTION),
    ),
    Counter("questions.answer_count", Question, Question.answer_count, _answers),
    Counter(
        "answers.helpful_count", Answer, Answer.helpful_count, _votes(Answer, VoteKind.HELPFUL)
    ),
    Counter(
        "answers.outdated_count", Answer, Answer.outdated_count, _votes(Answer, VoteKind.OUTDATED)
    ),
    Counter(
        "answers.does_not_work_count",
        Answer,
        Answer.does_not_work_count,
        _votes(Answer, VoteKind.DOES_NOT_WORK),
    ),
    Counter(
        "hour_questions.vote_count",
        HourQuestion,
        HourQuestion.vote_count,
        _votes(HourQuestion, VoteKind.WANTS_ANSWER),
    ),
    Counter("members.unread_count", Member, Member.unread_count, _unread),
)


def count_wrong(counter: Counter) -> int:
    """How many rows hold another number than their rows say."""
    model: type[Base] = counter.model
    statement = select(func.count()).select_from(model).where(counter.column != counter.recount())
    return db.session.scalars(statement).one()


def mend(counter: Counter) -> int:
    """Set wrong counters to what their rows say, some at a time; how many were wrong."""
    model, mended = counter.model, 0
    while True:
        wrong = select(model.id).where(counter.column != counter.recount()).limit(BATCH)
        with writing():
            ids = list(db.session.scalars(wrong))
            values = {counter.column.key: counter.recount()}
            statement = update(model).where(model.id.in_(ids)).values(**values)
            db.session.execute(statement.execution_options(synchronize_session=False))
        mended += len(ids)
        if len(ids) < BATCH:
            return mended
