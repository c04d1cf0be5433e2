"""What ties an idea to the question that it was made of, as far as its reader sees both sides."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from community.content.models import Link, LinkKind, Subject, Visibility
from community.content.queries import visible_to
from community.core.db import db
from community.ideas.models import Board, Idea
from community.policies.actor import Actor
from community.questions.models import Question


@dataclass(frozen=True)
class IdeaCard:
    """An idea as a link."""

    id: int
    title: str
    slug: str
    board_slug: str


@dataclass(frozen=True)
class Origin:
    """The question that an idea was made of, as a link."""

    id: int
    title: str
    slug: str


def ideas_of(actor: Actor, question_id: int) -> Select[*tuple[Any, ...]]:
    """The statement of (link, question, idea, kind, title, slug, board) of the ideas made of a question."""
    statement: Select[*tuple[Any, ...]] = (
        select(Link.id, Link.to_id, Idea.id, Link.kind, Idea.title, Idea.slug, Board.slug)
        .select_from(Link)
        .join(Idea, Idea.id == Link.from_id)
        .join(Board, Board.id == Idea.board_id)
        .where(Link.to_id == question_id, Link.kind == LinkKind.RAISED_FROM)
    )
    found: Select[*tuple[Any, ...]] = visible_to(statement, actor, Idea.id)
    return found


def find_origin(actor: Actor, idea_id: int) -> Origin | None:
    """The question that an idea was made of; None where the actor sees none."""
    statement = (
        select(Question.id, Question.title, Question.slug)
        .join(Link, Link.to_id == Question.id)
        .where(Link.from_id == idea_id, Link.kind == LinkKind.RAISED_FROM)
    )
    row = db.session.execute(visible_to(statement, actor, Question.id)).first()
    return Origin(*row) if row else None


def is_made_of(question_id: int) -> bool:
    """Whether an idea was made of the question that is not removed, seen or not."""
    statement = (
        select(Link.id)
        .join(Subject, Subject.id == Link.from_id)
        .where(Link.to_id == question_id, Link.kind == LinkKind.RAISED_FROM)
        .where(Subject.visibility.in_((Visibility.VISIBLE, Visibility.PENDING)))
    )
    return db.session.scalars(statement.limit(1)).first() is not None
