"""Where articles stand, for pages that only name them."""

from collections.abc import Collection

from sqlalchemy import select

from community.articles.addresses import article_address
from community.articles.models import ArticleRevision, SectionSlug, Translation
from community.content.queries import visible_to
from community.core.db import db
from community.policies.actor import Actor


def find_places(actor: Actor, article_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Title and address of these articles as far as the actor sees them, in his language where there is one."""
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
        .order_by((Translation.locale == actor.locale), Translation.id.desc())
    )
    rows = db.session.execute(visible_to(statement, actor, Translation.article_id))
    return {
        article_id: (title, article_address(locale, section, slug))
        for article_id, locale, title, section, slug in rows
    }
