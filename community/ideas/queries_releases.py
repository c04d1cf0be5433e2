"""Reads of the changelog, and of releases in the making."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from community.content.models import Subject
from community.content.queries import ensure_visible, visible_to
from community.core import paging
from community.core.db import db
from community.core.errors import NotFound
from community.core.i18n import locale
from community.core.paging import Page
from community.ideas.models import Board, Idea, IdeaStatus, Meaning
from community.ideas.models_releases import Release, ReleaseIdea, ReleaseState, ReleaseText
from community.policies.actor import Actor

RELEASES_SHOWN, FED = 10, 30
BATCH = 20


@dataclass(frozen=True)
class ShippedIdea:
    """An idea of a release as a link with its present status."""

    id: int
    title: str
    slug: str
    board_slug: str
    lang: str
    status_name: Mapping[str, str]
    meaning: Meaning
    supporters: int


@dataclass(frozen=True)
class ReleaseRow:
    """A release as the changelog shows it: its words in the reader's language, or in the one there is."""

    id: int
    name: str
    slug: str
    released_at: datetime
    published_at: datetime | None
    lang: str = ""
    html: str = ""
    text: str = ""
    ideas: Sequence[ShippedIdea] = ()


COLUMNS = (Release.id, Release.name, Release.slug, Release.released_at, Release.published_at)


def list_releases(
    actor: Actor, after: str | None = None, *, limit: int = RELEASES_SHOWN
) -> Page[ReleaseRow]:
    """A page of the changelog with words and ideas, newest first; three statements."""
    statement: Any = visible_to(select(*COLUMNS).select_from(Release), actor, Release.id)
    statement = statement.where(Release.state == ReleaseState.PUBLISHED)
    key = _key_of(after)
    if key:
        statement = statement.where(tuple_(Release.released_at, Release.id) < key)
    ordered = statement.order_by(Release.released_at.desc(), Release.id.desc()).limit(limit + 1)
    rows = [ReleaseRow(*row) for row in db.session.execute(ordered)]
    page = paging.cut(
        rows, lambda row: (row.released_at.isoformat(), row.id), size=limit, began=key is not None
    )
    items = _with_words(actor, page.items)
    return Page(items=items, older=page.older, newer=page.newer)


def _key_of(after: str | None) -> tuple[datetime, int] | None:
    key = paging.decode(after, 2, words=True)
    if key is None or not isinstance(key[1], int) or not 0 < key[1] < 2**31:
        return None
    at = paging.as_instant(key[0])
    return (at, key[1]) if at else None


def _with_words(actor: Actor, rows: Sequence[ReleaseRow]) -> list[ReleaseRow]:
    ids = [row.id for row in rows]
    texts, ideas = _texts(ids), list_ideas_of(actor, ids)
    return [
        ReleaseRow(
            row.id,
            row.name,
            row.slug,
            row.released_at,
            row.published_at,
            *_words_of(texts.get(row.id, {})),
            ideas.get(row.id, ()),
        )
        for row in rows
    ]


def _texts(release_ids: Collection[int]) -> dict[int, dict[str, tuple[str, str, str]]]:
    if not release_ids:
        return {}
    statement = select(
        ReleaseText.release_id, ReleaseText.lang, ReleaseText.html, ReleaseText.text
    ).where(ReleaseText.release_id.in_(release_ids))
    found: dict[int, dict[str, tuple[str, str, str]]] = {}
    for release_id, lang, html, text in db.session.execute(statement.order_by(ReleaseText.lang)):
        found.setdefault(release_id, {})[lang] = (lang, html, text)
    return found


def _words_of(by_lang: Mapping[str, tuple[str, str, str]]) -> tuple[str, str, str]:
    """(lang, HTML, text) for the reader."""
    return by_lang.get(locale()) or next(iter(by_lang.values()), ("", "", ""))


def list_ideas_of(actor: Actor, release_ids: Collection[int]) -> dict[int, list[ShippedIdea]]:
    """Release → its ideas that the actor sees, most supported first; one statement, none for none."""
    if not release_ids:
        return {}
    statement = (
        select(
            ReleaseIdea.release_id,
            Idea.id,
            Idea.title,
            Idea.slug,
            Board.slug,
            Subject.lang,
            IdeaStatus.name,
            IdeaStatus.meaning,
            Idea.supporters,
        )
        .select_from(ReleaseIdea)
        .join(Idea, Idea.id == ReleaseIdea.idea_id)
        .join(Board, Board.id == Idea.board_id)
        .join(IdeaStatus, IdeaStatus.id == Idea.status_id)
        .where(ReleaseIdea.release_id.in_(release_ids))
        .order_by(Idea.supporters.desc(), Idea.id)
    )
    found: dict[int, list[ShippedIdea]] = {}
    for row in db.session.execute(visible_to(statement, actor, Idea.id)):
        found.setdefault(row[0], []).append(ShippedIdea(*row[1:]))
    return found


def get_release(actor: Actor, release_id: int) -> Release:
    """The release, draft or not, with its texts; NotFound or Gone when the actor does not see it."""
    statement = (
        select(Release)
        .join(Release.subject)
        .where(Release.id == release_id)
        .options(
            contains_eager(Release.subject),
            selectinload(Release.texts),
            joinedload(Release.audience),
        )
    )
    release = db.session.scalars(statement).first()
    if release is None:
        raise NotFound
    ensure_visible(actor, release.subject)
    return release


def get_published(actor: Actor, release_id: int) -> ReleaseRow:
    """A release of the changelog, whole; NotFound for a draft too. Three statements."""
    statement: Any = visible_to(select(*COLUMNS).select_from(Release), actor, Release.id)
    statement = statement.where(Release.id == release_id, Release.state == ReleaseState.PUBLISHED)
    row = db.session.execute(statement).first()
    if row is None:
        raise NotFound
    return _with_words(actor, [ReleaseRow(*row)])[0]


@dataclass(frozen=True)
class DeskRelease:
    """A release as those who prepare it see it in a list."""

    id: int
    name: str
    state: ReleaseState
    released_at: datetime
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
        ideas.scalar_subquery(),
        ideas.where(ReleaseIdea.settled_at.is_not(None)).scalar_subquery(),
    ).select_from(Release)
    seen = visible_to(statement, actor, Release.id)
    ordered = seen.order_by(Release.state, Release.released_at.desc(), Release.id.desc())
    return [DeskRelease(*row) for row in db.session.execute(ordered.limit(100))]


@dataclass(frozen=True)
class PreparedIdea:
    """An idea of a release as it is prepared: its own words, and whether the worker has shipped it."""

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
        .join(Idea, Idea.id == ReleaseIdea.idea_id)
        .join(Board, Board.id == Idea.board_id)
        .join(IdeaStatus, IdeaStatus.id == Idea.status_id)
        .where(ReleaseIdea.release_id == release_id)
        .order_by(ReleaseIdea.id)
    )
    return [PreparedIdea(*row) for row in db.session.execute(visible_to(statement, actor, Idea.id))]


@dataclass(frozen=True)
class ToShip:
    """An idea that waits for the worker to ship it, with the words that its supporters will read."""

    row_id: int
    idea: Idea = field(repr=False)
    release_name: str
    body: str
    lang: str


def list_to_ship(after: int = 0) -> list[ToShip]:
    """The next ideas of published releases that are not shipped yet; one statement."""
    statement = (
        select(ReleaseIdea, Release, Idea, Subject.lang)
        .join(Release, Release.id == ReleaseIdea.release_id)
        .join(Idea, Idea.id == ReleaseIdea.idea_id)
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
