"""What ties an idea to the question that it was made of, as far as its reader sees both sides."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, Select, func, literal, select, union_all
from sqlalchemy.orm import aliased

from community.content.models import Link, LinkKind, Subject, Visibility
from community.content.queries import visible_to
from community.core.db import db
from community.ideas.models import Board, Idea
from community.policies.actor import Actor
from community.questions.models import Question

OF_IDEAS = (LinkKind.RAISED_FROM, LinkKind.RELATED)


@dataclass(frozen=True)
class IdeaCard:
    """An idea as a link."""

    id: int
    title: str
    slug: str
    board_slug: str
    is_made_of_it: bool


_tied = aliased(Idea)


def ideas_of(actor: Actor, question_id: int) -> Select[*tuple[Any, ...]]:
    """The statement of (link, question, idea, kind, title, slug, board) of the ideas made of or tied to a question.

    What its duplicates became counts as well, and of an idea that was merged the one that it leads to.
    """
    statement: Select[*tuple[Any, ...]] = (
        select(Link.id, Link.to_id, Idea.id, Link.kind, Idea.title, Idea.slug, Board.slug)
        .select_from(Link)
        .join(_tied, _tied.id == Link.from_id)
        .join(Idea, Idea.id == func.coalesce(_tied.merged_into_id, _tied.id))
        .join(Board, Board.id == Idea.board_id)
        .where(Link.to_id.in_(family_of(question_id)), Link.kind.in_(OF_IDEAS))
    )
    found: Select[*tuple[Any, ...]] = visible_to(statement, actor, Idea.id)
    return found


def family_of(question_id: int) -> CompoundSelect[Any]:
    """A question and those that lead to it as duplicates: what became of these shows on it, until that is undone."""
    led = select(Question.id).where(Question.duplicate_of_id == question_id)
    return union_all(select(literal(question_id)), led)


def is_made_of(question_id: int) -> bool:
    """Whether an idea was made of the question, or of a duplicate of it, that is not removed, seen or not."""
    statement = (
        select(Link.id)
        .join(Subject, Subject.id == Link.from_id)
        .where(Link.to_id.in_(family_of(question_id)), Link.kind == LinkKind.RAISED_FROM)
        .where(Subject.visibility.in_((Visibility.VISIBLE, Visibility.PENDING)))
    )
    return db.session.scalars(statement.limit(1)).first() is not None
