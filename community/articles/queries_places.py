"""Where articles stand, for pages that only name them."""

from collections.abc import Collection

from sqlalchemy import select

from community.articles.addresses import article_address
from community.articles.models import ArticleArea, ArticleRevision, SectionSlug, Translation
from community.content.queries import visible_to
from community.core.db import db
from community.policies.actor import Actor


def find_places(
    actor: Actor, article_ids: Collection[int], locale: str | None = None
) -> dict[int, tuple[str, str]]:
    """Title and address of these articles as far as the actor sees them, in his language (or this) if there is one."""
    statement = (
        select(
            Translation.article_id,
            Translation.locale,
            ArticleRevision.title,
            SectionSlug.slug,
            Translation.slug,
        )
        .join(ArticleRevision, ArticleRevision.id == Translation.published_revision_id)
        .join(
            SectionSlug,
            (SectionSlug.section_id == Translation.section_id)
            & (SectionSlug.locale == Translation.locale),
        )
        .where(Translation.article_id.in_(article_ids), Translation.is_live)
        .order_by((Translation.locale == (locale or actor.locale)), Translation.id.desc())
    )
    rows = db.session.execute(visible_to(statement, actor, Translation.article_id))
    return {
        article_id: (title, article_address(locale, section, slug))
        for article_id, locale, title, section, slug in rows
    }


def list_places_of_area(
    actor: Actor, product_area_id: int, locale: str, limit: int = 8
) -> list[tuple[str, str]]:
    """Title and address of the newest articles about a part of the product; two statements."""
    live = select(Translation.id).where(Translation.article_id == ArticleArea.article_id)
    statement = (
        select(ArticleArea.article_id)
        .where(ArticleArea.product_area_id == product_area_id)
        .where(live.where(Translation.is_live).exists())
        .order_by(ArticleArea.article_id.desc())
        .limit(limit)
    )
    ids = list(db.session.scalars(visible_to(statement, actor, ArticleArea.article_id)))
    places = find_places(actor, ids, locale) if ids else {}
    return [places[one] for one in ids if one in places]
