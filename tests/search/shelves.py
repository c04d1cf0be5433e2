"""Articles for the tests of search."""

from __future__ import annotations

from collections.abc import Mapping

from community.articles import actions_structure as structure
from community.articles.actions import create_article, write_draft
from community.articles.actions_publishing import publish
from community.articles.models import Article, HelpSection
from community.articles.texts import compose
from community.core.db import db, writing
from community.policies.actor import SYSTEM, Role
from tests.makers import actor_of, make_member


def make_section(*grants: str) -> HelpSection:
    """A section of a shelf of its own, public unless told otherwise."""
    names = {"en": "Till", "fr": "Caisse"}
    with writing():
        category = structure.create_category(SYSTEM, names, grants=grants or ("public",))
        return structure.create_section(SYSTEM, category, structure.SectionWords(name=names))


def make_article(
    words: Mapping[str, tuple[str, str]], section: HelpSection | None = None, *areas: int
) -> Article:
    """A published article: locale → (title, body)."""
    home, editor = section or make_section(), actor_of(make_member("Ed", Role.EDITOR))
    texts = {lang: compose(title, "", body, lang=lang) for lang, (title, body) in words.items()}
    with writing():
        article = create_article(
            editor, db.session.merge(home), lang=next(iter(words)), product_area_ids=areas
        )
        for lang, text in texts.items():
            write_draft(editor, article, lang, text)
            publish(editor, article, lang)
    return article
