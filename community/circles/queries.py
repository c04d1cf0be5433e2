"""Reads of what stands in a circle beside its live hours, and of what ties it to ideas."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from community.content.models import Link, LinkKind, Subject
from community.content.queries import visible_to
from community.content.queries_circles import CircleRow, find_circle_with, list_circles_of
from community.core.db import db
from community.ideas.models import Board, Idea
from community.policies.actor import PUBLIC_AUDIENCE_ID, Actor
from community.questions.models import Question

THREADS_SHOWN = 5


@dataclass(frozen=True)
class ThreadLink:
    """A circle's question as a link."""

    id: int
    title: str
    slug: str
    lang: str


def list_threads_about(actor: Actor, idea_id: int) -> Sequence[ThreadLink]:
    """What circles that the actor is inside were asked about an idea; no statement for everybody else."""
    circles = list_circles_of(actor)
    if not circles:
        return ()
    statement = (
        select(Question.id, Question.title, Question.slug, Subject.lang)
        .select_from(Question)
        .join(Link, (Link.from_id == Question.id) & (Link.kind == LinkKind.ABOUT))
        .where(Link.to_id == idea_id)
    )
    seen = visible_to(statement, actor, Question.id).where(
        Subject.audience_id.in_([one.audience_id for one in circles])
    )
    rows = db.session.execute(seen.order_by(Question.id.desc()).limit(THREADS_SHOWN))
    return [ThreadLink(*row) for row in rows]


@dataclass(frozen=True)
class IdeaLink:
    """An idea as a link."""

    id: int
    title: str
    slug: str
    board: str
    lang: str


@dataclass(frozen=True)
class Setting:
    """In which circle a question was asked, and about which idea, as far as the reader sees it."""

    circle: CircleRow
    idea: IdeaLink | None


def find_setting(actor: Actor, subject: Subject, about_id: int | None) -> Setting | None:
    """The circle of a question; None, without a statement, for one that everybody sees."""
    if subject.audience_id == PUBLIC_AUDIENCE_ID:
        return None
    circle = find_circle_with(subject.audience_id)
    return Setting(circle, _find_idea(actor, about_id)) if circle else None


def _find_idea(actor: Actor, idea_id: int | None) -> IdeaLink | None:
    if idea_id is None:
        return None
    statement = (
        select(Idea.id, Idea.title, Idea.slug, Board.slug, Subject.lang)
        .select_from(Idea)
        .join(Board, Board.id == Idea.board_id)
        .where(Idea.id == idea_id)
    )
    row = db.session.execute(visible_to(statement, actor, Idea.id)).first()
    return IdeaLink(*row) if row else None
