"""Where something stands: title and path of the thread that a subject belongs to."""

from dataclasses import dataclass, replace

from sqlalchemy import select

from community.accounts.models import Organisation
from community.circles.models import HourQuestion, LiveHour
from community.content.addresses import comment_path
from community.content.models import Comment, ProductArea, Subject, SubjectKind
from community.core.db import db
from community.credits.models import CreditClaim
from community.ideas.models import Board, Idea
from community.questions.addresses import answer_path, thread_path
from community.questions.models import Answer, Question
from community.questions.queries_places import place_of_answer


@dataclass(frozen=True)
class Thread:
    """A question, idea or live hour as a letter names it."""

    id: int
    title: str
    path: str
    product_area_id: int | None = None


def find_thread(subject_id: int) -> Thread | None:
    """The thread of a question, answer, idea, live hour or comment; None for what has none or is gone."""
    kind = db.session.scalars(select(Subject.kind).where(Subject.id == subject_id)).first()
    if kind is SubjectKind.COMMENT:
        on_id = db.session.scalars(select(Comment.on_id).where(Comment.id == subject_id)).first()
        thread = find_thread(on_id) if on_id is not None else None
        if thread is None or on_id is None:
            return None
        return replace(thread, path=comment_path(thread.path, on_id, subject_id))
    if kind is SubjectKind.ANSWER:
        return _of_answer(subject_id)
    if kind is SubjectKind.QUESTION:
        return _of_question(subject_id)
    if kind is SubjectKind.HOUR_QUESTION:
        hour_id = db.session.scalars(
            select(HourQuestion.hour_id).where(HourQuestion.id == subject_id)
        ).first()
        hour = _of_hour(hour_id)
        return replace(hour, path=f"{hour.path}#question-{subject_id}") if hour else None
    if kind is SubjectKind.LIVE_HOUR:
        return _of_hour(subject_id)
    if kind is SubjectKind.CLAIM:
        return _of_claim(subject_id)
    return _of_idea(subject_id) if kind is SubjectKind.IDEA else None


def _of_answer(answer_id: int) -> Thread | None:
    statement = select(Answer.question_id, place_of_answer().label("place"), Question.slug)
    statement = statement.join(Question, Question.id == Answer.question_id)
    row = db.session.execute(statement.where(Answer.id == answer_id)).first()
    thread = _of_question(row.question_id) if row is not None else None
    if row is None or thread is None:
        return None
    path = answer_path(row.question_id, row.slug, answer_id, row.place)
    return replace(thread, path=path)


def _of_question(question_id: int) -> Thread | None:
    statement = select(Question.title, Question.slug, Question.product_area_id)
    row = db.session.execute(statement.where(Question.id == question_id)).first()
    if row is None:
        return None
    path = thread_path(question_id, row.slug)
    return Thread(question_id, row.title, path, row.product_area_id)


def _of_hour(hour_id: int | None) -> Thread | None:
    statement = select(LiveHour.title, LiveHour.product_area_id, ProductArea.key)
    statement = statement.join(ProductArea, ProductArea.id == LiveHour.product_area_id)
    row = db.session.execute(statement.where(LiveHour.id == hour_id)).first()
    if row is None or hour_id is None:
        return None
    path = f"/circles/{row.key}/hours/{hour_id}"
    return Thread(hour_id, row.title, path, row.product_area_id)


def _of_idea(idea_id: int) -> Thread | None:
    statement = select(Idea.title, Idea.slug, Board.slug.label("board"))
    statement = statement.join(Board, Board.id == Idea.board_id).where(Idea.id == idea_id)
    row = db.session.execute(statement).first()
    if row is None:
        return None
    return Thread(idea_id, row.title, f"/ideas/{row.board}/{idea_id}-{row.slug}")


def _of_claim(claim_id: int) -> Thread | None:
    """A claim by its organisation and month, which read the same in every language."""
    statement = select(Organisation.name, CreditClaim.month).join(
        CreditClaim, CreditClaim.organisation_id == Organisation.id
    )
    row = db.session.execute(statement.where(CreditClaim.id == claim_id)).first()
    if row is None:
        return None
    return Thread(claim_id, f"{row.name} · {row.month:%Y-%m}", f"/claims/{claim_id}")
