"""What writers see: everything in the making, and how far what is published can be trusted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, select, tuple_
from sqlalchemy.orm import aliased, joinedload, selectinload

from community.articles.models import (
    Article,
    ArticleRevision,
    HelpSection,
    Translation,
    Verification,
)
from community.articles.states import (
    ARCHIVED,
    BEHIND,
    DUE_BEFORE_END,
    DeskSort,
    RevisionState,
    Staleness,
    Trust,
    trust_at,
)
from community.content.queries import ensure_visible, visible_to
from community.core import paging
from community.core.clock import now
from community.core.db import db
from community.core.errors import NotFound
from community.core.paging import Page
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import can

NO_VOICE = 1001
DESK_PAGE = 50


@dataclass(frozen=True)
class DeskFilters:
    """What the writers' list is narrowed to; None is everything."""

    section_id: int | None = None
    locale: str | None = None
    state: str | None = None
    trust: Trust | None = None
    staleness: str | None = None
    sort: DeskSort = DeskSort.NEWEST


@dataclass(frozen=True)
class DeskRow:
    """A translation on the writers' desk."""

    translation_id: int
    article_id: int
    locale: str
    published_title: str | None
    draft_title: str | None
    draft_state: RevisionState | None
    is_live: bool
    archived_at: datetime | None
    staleness: Staleness
    valid_until: datetime | None
    helpful_count: int
    unhelpful_count: int
    views: int
    published_at: datetime | None
    section_name: dict[str, str]
    sort_key: int

    @property
    def title(self) -> str:
        """The newest title there is."""
        return self.draft_title or self.published_title or "–"

    @property
    def state(self) -> str:
        """What readers get: archived, published, or the state of the first draft."""
        if self.archived_at:
            return ARCHIVED
        if self.is_live:
            return RevisionState.PUBLISHED
        return self.draft_state or RevisionState.DRAFT

    @property
    def trust(self) -> Trust:
        """How far what is published can be trusted now."""
        return trust_at(self.valid_until, now())

    @property
    def helpful_share(self) -> int | None:
        """The percentage of readers whom it helped; None while nobody has said."""
        voices = self.helpful_count + self.unhelpful_count
        return round(100 * self.helpful_count / voices) if voices else None


_published, _draft = aliased(ArticleRevision), aliased(ArticleRevision)


def _sort_key(sort: DeskSort) -> ColumnElement[int]:
    """A whole number that rises along the list."""
    if sort is DeskSort.MOST_READ:
        return -Translation.views
    if sort is DeskSort.LEAST_HELPFUL:
        voices = Translation.helpful_count + Translation.unhelpful_count
        share = (1000 * Translation.helpful_count) // voices
        return case((voices == 0, NO_VOICE), else_=share)
    return -Translation.id


def list_desk(
    actor: Actor, filters: DeskFilters, after: str | None = None, *, size: int = DESK_PAGE
) -> Page[DeskRow]:
    """A page of the writers' list; one statement."""
    sort_key = _sort_key(filters.sort)
    statement = visible_to(_desk_columns(sort_key), actor, Translation.article_id)
    statement = statement.where(*_conditions(filters))
    key = paging.decode(after, 2)
    if key:
        statement = statement.where(tuple_(sort_key, Translation.id) > tuple_(*key))
    rows = db.session.execute(statement.order_by(sort_key, Translation.id).limit(size + 1))
    items = [DeskRow(*row) for row in rows]
    began = key is not None
    return paging.cut(items, lambda row: (row.sort_key, row.translation_id), size=size, began=began)


