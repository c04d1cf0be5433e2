"""Reads of the changelog, and of a release."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

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


# An idea as it stands in a release, and the one that it is, or that it was merged into since.
LISTED = aliased(Idea)
IS_ROOT = Idea.id == func.coalesce(LISTED.merged_into_id, LISTED.id)
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
    if key is None or not isinstance(key[1], int) or key[1] <= 0:
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
    """Release → its ideas that the actor sees, each with what was merged into it as one, most supported first.

    One statement, none for none.
    """
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
        .join(LISTED, LISTED.id == ReleaseIdea.idea_id)
        .join(Idea, IS_ROOT)
        .join(Board, Board.id == Idea.board_id)
        .join(IdeaStatus, IdeaStatus.id == Idea.status_id)
        .where(ReleaseIdea.release_id.in_(release_ids))
        .order_by(Idea.supporters.desc(), Idea.id)
    )
    found: dict[int, dict[int, ShippedIdea]] = {}
    for row in db.session.execute(visible_to(statement, actor, Idea.id)):
        found.setdefault(row[0], {})[row[1]] = ShippedIdea(*row[1:])
    return {release_id: list(ideas.values()) for release_id, ideas in found.items()}


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
