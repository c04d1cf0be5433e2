"""What follows the menu: once another version is in force, articles that quote it are indexed and judged anew."""

from sqlalchemy import select

from community.articles.models import ArticleRevision, Translation
from community.content.actions import mark_dirty
from community.core.clock import now
from community.core.db import db, writing
from community.core.tasks import enqueue_job
from community.core.versions import ContentVersion, raise_version
from community.service_levels.queries_menu import find_version_in_force
from community.service_levels.quotes import OPENING

# A row for each menu version that the search documents have been made under.
QUOTED = "menu_quoted"


def follow_menu() -> int:
    """Mark the articles that quote the menu when another version came into force; how many."""
    version = find_version_in_force(now())
    if version is None or _is_noted(name := f"{QUOTED}:{version.id}"):
        return 0
    quoting = _list_quoting()
    with writing():
        for article_id in quoting:
            mark_dirty(article_id)
        raise_version(name)
    enqueue_job("settle_article_tasks")
    return len(quoting)


def _is_noted(name: str) -> bool:
    found = db.session.scalars(select(ContentVersion.name).where(ContentVersion.name == name))
    return found.first() is not None


def _list_quoting() -> list[int]:
    statement = (
        select(Translation.article_id)
        .join(ArticleRevision, ArticleRevision.id == Translation.published_revision_id)
        .where(ArticleRevision.text.contains(OPENING) | ArticleRevision.summary.contains(OPENING))
        .distinct()
    )
    return list(db.session.scalars(statement.order_by(Translation.article_id)))
