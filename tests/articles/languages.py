"""What stories of an article's languages are told with."""

from __future__ import annotations

from community.articles import actions, queries_desk
from community.articles import actions_publishing as publishing
from community.articles.models import Article, Translation
from community.articles.states import Significance
from community.articles.texts import compose
from community.core.db import db, writing
from community.policies.actor import Actor, Role
from tests.makers import actor_of, make_member


def editor() -> Actor:
    return actor_of(make_member("", Role.EDITOR))


def edit(
    article: Article,
    body: str,
    significance: Significance = Significance.MEDIUM,
    *,
    lang: str = "en",
    source_id: int | None = None,
) -> int:
    """Publish these words; the revision's id."""
    actor, text = editor(), compose("Words", "", body, lang=lang)
    with writing():
        actions.write_draft(
            actor, article, lang, text, significance=significance, source_id=source_id
        )
        return publishing.publish(actor, article, lang).id


def language(article: Article, locale: str = "fr") -> Translation:
    db.session.rollback()
    db.session.expire_all()
    return queries_desk.get_translation(article.id, locale)


def current(article: Article, locale: str = "en") -> int:
    found = language(article, locale).published_revision_id
    assert found is not None
    return found
