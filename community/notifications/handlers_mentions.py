"""Whom a post names is told, once it is there to be seen."""

from typing import Any

from sqlalchemy import select

from community.content.models import Comment, Subject, SubjectKind
from community.content.queries_mentions import list_untold
from community.core.clock import now
from community.core.db import db
from community.core.markup import excerpt
from community.events import (
    AnswerPosted,
    CommentPosted,
    MembersMentioned,
    QuestionAsked,
    SubjectShown,
)
from community.ideas.models import Idea
from community.notifications.actions import tell
from community.notifications.handlers import EXCERPT
from community.notifications.kinds import Kind
from community.notifications.threads import find_thread
from community.questions.models import Answer, Question

TEXTS: dict[SubjectKind, tuple[Any, Any]] = {
    SubjectKind.QUESTION: (Question.id, Question.text),
    SubjectKind.ANSWER: (Answer.id, Answer.text),
    SubjectKind.COMMENT: (Comment.id, Comment.body),
    SubjectKind.IDEA: (Idea.id, Idea.text),
}


def tell_of_mentions(event: MembersMentioned | SubjectShown) -> None:
    """A post concerns each member whom it names, once; one that is not shown yet tells when it is."""
    _tell(event.subject_id, event.actor_id)


def tell_of_mentions_at_first(event: QuestionAsked | AnswerPosted | CommentPosted) -> None:
    """As `tell_of_mentions`, for a post that is seen for the first time, perhaps with what it stands under."""
    if isinstance(event, QuestionAsked):
        _tell(event.question_id, event.actor_id)
    elif isinstance(event, AnswerPosted):
        _tell(event.answer_id, event.actor_id)
    else:
        _tell(event.comment_id, event.actor_id)


def _tell(subject_id: int, actor_id: int | None) -> None:
    subject, thread = db.session.get(Subject, subject_id), find_thread(subject_id)
    if subject is None or not subject.is_visible or thread is None or not _is_shown(thread.id):
        return
    untold = list_untold(subject_id)
    key, text = TEXTS[subject.kind]
    words = {"title": thread.title, "path": thread.path}
    if untold:
        said = db.session.scalars(select(text).where(key == subject_id)).first() or ""
        words["excerpt"] = excerpt(said, EXCERPT)
    by = actor_id if subject.author_id is None else subject.author_id
    for mention in untold:
        tell(
            f"Mentioned:{subject_id}:{mention.member_id}",
            Kind.MENTIONED,
            subject_id=subject_id,
            thread_id=thread.id,
            actor_id=by,
            words={**words, "member_id": mention.member_id},
        )
        mention.told_at = now()


def _is_shown(thread_id: int) -> bool:
    thread = db.session.get(Subject, thread_id)
    return thread is not None and thread.is_visible
