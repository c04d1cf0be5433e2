"""What questions do when something happened: a reply by the asker wakes them, one by the team ends the promise."""

from sqlalchemy import select

from community.accounts.queries import get_actor
from community.content.models import Comment, Subject, Visibility
from community.content.queries import list_audience_ids
from community.core.db import db, get_locked
from community.events import CommentPosted, SubjectHidden, SubjectShown
from community.questions.actions_clocks import settle_clocks, settle_reply
from community.questions.actions_states import reopen_by_reply
from community.questions.actions_suggesting import void_edits
from community.questions.models import Answer, Question
from community.questions.queries_silence import waits_since
from community.service_levels.actions import end_first_response
from community.service_levels.models import EndedBy


def note_comment(event: CommentPosted) -> None:
    """A comment in a thread is a reply: the asker's reopens, the team's ends the first-response promise."""
    comment = db.session.get(Comment, event.comment_id)
    question_id = _question_of(event.on_id)
    if comment is None or comment.author_id is None or question_id is None:
        return
    subject = db.session.get_one(Subject, comment.id)
    question = get_locked(Question, question_id)
    author = get_actor(comment.author_id, list_audience_ids)
    if not subject.is_visible:
        return
    settle_clocks(question)
    if author.is_author_of(question):
        if subject.created_at > waits_since(question):
            reopen_by_reply(author, question)
    elif subject.by_team:
        end_first_response(
            question.id, EndedBy.TEAM, ended_by_id=author.member_id, at=subject.created_at
        )
    settle_clocks(question)


def note_visibility(event: SubjectHidden | SubjectShown) -> None:
    """A reply that is hidden or removed ended no clock; one that came back did."""
    comment = db.session.get(Comment, event.subject_id)
    question_id = _question_of(comment.on_id if comment is not None else event.subject_id)
    if question_id is None or question_id == event.subject_id:
        return
    question = get_locked(Question, question_id)
    subject = get_locked(Subject, event.subject_id)
    if db.session.get_one(Subject, question_id).is_visible:
        settle_reply(question, subject)


def void_edits_of_deleted(event: SubjectHidden) -> None:
    """Nobody decides any more about suggested edits of what is deleted."""
    subject = db.session.get(Subject, event.subject_id, populate_existing=True)
    if subject is not None and subject.visibility is Visibility.DELETED:
        void_edits(subject.id)


def _question_of(subject_id: int) -> int | None:
    if db.session.get(Question, subject_id) is not None:
        return subject_id
    statement = select(Answer.question_id).where(Answer.id == subject_id)
    return db.session.scalars(statement).first()
