"""Texts that link to others, and where their links are found to lead."""

from __future__ import annotations

from sqlalchemy import select

from community.articles import queries_structure, tasks_work
from community.articles.actions_structure import SectionWords, change_section
from community.articles.models import Article, HelpSection
from community.articles.models_work import ArticleLink
from community.articles.states_work import LinkState
from community.core.db import db, writing
from community.policies.actor import SYSTEM
from tests.makers import make_article


def linking(section: HelpSection, href: str, title: str = "See elsewhere") -> Article:
    return make_article(section, title, body=f"## Where\n\nRead [the other]({href}).")


def states() -> list[LinkState]:
    db.session.rollback()
    tasks_work.check_article_links()
    statement = select(ArticleLink.state).order_by(ArticleLink.id)
    return list(db.session.scalars(statement))


def rename_section(section: HelpSection, slug: str) -> None:
    words = SectionWords(name=section.name, slugs={"en": slug})
    with writing():
        found = queries_structure.get_section(section.id)
        change_section(SYSTEM, found, found.category, words)
