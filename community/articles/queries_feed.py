"""What was published last in the help center, for feeds."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select

from community.articles.models import ArticleRevision, SectionSlug, Translation
from community.content.queries import visible_to
from community.core.db import db
from community.policies.actor import Actor
from community.service_levels.queries_quotes import filled, filled_words

NEWEST = 30


@dataclass(frozen=True)
class PublishedText:
    """An article in one language, whole."""

    article_id: int
    locale: str
    section_slug: str
    slug: str
    title: str
    summary: str
    html: str
    first_published_at: datetime
    published_at: datetime


def list_newest(actor: Actor, locale: str, section_id: int | None = None) -> list[PublishedText]:
    """The texts of this language that were published last and that the actor sees, with the values of the menu."""
    statement: Any = (
        select(
            Translation.article_id,
            Translation.locale,
            SectionSlug.slug,
            Translation.slug,
            ArticleRevision.title,
            ArticleRevision.summary,
            ArticleRevision.html,
            Translation.first_published_at,
            Translation.published_at,
        )
        .select_from(Translation)
        .join(ArticleRevision, ArticleRevision.id == Translation.published_revision_id)
        .join(
            SectionSlug,
            and_(SectionSlug.section_id == Translation.section_id, SectionSlug.locale == locale),
        )
        .where(Translation.is_live, Translation.locale == locale)
    )
    if section_id is not None:
        statement = statement.where(Translation.section_id == section_id)
    order = (Translation.published_at.desc(), Translation.id.desc())
    seen = visible_to(statement, actor, Translation.article_id).order_by(*order).limit(NEWEST)
    return [_quoting(PublishedText(*row)) for row in db.session.execute(seen)]


def _quoting(text: PublishedText) -> PublishedText:
    html, summary = filled(text.html, text.locale), filled_words(text.summary, text.locale)
    return replace(text, html=html, summary=summary)
