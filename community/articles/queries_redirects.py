"""Where an old address of the help center leads now; what the actor may not see is not told."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from community.articles.addresses import article_address, old_slug_path, section_address
from community.articles.models import HelpSection, SectionSlug, Translation
from community.content.models import SlugRedirect
from community.content.queries import visible_to
from community.core.db import db
from community.core.i18n import LOCALES
from community.policies.actor import Actor

SECTION, TRANSLATION, ARTICLE = "help_section", "translation", "article"


def find_moved_section(actor: Actor, locale: str, slug: str) -> str | None:
    """The present address of a section that had this slug, or has it in another language."""
    section_id = _section_id(locale, slug)
    if section_id is None:
        return None
    statement = (
        select(SectionSlug.slug)
        .join(HelpSection, HelpSection.id == SectionSlug.section_id)
        .where(
            HelpSection.id == section_id,
            HelpSection.audience_id.in_(sorted(actor.audience_ids)),
            SectionSlug.locale == locale,
        )
    )
    present = db.session.scalars(statement).first()
    return section_address(locale, present) if present and present != slug else None


def find_moved_article(actor: Actor, locale: str, section: str, slug: str) -> str | None:
    """The present address of an article that stood here, whether it or its section was renamed or moved."""
    section_id = _section_id(locale, section)
    if section_id is None:
        return None
    here = (Translation.section_id == section_id, Translation.slug == slug)
    found = _address(actor, locale, *here, Translation.locale == locale)
    old = db.session.get(SlugRedirect, old_slug_path(section_id, locale, slug))
    if found is None and old is not None:
        found = _address(actor, locale, Translation.id == old.target_id)
    found = found or _address(actor, locale, *here)
    return found if found != article_address(locale, section, slug) else None


def find_old_path(actor: Actor, path: str, locale: str) -> str | None:
    """Where a path of another site (an import's) leads in the portal, None when it is not one of those."""
    old = db.session.get(SlugRedirect, path[:500])
    if old is None:
        return None
    if old.target_kind == TRANSLATION:
        return _address(actor, locale, Translation.id == old.target_id)
    if old.target_kind == ARTICLE:
        here = Translation.article_id == old.target_id
        found = _address(actor, locale, here, Translation.locale == locale)
        return found or _address(actor, locale, here)
    return None


def _section_id(locale: str, slug: str) -> int | None:
    """The section of this slug: now, once, or in another language."""
    statement = select(SectionSlug.section_id).where(SectionSlug.slug == slug)
    here = db.session.scalars(statement.where(SectionSlug.locale == locale)).first()
    found = here or _old_section_id(locale, slug)
    return found or db.session.scalars(statement.where(SectionSlug.locale.in_(LOCALES))).first()


def _old_section_id(locale: str, slug: str) -> int | None:
    old = db.session.get(SlugRedirect, section_address(locale, slug)[:500])
    return old.target_id if old is not None and old.target_kind == SECTION else None


def _address(actor: Actor, locale: str, *conditions: ColumnElement[bool]) -> str | None:
    """The address of the first published text that meets these, in its own language's path or the reader's."""
    own, readers = aliased(SectionSlug), aliased(SectionSlug)
    statement = (
        select(Translation.locale, own.slug, Translation.slug, readers.slug)
        .join(own, (own.section_id == Translation.section_id) & (own.locale == Translation.locale))
        .join(readers, (readers.section_id == Translation.section_id) & (readers.locale == locale))
        .where(*conditions, Translation.published_revision_id.is_not(None))
        .order_by(Translation.id)
    )
    row = db.session.execute(visible_to(statement, actor, Translation.article_id)).first()
    if row is None:
        return None
    text_locale, section, slug, readers_section = row
    if text_locale == locale:
        return article_address(text_locale, section, slug)
    return article_address(locale, readers_section, slug)
