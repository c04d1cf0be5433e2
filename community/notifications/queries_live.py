"""Reads of what is new on a page since it was drawn: one statement beside the one that asks who sees it."""

from sqlalchemy import select

from community.content.models import Comment
from community.content.queries import visible_to
from community.core.db import db
from community.ideas.models import OfficialResponse
from community.policies.actor import Actor
from community.questions.models import Answer

MOST = 20


def list_new_answers(actor: Actor, question_id: int, after: int) -> list[int]:
    """The ids of the answers that the actor sees and that were given after this one, oldest first, at most 20."""
    statement = visible_to(select(Answer.id), actor, Answer.id)
    statement = statement.where(Answer.question_id == question_id, Answer.id > after)
    return list(db.session.scalars(statement.order_by(Answer.id).limit(MOST)))


def list_new_comments(actor: Actor, subject_id: int, after: int) -> list[int]:
    """The ids of the comments that the actor sees and that were written after this one, oldest first, at most 20."""
    statement = visible_to(select(Comment.id), actor, Comment.id)
    statement = statement.where(Comment.on_id == subject_id, Comment.id > after)
    return list(db.session.scalars(statement.order_by(Comment.id).limit(MOST)))


def find_response_id(idea_id: int) -> int:
    """The id of the official answer that stands, 0 for none."""
    newest = select(OfficialResponse.id).where(OfficialResponse.idea_id == idea_id)
    return db.session.scalars(newest.order_by(OfficialResponse.id.desc()).limit(1)).first() or 0
