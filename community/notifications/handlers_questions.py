"""What becomes of a question is told to whoever asked it, and to those who follow it."""

from typing import Any

from sqlalchemy import select

from community.accounts.queries import get_actor
from community.content.models import Subject, Vote, VoteKind
from community.content.queries import list_audience_ids, sees
from community.core.db import db
from community.events import (
    AnswerDoubted,
    AnswerEdited,
    InformationAsked,
    InformationMissing,
    QuestionClosed,
    SolvedSurveyDue,
)
from community.notifications.actions import tell
from community.notifications.kinds import Kind
from community.notifications.threads import find_thread
from community.questions.models import Answer, Question, QuestionChange
from community.questions.queries_surveys import find_survey
from community.questions.states import CloseReason, QuestionState


def tell_of_information(event: InformationAsked) -> None:
    """What the team needs to know concerns the asker, once each time; what was answered meanwhile does not."""
    _tell_asker(event.question_id, QuestionState.NEEDS_INFO, status="asked", by=event.actor_id)


def tell_of_silence(event: InformationMissing) -> None:
    """That the team still waits concerns the asker, once each time that it asked."""
    _tell_asker(event.question_id, QuestionState.NEEDS_INFO, status="again", by=None)


def tell_of_closing(event: QuestionClosed) -> None:
    """A closed question concerns whoever asked it; of a duplicate the root tells him, where he sees that."""
    if event.reason != CloseReason.DUPLICATE or not _asker_sees_root(event.question_id):
        _tell_asker(event.question_id, QuestionState.CLOSED, status="closed", by=event.actor_id)


def _asker_sees_root(question_id: int) -> bool:
    question = db.session.get(Question, question_id)
    if question is None or question.author_id is None or question.duplicate_of_id is None:
        return False
    root = db.session.get(Subject, question.duplicate_of_id)
    return root is not None and sees(get_actor(question.author_id, list_audience_ids), root)


def tell_of_duplicate(event: QuestionClosed) -> None:
    """A duplicate concerns those who asked or follow it: they are led to the question that was asked before, once."""
    question = db.session.get(Question, event.question_id)
    root_id = question.duplicate_of_id if question is not None else None
    root = find_thread(root_id) if root_id is not None else None
    if root is None:
        return
    tell(
        f"QuestionDuplicate:{event.question_id}:{root.id}",
        Kind.QUESTION_DUPLICATE,
        subject_id=root.id,
        thread_id=root.id,
        actor_id=event.actor_id,
        words={"title": root.title, "path": root.path, "question_id": event.question_id},
    )


def tell_of_doubt(event: AnswerDoubted) -> None:
    """What a member says against an answer concerns its author, once for the words that it has now."""
    said = select(Vote.reason).where(
        Vote.subject_id == event.answer_id,
        Vote.member_id == event.actor_id,
        Vote.kind == VoteKind(event.kind),
    )
    reason, thread = db.session.scalars(said).first(), find_thread(event.answer_id)
    if reason is None or thread is None:
        return  # it was taken back, or answered by an edit
    edited = db.session.get_one(Answer, event.answer_id).edited_at
    words = f"{int(edited.timestamp())}" if edited else "0"
    tell(
        f"AnswerDoubted:{event.answer_id}:{event.kind}:{event.actor_id}:{words}",
        Kind.ANSWER_DOUBTED,
        subject_id=event.answer_id,
        thread_id=thread.id,
        actor_id=event.actor_id,
        words={
            "title": thread.title,
            "path": thread.path,
            "excerpt": reason,
            "status": event.kind,
        },
    )


def tell_of_rewriting(event: AnswerEdited) -> None:
    """Whoever made an answer official, or tried it, looks again once its words are others: once for each text."""
    answer, thread = db.session.get(Answer, event.answer_id), find_thread(event.answer_id)
    if answer is None or thread is None or answer.edited_at is None:
        return
    official_by = None if answer.is_official else answer.official_by_id
    verified_by = None if answer.is_verified else answer.verified_by_id
    for member_id in {official_by, verified_by} - {None}:
        tell(
            f"AnswerRewritten:{answer.id}:{member_id}:{int(answer.edited_at.timestamp())}",
            Kind.MARK_OVERTAKEN,
            subject_id=answer.id,
            thread_id=thread.id,
            actor_id=event.actor_id,
            words={"title": thread.title, "path": thread.path, "member_id": member_id},
        )


def tell_of_survey(event: SolvedSurveyDue) -> None:
    """That one is asked whether it was solved concerns the asker, once a question, unless he has said it by now."""
    question, survey = db.session.get(Question, event.question_id), find_survey(event.question_id)
    if question is None or not question.is_solved or survey is None or not survey.is_open:
        return
    tell(
        f"SolvedSurvey:{question.id}",
        Kind.SOLVED_SURVEY,
        subject_id=question.id,
        thread_id=question.id,
        actor_id=None,
        words={"title": question.title, "path": f"/questions/{question.id}/solved"},
    )


def _tell_asker(question_id: int, state: QuestionState, *, status: str, by: int | None) -> None:
    question, thread = db.session.get(Question, question_id), find_thread(question_id)
    if question is None or thread is None or question.state is not state:
        return
    closed = state is QuestionState.CLOSED
    tell(
        f"Question:{status}:{question_id}:{question.state_changed_at.isoformat()}",
        Kind.QUESTION_CLOSED if closed else Kind.INFORMATION_ASKED,
        subject_id=question_id,
        thread_id=question_id,
        actor_id=by,
        words=_words(question, thread.title, thread.path) | {"status": status},
    )


def _words(question: Question, title: str, path: str) -> dict[str, Any]:
    said = select(QuestionChange.text).where(QuestionChange.question_id == question.id)
    newest = said.order_by(QuestionChange.id.desc()).limit(1)
    return {"title": title, "path": path, "excerpt": db.session.scalars(newest).first() or ""}