def _desk_columns(sort_key: ColumnElement[int]) -> Any:
    return (
        select(
            Translation.id,
            Translation.article_id,
            Translation.locale,
            _published.title,
            _draft.title,
            _draft.state,
            Translation.is_live,
            Article.archived_at,
            Translation.staleness,
            Verification.valid_until,
            Translation.helpful_count,
            Translation.unhelpful_count,
            Translation.views,
            Translation.published_at,
            HelpSection.name,
            sort_key.label("sort_key"),
        )
        .select_from(Translation)
        .join(Article, Article.id == Translation.article_id)
        .join(HelpSection, HelpSection.id == Translation.section_id)
        .outerjoin(_published, _published.id == Translation.published_revision_id)
        .outerjoin(_draft, _draft.id == Translation.draft_revision_id)
        .outerjoin(Verification, Verification.id == Translation.verification_id)
    )


def _conditions(filters: DeskFilters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.section_id:
        found.append(Translation.section_id == filters.section_id)
    if filters.locale:
        found.append(Translation.locale == filters.locale)
    if filters.staleness:
        found.append(_lags(filters.staleness))
    if filters.trust:
        found.append(and_(Translation.is_live, _has_trust(filters.trust)))
    if filters.state == ARCHIVED:
        found.append(Article.archived_at.is_not(None))
    else:
        found.append(Article.archived_at.is_(None))
    if filters.state == RevisionState.PUBLISHED:
        found.append(Translation.is_live.is_(True))
    elif filters.state in list(RevisionState):
        found.append(_draft.state == RevisionState(filters.state))
    return found


def _lags(staleness: str) -> ColumnElement[bool]:
    return is_behind() if staleness == BEHIND else Translation.staleness == Staleness(staleness)


def is_behind() -> ColumnElement[bool]:
    """That readers get a translation which has not followed the other languages; for a list and for its number."""
    return and_(Translation.is_live, Translation.staleness != Staleness.CURRENT)


def _has_trust(trust: Trust) -> ColumnElement[bool]:
    """trust_at() as a condition."""
    until, at = Verification.valid_until, now()
    if trust is Trust.UNVERIFIED:
        return until.is_(None)
    if trust is Trust.EXPIRED:
        return until <= at
    if trust is Trust.DUE:
        return and_(until > at, until <= at + DUE_BEFORE_END)
    return until > at + DUE_BEFORE_END


def get_article(actor: Actor, article_id: int) -> Article:
    """The article with subject, section, slugs and areas; NotFound when the actor does not see it."""
    statement = (
        select(Article)
        .options(
            joinedload(Article.subject),
            joinedload(Article.section).selectinload(HelpSection.slugs),
            selectinload(Article.areas),
        )
        .where(Article.id == article_id)
        .execution_options(populate_existing=True)
    )
    article = db.session.scalars(statement).first()
    if article is None:
        raise NotFound
    ensure_visible(actor, article.subject)
    return article


def may_verify(actor: Actor, article_id: int) -> bool:
    """Whether the actor may verify this article; a statement only for those whom a badge may allow it."""
    if not can(actor, Permission.ARTICLE_VERIFY) or actor.is_staff:
        return can(actor, Permission.ARTICLE_VERIFY)
    return can(actor, Permission.ARTICLE_VERIFY, get_article(actor, article_id))


def list_translations(article_id: int) -> dict[str, Translation]:
    """The article's translations by locale, with what is published and what is in the making."""
    statement = (
        select(Translation)
        .options(joinedload(Translation.published), joinedload(Translation.draft))
        .where(Translation.article_id == article_id)
        .order_by(Translation.locale)
    )
    return {row.locale: row for row in db.session.scalars(statement)}


def get_translation(article_id: int, locale: str) -> Translation:
    """One language of an article; NotFound when nobody has begun it."""
    found = list_translations(article_id).get(locale)
    if found is None:
        raise NotFound
    return found


def get_revision(translation_id: int, number: int) -> ArticleRevision:
    """One revision by its number."""
    statement = select(ArticleRevision).where(
        ArticleRevision.translation_id == translation_id,
        ArticleRevision.number == number,
        ArticleRevision.is_suggestion.is_(False),
    )
    found = db.session.scalars(statement).first()
    if found is None:
        raise NotFound
    return found
