"""What readers see of the help center: shelves, sections, articles in the language there is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from community.articles.models import (
    Article,
    ArticleRevision,
    HelpCategory,
    HelpSection,
    SectionSlug,
    Translation,
    Verification,
)
from community.articles.queries_audience import is_public
from community.articles.states import Trust, trust_at
from community.content.models import Subject
from community.content.queries import is_seen_by, kept_totals, visible_to
from community.core import paging
from community.core.clock import now
from community.core.db import db
from community.core.i18n import LOCALES
from community.core.paging import Page
from community.policies.actor import Actor

SECTION_PAGE = 40


@dataclass(frozen=True)
class SectionRow:
    """A section as readers find it; `articles` is how many there are to read, in any language."""

    id: int
    name: Mapping[str, str]
    description: Mapping[str, str]
    slug: str
    category_id: int
    category_name: Mapping[str, str]
    category_description: Mapping[str, str]
    audience_id: int
    is_public: bool
    articles: int


@dataclass(frozen=True)
class Shelf:
    """A category with its sections."""

    id: int
    name: Mapping[str, str]
    description: Mapping[str, str]
    sections: Sequence[SectionRow]


def total_container(section_id: int) -> str:
    """Under what the number of a section's articles is kept."""
    return f"section:{section_id}"


ARTICLES = "articles"


def _sections(actor: Actor, locale: str) -> Any:
    return (
        select(
            HelpSection.id,
            HelpSection.name,
            HelpSection.description,
            SectionSlug.slug,
            HelpCategory.id,
            HelpCategory.name,
            HelpCategory.description,
            HelpSection.audience_id,
            is_public(HelpSection.audience_id),
        )
        .join(SectionSlug, SectionSlug.section_id == HelpSection.id)
        .join(HelpCategory, HelpCategory.id == HelpSection.category_id)
        .where(
            SectionSlug.locale == locale,
            HelpSection.audience_id.in_(sorted(actor.audience_ids)),
        )
    )


def list_sections(actor: Actor, locale: str) -> list[SectionRow]:
    """The sections that the actor may read, in the order of the help center, with their totals; three statements."""
    order = (HelpCategory.position, HelpCategory.id, HelpSection.position, HelpSection.id)
    rows: Sequence[Any] = db.session.execute(_sections(actor, locale).order_by(*order)).all()
    totals = kept_totals([total_container(row[0]) for row in rows])
    unseen = _count_unseen(actor) if rows else {}
    return [
        SectionRow(
            *(*row, totals.get((total_container(row[0]), ARTICLES), 0) - unseen.get(row[0], 0))
        )
        for row in rows
    ]


def _count_unseen(actor: Actor) -> dict[int, int]:
    """By section, how many of its articles have an audience of their own that the actor is not in."""
    statement = (
        select(Article.section_id, func.count(Article.id.distinct()))
        .join(Subject, Subject.id == Article.id)
        .join(Translation, Translation.article_id == Article.id)
        .where(~Article.inherits_audience, Translation.is_live, ~is_seen_by(actor))
        .group_by(Article.section_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def list_shelves(actor: Actor, locale: str) -> list[Shelf]:
    """The help center's front: categories with those of their sections that hold something to read."""
    shelves: dict[int, list[SectionRow]] = {}
    for row in list_sections(actor, locale):
        if row.articles:
            shelves.setdefault(row.category_id, []).append(row)
    return [
        Shelf(key, rows[0].category_name, rows[0].category_description, rows)
        for key, rows in shelves.items()
    ]


def find_section(actor: Actor, locale: str, slug: str) -> SectionRow | None:
    """The section at this address; None when there is none, or not for this actor."""
    row: Any = db.session.execute(_sections(actor, locale).where(SectionSlug.slug == slug)).first()
    return SectionRow(*(*row, 0)) if row else None


def list_slugs(section_id: int) -> dict[str, str]:
    """A section's word in the addresses of each language; one statement."""
    statement = select(SectionSlug.locale, SectionSlug.slug).where(
        SectionSlug.section_id == section_id
    )
    return {row[0]: row[1] for row in db.session.execute(statement.order_by(SectionSlug.locale))}


@dataclass(frozen=True)
class ArticleRow:
    """An article in a list; its locale differs from the reader's where it is not translated."""

    translation_id: int
    article_id: int
    locale: str
    slug: str
    title: str
    summary: str
    position: int
    published_at: datetime
    valid_until: datetime | None
    section_slug: str

    @property
    def trust(self) -> Trust:
        """How far it can be trusted now."""
        return trust_at(self.valid_until, now())


_other = aliased(Translation)


def best_language(locale: str) -> ColumnElement[bool]:
    """The condition for one row an article: the reader's language, else the first that is live."""
    same = select(_other.id).where(_other.article_id == Translation.article_id, _other.is_live)
    wanted = same.where(_other.locale == locale).correlate(Translation).exists()
    # Naming the languages lets the database seek in (article, locale).
    earlier = same.where(_other.locale.in_(LOCALES), _other.id < Translation.id)
    first = ~earlier.correlate(Translation).exists()
    return or_(Translation.locale == locale, and_(~wanted, first))


def article_rows(actor: Actor, locale: str) -> Any:
    """The statement of lists of live articles, one row each, in the reader's language where there is one."""
    statement = (
        select(
            Translation.id,
            Translation.article_id,
            Translation.locale,
            Translation.slug,
            ArticleRevision.title,
            ArticleRevision.summary,
            Translation.position,
            Translation.published_at,
            Verification.valid_until,
            SectionSlug.slug,
        )
        .select_from(Translation)
        .join(ArticleRevision, ArticleRevision.id == Translation.published_revision_id)
        .join(
            SectionSlug,
            and_(SectionSlug.section_id == Translation.section_id, SectionSlug.locale == locale),
        )
        .outerjoin(Verification, Verification.id == Translation.verification_id)
        .where(Translation.is_live, best_language(locale))
    )
    return visible_to(statement, actor, Translation.article_id)


def list_articles(
    actor: Actor, section_id: int, locale: str, after: str | None = None
) -> Page[ArticleRow]:
    """A page of a section's articles in their order; untranslated ones in the language there is."""
    key = paging.decode(after, 2)
    statement = article_rows(actor, locale).where(Translation.section_id == section_id)
    if key:
        statement = statement.where(tuple_(Translation.position, Translation.id) > tuple_(*key))
    order = (Translation.position, Translation.id)
    rows = db.session.execute(statement.order_by(*order).limit(SECTION_PAGE + 1))
    items = [ArticleRow(*row) for row in rows]
    began = key is not None
    return paging.cut(
        items, lambda row: (row.position, row.translation_id), size=SECTION_PAGE, began=began
    )


def list_most_read(actor: Actor, locale: str, limit: int = 6) -> list[ArticleRow]:
    """What readers of this language open most; one statement."""
    statement = article_rows(actor, locale).where(Translation.locale == locale)
    order = (Translation.views.desc(), Translation.id.desc())
    return [ArticleRow(*row) for row in db.session.execute(statement.order_by(*order).limit(limit))]
