"""Pages of another help center become articles: first their places, so that links can lead there, then their words."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from community.articles import actions as articles
from community.articles.actions_publishing import publish
from community.articles.actions_structure import SectionWords, create_category, create_section
from community.articles.models import Article, HelpCategory, HelpSection, Translation
from community.articles.queries_redirects import TRANSLATION
from community.articles.texts import ArticleText
from community.content.actions_redirects import keep_redirect
from community.content.models_pictures import Picture
from community.core.clock import now
from community.core.db import db, get_locked, insert_once
from community.core.files import StoredPicture
from community.importing.actions import Taken
from community.importing.actions_tree_texts import beside_draft
from community.importing.markdown_tree import CategoryPlan, PagePlan, SectionPlan, TreePlan
from community.importing.models import ImportedKind
from community.importing.queries import find_imported
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure


@dataclass(frozen=True, slots=True)
class Shelf:
    """Which of our sections holds the pages of a folder."""

    sections: Mapping[str, int]


def page_key(source: str, page: PagePlan) -> str:
    """The key of one page in one language."""
    return f"{source}:{page.locale}:{page.source}"[:500]


def settle_shelves(actor: Actor, plan: TreePlan, source: str, taken: Taken) -> Shelf:
    """Our section for each folder of the plan; what is missing is made."""
    categories = _known(ImportedKind.CATEGORY, source, [one.key for one in plan.categories])
    for position, category in enumerate(plan.categories, 1):
        if category.key not in categories:
            categories[category.key] = _category(actor, category, position)
            key = f"{source}:{category.key}"
            taken.remember(ImportedKind.CATEGORY, key, categories[category.key])
            taken.added += 1
    sections = _known(ImportedKind.SECTION, source, [one.key for one in plan.sections])
    for position, section in enumerate(plan.sections, 1):
        if section.key not in sections:
            sections[section.key] = _section(actor, section, categories[section.category], position)
            key = f"{source}:{section.key}"
            taken.remember(ImportedKind.SECTION, key, sections[section.key])
            taken.added += 1
    return Shelf(sections)


def _known(kind: ImportedKind, source: str, keys: list[str]) -> dict[str, int]:
    found = find_imported(kind, [f"{source}:{key}" for key in keys])
    return {key.removeprefix(f"{source}:"): target for key, (target, _said) in found.items()}


def _category(actor: Actor, plan: CategoryPlan, position: int) -> int:
    return create_category(actor, plan.titles, position=position).id


def _section(actor: Actor, plan: SectionPlan, category_id: int, position: int) -> int:
    category = db.session.get_one(HelpCategory, category_id)
    words = SectionWords(name=plan.titles, position=position)
    return create_section(actor, category, words).id


def place_page(
    actor: Actor, page: PagePlan, *, source: str, section_id: int, position: int, taken: Taken
) -> int:
    """The translation that holds this page, with its address but without words yet."""
    key = f"{source}:{page.article}"[:500]
    found = find_imported(ImportedKind.ARTICLE, [key]).get(key)
    if found is None:
        section = db.session.get_one(HelpSection, section_id)
        article = articles.create_article(actor, section, lang=page.locale)
        taken.remember(ImportedKind.ARTICLE, key, article.id)
    else:
        article = get_locked(Article, found[0])
    translation = articles.add_translation(
        actor, article, page.locale, title=page.title, position=position
    )
    taken.remember(ImportedKind.TRANSLATION, page_key(source, page), translation.id)
    taken.added += 1
    return translation.id


def write_page(actor: Actor, page: PagePlan, *, translation_id: int, text: ArticleText) -> None:
    """Publish the words of a page beside any draft, and let its old addresses lead to it."""
    article_id = db.session.scalars(
        select(Translation.article_id).where(Translation.id == translation_id)
    ).one()
    article = get_locked(Article, article_id)
    with beside_draft(get_locked(Translation, translation_id)):
        articles.write_draft(actor, article, page.locale, text)
        publish(actor, article, page.locale)
    for path in page.old_paths:
        keep_redirect(path, TRANSLATION, translation_id)


def keep_picture(actor: Actor, stored: StoredPicture, alt: str) -> None:
    """Note whose a stored picture is: the help center's, nobody's own."""
    ensure(actor, Permission.IMPORT)
    values = {"width": stored.width, "height": stored.height, "size": stored.bytes}
    insert_once(
        Picture, key=stored.key, format=stored.format, alt=alt[:300], created_at=now(), **values
    )
