"""What one article's page shows: the text, its languages, its people, its neighbours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, and_, func, literal, or_, select, tuple_

from community.accounts.models import Member
from community.accounts.queries import Person, person_columns
from community.articles.models import (
    ArticleAuthor,
    ArticleRevision,
    Feedback,
    HelpCategory,
    HelpSection,
    SectionSlug,
    Translation,
    Verification,
)
from community.articles.queries import ArticleRow, article_rows
from community.articles.queries_audience import is_public
from community.articles.states import CreditKind, Staleness, Trust, trust_at
from community.content.models import Subject
from community.content.queries import visible_to
from community.content.queries_own import VIEWER
from community.core.bare import among
from community.core.clock import now
from community.core.db import db
from community.core.errors import Gone, NotFound
from community.core.i18n import LOCALES
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import can
from community.service_levels.queries_quotes import filled, filled_words
from community.service_levels.quotes import OPENING

RELATED = 5


@dataclass(frozen=True)
class ArticlePage:
    """An article as its page shows it; `wanted` is the reader's language, `locale` the text's."""

    wanted: str
    translation_id: int
    article_id: int
    locale: str
    slug: str
    position: int
    is_live: bool
    staleness: Staleness
    helpful_count: int
    unhelpful_count: int
    first_published_at: datetime
    published_at: datetime
    revision_id: int
    basis_id: int
    title: str
    summary: str
    html: str
    toc: Sequence[tuple[int, str, str]]
    section_id: int
    section_name: Mapping[str, str]
    section_slug: str
    category_name: Mapping[str, str]
    source_locale: str
    verifier_id: int | None
    verified_at: datetime | None
    valid_until: datetime | None
    audience_id: int
    is_public: bool
    characters: int

    @property
    def minutes(self) -> int:
        """How long one reads, at 200 words of six letters a minute."""
        return max(1, round(self.characters / 1200))

    @property
    def trust(self) -> Trust:
        """How far it can be trusted now."""
        return trust_at(self.valid_until, now())

    @property
    def is_fallback(self) -> bool:
        """Whether the reader gets another language than he asked for."""
        return self.locale != self.wanted


def find_article(actor: Actor, locale: str, section: str, slug: str) -> ArticlePage | None:
    """What stands at this address, else None; Gone for what was archived. One statement.

    A slug of another language finds that text when the section has none of this slug in the reader's.
    """
    statement = (
        _page_columns()
        .where(SectionSlug.locale == locale, SectionSlug.slug == section)
        # Naming the languages lets the database seek in (section, locale, slug).
        .where(Translation.locale.in_(LOCALES), Translation.slug == slug)
        .order_by((Translation.locale != locale), Translation.id)
    )
    row = db.session.execute(visible_to(statement, actor, Translation.article_id)).first()
    if row is None:
        return None
    page = ArticlePage(locale, *row)
    if not page.is_live and not can(actor, Permission.ARTICLE_WRITE):
        raise Gone
    return quoting(page)


def quoting(page: ArticlePage) -> ArticlePage:
    """The page with the values of the menu in force; no statement for one that quotes nothing."""
    if OPENING not in page.html and OPENING not in page.summary:
        return page
    return replace(
        page,
        summary=filled_words(page.summary, page.locale),
        html=filled(page.html, page.locale),
        toc=[(level, key, filled_words(text, page.locale)) for level, key, text in page.toc],
    )


def _page_columns() -> Any:
    return (
        select(
            Translation.id,
            Translation.article_id,
            Translation.locale,
            Translation.slug,
            Translation.position,
            Translation.is_live,
            Translation.staleness,
            Translation.helpful_count,
            Translation.unhelpful_count,
            Translation.first_published_at,
            Translation.published_at,
            ArticleRevision.id,
            func.coalesce(ArticleRevision.basis_id, ArticleRevision.id),
            ArticleRevision.title,
            ArticleRevision.summary,
            ArticleRevision.html,
            ArticleRevision.toc,
            HelpSection.id,
            HelpSection.name,
            SectionSlug.slug,
            HelpCategory.name,
            Subject.lang,
            Verification.member_id,
            Verification.verified_at,
            Verification.valid_until,
            Subject.audience_id,
            is_public(Subject.audience_id),
            func.length(ArticleRevision.text),
        )
        .select_from(Translation)
        .join(ArticleRevision, ArticleRevision.id == Translation.published_revision_id)
        .join(HelpSection, HelpSection.id == Translation.section_id)
        .join(SectionSlug, SectionSlug.section_id == HelpSection.id)
        .join(HelpCategory, HelpCategory.id == HelpSection.category_id)
        .outerjoin(Verification, Verification.id == Translation.verification_id)
    )


@dataclass(frozen=True)
class Language:
    """A language that an article can be read in, and its address there."""

    locale: str
    section_slug: str
    slug: str
    staleness: Staleness
    title: str


def list_languages(article_id: int) -> dict[str, Language]:
    """The languages in which the article is published, by locale; one statement."""
    statement = (
        select(
            Translation.locale,
            SectionSlug.slug,
            Translation.slug,
            Translation.staleness,
            ArticleRevision.title,
        )
        .join(ArticleRevision, ArticleRevision.id == Translation.published_revision_id)
        .join(
            SectionSlug,
            and_(
                SectionSlug.section_id == Translation.section_id,
                SectionSlug.locale == Translation.locale,
            ),
        )
        .where(Translation.article_id == article_id, Translation.is_live)
        .order_by(Translation.locale)
    )
    return {row[0]: Language(*row) for row in db.session.execute(statement)}


@dataclass(frozen=True)
class Credit:
    """Somebody whom the article owes something."""

    person: Person
    kind: CreditKind


def list_credits(page: ArticlePage) -> tuple[list[Credit], Person | None]:
    """Who made the article, and who verified it; one statement."""
    credit = and_(ArticleAuthor.member_id == Member.id, ArticleAuthor.article_id == page.article_id)
    authors = select(ArticleAuthor.member_id).where(ArticleAuthor.article_id == page.article_id)
    statement = (
        select(ArticleAuthor.kind, *person_columns())
        .select_from(Member)
        .outerjoin(ArticleAuthor, credit)
        .where(or_(Member.id.in_(authors), Member.id == (page.verifier_id or 0)))
        .order_by(ArticleAuthor.credited_at, Member.id)
    )
    rows: Sequence[Any] = db.session.execute(statement).all()
    people = [(row[0], Person(*row[1:])) for row in rows]
    verifier = next((person for _, person in people if person.id == page.verifier_id), None)
    return [Credit(person, kind) for kind, person in people if kind is not None], verifier


def ratings_of_viewer(engine: Engine) -> Any:
    """The marks of texts that a viewer rated, as `content.queries_own` asks for them."""
    return select(literal("rating"), Feedback.revision_id).where(
        Feedback.member_id == VIEWER, among(Feedback.revision_id, "ids", engine)
    )


def find_own_feedback(actor: Actor, basis_id: int) -> bool | None:
    """What the member said of this text, None before; no statement for visitors."""
    if not actor.is_person:
        return None
    statement = select(Feedback.was_helpful).where(
        Feedback.revision_id == basis_id, Feedback.member_id == actor.member_id
    )
    return db.session.scalars(statement).first()


def get_live(actor: Actor, article_id: int, locale: str, *, wanted: str) -> ArticlePage:
    """A published text by its article and language, as its page shows it; NotFound otherwise."""
    statement = _page_columns().where(
        Translation.article_id == article_id,
        Translation.locale == locale,
        SectionSlug.locale == wanted,
        Translation.is_live,
    )
    row = db.session.execute(visible_to(statement, actor, Translation.article_id)).first()
    if row is None:
        raise NotFound
    return ArticlePage(wanted, *row)


def list_related(actor: Actor, page: ArticlePage) -> list[ArticleRow]:
    """The articles that stand nearest in the same section, in their order; one statement."""
    near = or_(Translation.id.in_(_beside(page, after=True)), Translation.id.in_(_beside(page)))
    statement = article_rows(actor, page.wanted).where(
        near, Translation.article_id != page.article_id
    )
    found = [ArticleRow(*row) for row in db.session.execute(statement)]
    place = (page.position, page.translation_id)
    found.sort(key=lambda row: (row.position, row.translation_id))
    following = [row for row in found if (row.position, row.translation_id) > place]
    before = [row for row in found if (row.position, row.translation_id) < place]
    nearest = following[:RELATED]
    return [*before[max(0, len(before) - RELATED + len(nearest)) :], *nearest]


def _beside(page: ArticlePage, *, after: bool = False) -> Any:
    """The texts that follow, or go before, along the section's index; twice what is shown, for two languages."""
    key = tuple_(Translation.position, Translation.id)
    place = tuple_(page.position, page.translation_id)
    order = (Translation.position, Translation.id)
    statement = (
        select(Translation.id)
        .where(Translation.section_id == page.section_id, Translation.is_live)
        .where(key > place if after else key < place)
        .order_by(*(order if after else [one.desc() for one in order]))
        .limit(2 * RELATED)
    )
    return select(statement.subquery().c.id)
