"""The help center of the demo, in both languages, checked now and then by its writers."""

from datetime import datetime, timedelta
from zlib import crc32

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from community.articles import actions as articles
from community.articles.actions_life import rate, verify
from community.articles.actions_publishing import publish
from community.articles.actions_structure import SectionWords, create_category, create_section
from community.articles.addresses import article_address
from community.articles.models import Article, HelpSection, Translation
from community.articles.texts import compose
from community.core.db import db, get_locked
from community.demo.people import BEGINNING
from community.demo.reading import Page, read_pages, read_yaml
from community.demo.stage import Stage, once_upon

WRITER = "jules-garnier"
WRITTEN = timedelta(weeks=45)
READERS_SATISFIED_IN_TEN = 8


def settle_help(stage: Stage) -> None:
    """Shelves and articles first, so that links have somewhere to lead, then their words."""
    pages = read_pages()
    with once_upon(stage.now - BEGINNING + timedelta(weeks=1)):
        sections = _shelves(stage)
    with once_upon(stage.now - WRITTEN):
        addresses = _places(stage, pages, sections)
    for page in pages:
        at = stage.now - max(WRITTEN, timedelta(days=page.verified_days_ago + 7))
        text = compose(page.title, page.summary, page.body_with(addresses), lang=page.locale)
        with once_upon(at):
            article = get_locked(Article, stage.made[page.key])
            articles.write_draft(stage.actor(WRITER), article, page.locale, text)
            publish(stage.actor(WRITER), article, page.locale)
    for page in pages:
        _plan_checks(stage, page)


def _shelves(stage: Stage) -> dict[str, HelpSection]:
    writer, sections = stage.actor(WRITER), {}
    for position, one in enumerate(read_yaml("help/sections.yaml"), 1):
        category = create_category(writer, one["name"], position=position)
        for place, each in enumerate(one["sections"], 1):
            words = SectionWords(name=each["name"], position=place, owner_id=stage.members[WRITER])
            sections[each["key"]] = create_section(writer, category, words)
    return sections


def _places(
    stage: Stage, pages: list[Page], sections: dict[str, HelpSection]
) -> dict[tuple[str, str], str]:
    addresses, writer = {}, stage.actor(WRITER)
    for page in pages:
        section = sections[page.section]
        if page.key not in stage.made:
            made = articles.create_article(
                writer,
                section,
                lang=page.locale,
                product_area_ids=[stage.areas[key] for key in page.areas],
                owner_id=stage.members[page.owner],
            )
            stage.made[page.key] = made.id
        article = get_locked(Article, stage.made[page.key])
        translation = articles.add_translation(
            writer, article, page.locale, title=page.title, position=page.position
        )
        address = article_address(page.locale, section.slug(page.locale), translation.slug)
        addresses[page.key, page.locale] = address
    return addresses


def _plan_checks(stage: Stage, page: Page) -> None:
    checked = stage.now - timedelta(days=page.verified_days_ago)
    stage.plan(
        checked, lambda: verify(stage.actor(page.owner), find_article(stage, page.key), page.locale)
    )
    readers = sorted(stage.members, key=lambda one: crc32(f"{one} {page.key}".encode()))
    for number, handle in enumerate(readers[: 2 + crc32(page.key.encode()) % 6]):
        chance = crc32(f"{page.key} {handle} {page.locale}".encode()) % 10
        _plan_voice(
            stage,
            page,
            handle,
            at=checked + timedelta(days=1 + number),
            was_helpful=chance < READERS_SATISFIED_IN_TEN,
        )


def _plan_voice(stage: Stage, page: Page, handle: str, *, at: datetime, was_helpful: bool) -> None:
    def voice() -> None:
        statement = select(Translation).where(
            Translation.article_id == stage.made[page.key], Translation.locale == page.locale
        )
        rate(stage.actor(handle), db.session.scalars(statement).one(), was_helpful=was_helpful)

    stage.plan(stage.after(at, timedelta()), voice)


def find_article(stage: Stage, key: str) -> Article:
    """The article made of this page, with its areas and its section."""
    statement = (
        select(Article)
        .where(Article.id == stage.made[key])
        .options(selectinload(Article.areas), joinedload(Article.section))
    )
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()
