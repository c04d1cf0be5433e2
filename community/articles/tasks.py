"""What the worker does for the help center: counts views, forgets visitors, renders anew."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, select, update

from community.articles.models import ArticleRevision, Feedback, Translation
from community.articles.texts import ArticleText, compose
from community.core.clock import now
from community.core.db import db, writing
from community.core.errors import Invalid
from community.core.markup import RENDERER_VERSION
from community.core.versions import raise_version

BATCH = 200
VISITORS_KEPT = timedelta(days=2)


def count_views(batch: list[dict[str, Any]]) -> None:
    """Fold the signals `article_viewed` into the views of translations; a visitor's reloads in one batch are one."""
    visits = {(one.get("article"), one.get("locale"), one.get("visitor")) for one in batch}
    views = Counter((article, locale) for article, locale, _ in visits if isinstance(article, int))
    rows = [
        {"of": article, "in_locale": locale, "by": by} for (article, locale), by in views.items()
    ]
    if not rows:
        return
    table = Translation.__table__
    statement = (
        update(table)  # type: ignore[arg-type]
        .where(table.c.article_id == bindparam("of"), table.c.locale == bindparam("in_locale"))
        .values(views=table.c.views + bindparam("by"))
    )
    with writing() as session:
        session.connection().execute(statement, rows)


def forget_feedback_visitors() -> None:
    """A day's key of a visitor is not kept: what he said stays, who he was goes."""
    with writing() as session:
        old = Feedback.created_at < now() - VISITORS_KEPT
        statement = update(Feedback).where(old, Feedback.visitor_key.is_not(None))
        session.execute(statement.values(visitor_key=None))


def rebake_articles() -> int:
    """Render again what an older renderer made, some at a time; how many revisions that were."""
    done = 0
    while rows := _old_revisions():
        rendered = [_values(row) for row in rows]
        with writing() as session:
            session.execute(update(ArticleRevision), rendered)
        done += len(rows)
    if done:
        with writing():
            raise_version("help")
    return done


def _old_revisions() -> Sequence[Any]:
    statement = (
        select(ArticleRevision.id, ArticleRevision.body, Translation.locale)
        .join(Translation, Translation.id == ArticleRevision.translation_id)
        .where(ArticleRevision.renderer_version < RENDERER_VERSION)
        .order_by(ArticleRevision.id)
        .limit(BATCH)
    )
    return db.session.execute(statement).all()


def _values(row: Any) -> dict[str, Any]:
    """The new HTML; what is too long for today's bounds keeps the old, marked as seen."""
    try:
        text: ArticleText = compose("", "", row.body, lang=row.locale)
    except Invalid:
        return {"id": row.id, "renderer_version": RENDERER_VERSION}
    return {
        "id": row.id,
        "renderer_version": RENDERER_VERSION,
        "html": text.html,
        "toc": [list(heading) for heading in text.toc],
        "text": text.text,
    }
