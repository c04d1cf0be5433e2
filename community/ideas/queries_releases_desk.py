"""Reads of releases in the making: what is prepared, what is due, and which ideas wait to be shipped."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, select

from community.content.models import Subject
from community.content.queries import visible_to
from community.core.db import db
from community.ideas.models import Board, Idea, IdeaStatus, Meaning
from community.ideas.models_releases import Release, ReleaseIdea, ReleaseState
from community.ideas.queries_releases import IS_ROOT, LISTED
from community.policies.actor import Actor

BATCH = 20


@dataclass(frozen=True)
class DeskRelease:
    """A release as those who prepare it see it in a list."""

    id: int
    name: str
    state: ReleaseState
    released_at: datetime
    due_at: datetime | None
    ideas: int
    settled: int


def list_desk(actor: Actor) -> list[DeskRelease]:
    """Drafts first, then what was published, newest first, with how many ideas are shipped; one statement."""
    ideas: Select[Any] = select(func.count()).where(ReleaseIdea.release_id == Release.id)
    statement = select(
        Release.id,
        Release.name,
        Release.state,
        Release.released_at,
        Release.due_at,
        ideas.scalar_subquery(),
        ideas.where(ReleaseIdea.settled_at.is_not(None)).scalar_subquery(),
    ).select_from(Release)
    seen = visible_to(statement, actor, Release.id)
    ordered = seen.order_by(Release.state, Release.released_at.desc(), Release.id.desc())
    return [DeskRelease(*row) for row in db.session.execute(ordered.limit(100))]


@dataclass(frozen=True)
class PreparedIdea:
    """An idea of a release, or what it leads to, as it is prepared: its own words, and whether it is shipped."""

    listed_id: int
    # What was listed, where it was merged into the idea since.
    merged_title: str | None
    id: int
    title: str
    slug: str
    board_slug: str
    status_name: Mapping[str, str]
    meaning: Meaning
    supporters: int
    body: str
    lang: str | None
    change_id: int | None
    settled_at: datetime | None


def list_prepared(actor: Actor, release_id: int) -> list[PreparedIdea]:
    """The ideas of a release with what is prepared for them; one statement."""
    statement = (
        select(
            LISTED.id,
            case((LISTED.merged_into_id.is_not(None), LISTED.title)),
            Idea.id,
            Idea.title,
            Idea.slug,
            Board.slug,
            IdeaStatus.name,
            IdeaStatus.meaning,
            Idea.supporters,
            ReleaseIdea.body,
            ReleaseIdea.lang,
            ReleaseIdea.change_id,
            ReleaseIdea.settled_at,
        )
        .select_from(ReleaseIdea)
        .join(LISTED, LISTED.id == ReleaseIdea.idea_id)
        .join(Idea, IS_ROOT)
        .join(Board, Board.id == Idea.board_id)
        .join(IdeaStatus, IdeaStatus.id == Idea.status_id)
        .where(ReleaseIdea.release_id == release_id)
        .order_by(ReleaseIdea.id)
    )
    return [PreparedIdea(*row) for row in db.session.execute(visible_to(statement, actor, Idea.id))]


def list_due_releases(at: datetime) -> list[int]:
    """The drafts whose time has come, the oldest first."""
    statement = select(Release.id).where(Release.state == ReleaseState.DRAFT, Release.due_at <= at)
    return list(db.session.scalars(statement.order_by(Release.due_at, Release.id).limit(BATCH)))


@dataclass(frozen=True)
class ToShip:
    """An idea that waits for the worker to ship it, with the words that its supporters will read."""

    row_id: int
    idea: Idea = field(repr=False)
    release_name: str
    body: str
    lang: str


def list_to_ship(after: int = 0) -> list[ToShip]:
    """The next ideas of published releases that are not shipped yet, or what they lead to; one statement."""
    statement = (
        select(ReleaseIdea, Release, Idea, Subject.lang)
        .join(Release, Release.id == ReleaseIdea.release_id)
        .join(LISTED, LISTED.id == ReleaseIdea.idea_id)
        .join(Idea, IS_ROOT)
        .join(Subject, Subject.id == Idea.id)
        .where(
            ReleaseIdea.settled_at.is_(None),
            ReleaseIdea.id > after,
            Release.state == ReleaseState.PUBLISHED,
        )
        .order_by(ReleaseIdea.id)
        .limit(BATCH)
    )
    return [_to_ship(*row) for row in db.session.execute(statement)]


def _to_ship(row: ReleaseIdea, release: Release, idea: Idea, lang: str) -> ToShip:
    """Words of its own, else those for all in the idea's language if there are some."""
    if row.body:
        return ToShip(row.id, idea, release.name, row.body, row.lang or lang)
    by_lang = release.ideas_body
    chosen = lang if lang in by_lang else next(iter(by_lang), lang)
    return ToShip(row.id, idea, release.name, by_lang.get(chosen, ""), chosen)
