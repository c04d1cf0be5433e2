"""What everybody may find by a search engine, some thousand addresses at a time along the keys of the rows."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute

from community.articles.addresses import article_address, help_address, section_address
from community.articles.models import SectionSlug, Translation
from community.articles.queries import list_shelves
from community.content.models import Subject, SubjectKind
from community.content.queries import everybody, visible_to
from community.core.db import db
from community.core.errors import NotFound
from community.core.i18n import LOCALES
from community.glossary.queries import glossary
from community.home.sitemap import Place
from community.ideas.models import Board, Idea
from community.ideas.models_releases import Release, ReleaseState
from community.policies.actor import Actor
from community.questions.models import Question
from community.questions.states import CloseReason
from community.search.addresses import address

# A sitemap holds the rows of so many keys, which are at most so many addresses: 50,000 are allowed.
KEYS: Final = 10_000
PAGES: Final = "pages"


def list_sitemaps() -> list[str]:
    """The names of all sitemaps that hold something."""
    actor = everybody()
    return [
        PAGES,
        *(f"{name}-{page}" for name, kind in KINDS.items() for page in _pages(actor, kind)),
    ]


def _pages(actor: Actor, kind: "Kind") -> Iterator[int]:
    """The numbers of the pages with something to list: two seeks each, whatever stands between them."""
    page = -1
    while (first := _next_key(kind, (page + 1) * KEYS)) is not None:
        page = first // KEYS
        listed = _rows(actor, kind, page).where(*kind.listed).with_only_columns(kind.key)
        if db.session.scalar(listed.limit(1)) is not None:
            yield page


def _next_key(kind: "Kind", start: int) -> int | None:
    return db.session.scalar(select(func.min(kind.key)).where(kind.key >= start))


def _rows(actor: Actor, kind: "Kind", page: int) -> Any:
    """The rows of a page that the actor sees; both bounds, so that either table is walked no further."""
    rows = kind.rows().where(kind.key >= page * KEYS, kind.key < (page + 1) * KEYS)
    return visible_to(rows, actor, kind.key)


def list_places(name: str) -> list[Place]:
    """What stands in the sitemap of this name; NotFound for a name that nobody gave."""
    if name == PAGES:
        return list(_list_pages())
    kind, number = KINDS.get(name.rpartition("-")[0]), name.rpartition("-")[2]
    if kind is None or not (number.isascii() and number.isdecimal()) or len(number) > 9:
        raise NotFound
    rows = _rows(everybody(), kind, int(number)).order_by(kind.key)
    return list(kind.places(db.session.execute(rows).all()))


def _articles() -> Any:
    section = and_(
        SectionSlug.section_id == Translation.section_id, SectionSlug.locale == Translation.locale
    )
    columns = (
        Translation.article_id,
        Translation.locale,
        SectionSlug.slug,
        Translation.slug,
        Translation.published_at,
    )
    return (
        select(*columns)
        .select_from(Translation)
        .join(SectionSlug, section)
        .where(Translation.is_live)
    )


def _questions() -> Any:
    is_own = Question.close_reason.is_distinct_from(CloseReason.DUPLICATE)
    columns = (Question.id, Question.slug, Subject.activity_at)
    return select(*columns).select_from(Question).where(is_own)


def _ideas() -> Any:
    columns = (Idea.id, Idea.slug, Board.slug, Subject.activity_at)
    statement = select(*columns).select_from(Idea).join(Board, Board.id == Idea.board_id)
    return statement.where(Idea.merged_into_id.is_(None))


def _releases() -> Any:
    columns = (Release.id, Release.slug, Subject.activity_at)
    published = Release.state == ReleaseState.PUBLISHED
    return select(*columns).select_from(Release).where(published)


def _article_places(locale: str, rows: Iterable[Any]) -> Iterator[Place]:
    by_article: dict[int, list[Any]] = {}
    for row in rows:
        by_article.setdefault(row[0], []).append(row)
    for translations in by_article.values():
        paths = {row[1]: article_address(row[1], row[2], row[3]) for row in translations}
        for row in translations:
            if row[1] == locale:
                yield Place(paths[locale], row[4], paths if len(paths) > 1 else {})


def _question_places(rows: Iterable[Any]) -> Iterator[Place]:
    for key, slug, changed_at in rows:
        yield Place(address(SubjectKind.QUESTION, key, "", {"slug": slug}), changed_at)


def _idea_places(rows: Iterable[Any]) -> Iterator[Place]:
    for key, slug, board, changed_at in rows:
        path = {"slug": slug, "board": board}
        yield Place(address(SubjectKind.IDEA, key, "", path), changed_at)


def _release_places(rows: Iterable[Any]) -> Iterator[Place]:
    for key, slug, changed_at in rows:
        yield Place(f"/changelog/{key}-{slug}", changed_at)


def _list_pages() -> Iterator[Place]:
    """The pages that are lists themselves, and the sections of the help center."""
    yield from map(Place, ("/", "/questions", "/ideas", "/roadmap", "/changelog", "/badges"))
    actor = everybody()
    shared = [
        {one: help_address(one) for one in LOCALES},
        {one: f"/services/{one}" for one in LOCALES},
    ]
    if glossary().seen_by(actor):
        shared.append({one: f"/glossary/{one}" for one in LOCALES})
    sections: dict[int, dict[str, str]] = {}
    for locale in LOCALES:
        for shelf in list_shelves(actor, locale):
            for one in shelf.sections:
                sections.setdefault(one.id, {})[locale] = section_address(locale, one.slug)
    for paths in (*shared, *sections.values()):
        for path in paths.values():
            yield Place(path, languages=paths)


@dataclass(frozen=True)
class Kind:
    """What fills the sitemaps of one kind: its key, its rows, how they become places; `listed` narrows the rows
    to those that a place is made for."""

    key: InstrumentedAttribute[int]
    rows: Callable[[], Any]
    places: Callable[[Iterable[Any]], Iterator[Place]]
    listed: tuple[ColumnElement[bool], ...] = ()


def _articles_in(locale: str) -> Kind:
    """The articles in a language; all their languages are read, as each address names the others."""
    places = partial(_article_places, locale)
    return Kind(Translation.article_id, _articles, places, (Translation.locale == locale,))


KINDS: Final[dict[str, Kind]] = {
    **{f"articles-{locale}": _articles_in(locale) for locale in LOCALES},
    "questions": Kind(Question.id, _questions, _question_places),
    "ideas": Kind(Idea.id, _ideas, _idea_places),
    "releases": Kind(Release.id, _releases, _release_places),
}
