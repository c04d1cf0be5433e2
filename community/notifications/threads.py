"""Where something stands: title and path of the thread that a subject belongs to."""

from dataclasses import dataclass

from sqlalchemy import select

from community.accounts.models import Organisation
from community.content.models import Comment, Subject, SubjectKind
from community.core.db import db
from community.credits.models import CreditClaim
from community.ideas.models import Board, Idea
from community.questions.models import Answer, Question


@dataclass(frozen=True)
class Thread:
    """A question or idea as a letter names it."""

    id: int
    title: str
    path: str
    product_area_id: int | None = None


def find_thread(subject_id: int) -> Thread | None:
    """The thread of a question, answer, idea or comment; None for what has none or is gone."""
    kind = db.session.scalars(select(Subject.kind).where(Subject.id == subject_id)).first()
    if kind is SubjectKind.COMMENT:
        on_id = db.session.scalars(select(Comment.on_id).where(Comment.id == subject_id)).first()
        thread = find_thread(on_id) if on_id is not None else None
        return _at(thread, f"#comment-{subject_id}")
    if kind is SubjectKind.ANSWER:
        question_id = db.session.scalars(
            select(Answer.question_id).where(Answer.id == subject_id)
        ).first()
        return _at(_of_question(question_id), f"#answer-{subject_id}")
    if kind is SubjectKind.QUESTION:
        return _of_question(subject_id)
    if kind is SubjectKind.CLAIM:
        return _of_claim(subject_id)
    return _of_idea(subject_id) if kind is SubjectKind.IDEA else None


def _at(thread: Thread | None, anchor: str) -> Thread | None:
    if thread is None or "#" in thread.path:
        return thread
    return Thread(thread.id, thread.title, thread.path + anchor, thread.product_area_id)


def _of_question(question_id: int | None) -> Thread | None:
    statement = select(Question.title, Question.slug, Question.product_area_id)
    row = db.session.execute(statement.where(Question.id == question_id)).first()
    if row is None or question_id is None:
        return None
    path = f"/questions/{question_id}-{row.slug}"
    return Thread(question_id, row.title, path, row.product_area_id)


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
