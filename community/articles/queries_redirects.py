"""Where an old address of the help center leads now; what the actor may not see is not told.

Redirects name rows, not addresses: however often something was renamed or moved, its oldest address leads to
where it stands now in one step. An address that is used again leads to its new owner.
"""

import re
from collections.abc import Iterator
from contextlib import suppress

from flask import current_app
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased
from werkzeug.exceptions import HTTPException

from community.articles.addresses import (
    article_address,
    help_address,
    old_slug_path,
    section_address,
)
from community.articles.models import HelpSection, SectionSlug, Translation
from community.content.models import SlugRedirect
from community.content.queries import visible_to
from community.core.db import db
from community.core.i18n import LOCALES
from community.policies.actor import Actor

CATEGORY, SECTION = "help_category", "help_section"
TRANSLATION, ARTICLE = "translation", "article"
MAX_PATH = 500
# Behind an address that several sections had one after the other, before the key of one that had it earlier.
EARLIER = "#"
# `/hc/en-us/articles/123-A-title`: sites that find pages by their number take any title behind it.
NUMBERED = re.compile(r"(/.+/\d{4,})-[^/]*")


def find_moved_section(actor: Actor, locale: str, slug: str) -> str | None:
    """The present address of a section that had this slug, or has it in another language."""
    for section_id in list_section_ids(locale, slug):
        found = _section(actor, locale, HelpSection.id == section_id)
        if found is not None and found != section_address(locale, slug):
            return found
    return None


def find_moved_article(actor: Actor, locale: str, section: str, slug: str) -> str | None:
    """The present address of an article that stood here, whether it or its section was renamed or moved."""
    asked = article_address(locale, section, slug)
    for section_id in list_section_ids(locale, section):
        found = _in_section(actor, locale, section_id, slug)
        if found is not None and found != asked:
            return found
    return None


def _in_section(actor: Actor, locale: str, section_id: int, slug: str) -> str | None:
    """The article that has this slug in the section, or had it, in the reader's language before others."""
    here = (Translation.section_id == section_id, Translation.slug == slug)
    found = _address(actor, locale, *here, Translation.locale == locale)
    if found is None:
        for translation_id in list_old_owners(section_id, locale, slug):
            found = found or _in_best_language(actor, locale, translation_id)
    return found or _address(actor, locale, *here)


def list_old_owners(section_id: int, locale: str, slug: str) -> list[int]:
    """The translations that had this slug in the section, the reader's language first."""
    paths = {
        old_slug_path(section_id, one, slug)[:MAX_PATH]: one != locale for one in (locale, *LOCALES)
    }
    statement = select(SlugRedirect.path, SlugRedirect.target_id)
    rows = db.session.execute(statement.where(SlugRedirect.path.in_(paths))).all()
    return [row.target_id for row in sorted(rows, key=lambda row: paths[row.path])]


def _in_best_language(actor: Actor, locale: str, translation_id: int) -> str | None:
    article = select(Translation.article_id).where(Translation.id == translation_id)
    return _address(actor, locale, Translation.article_id == article.scalar_subquery())


def find_old_path(actor: Actor, path: str, locale: str) -> str | None:
    """Where a path of another site (an import's) leads in the portal, None when it is not one of those.

    The path of a text leads to that text, in its own language; that of an article to the reader's.
    """
    old = find_redirect(path)
    if old is None:
        return None
    if old.target_kind == TRANSLATION:
        return _own_address(actor, old.target_id) or _in_best_language(actor, locale, old.target_id)
    if old.target_kind == ARTICLE:
        return _address(actor, locale, Translation.article_id == old.target_id)
    if old.target_kind == SECTION:
        return _section(actor, locale, HelpSection.id == old.target_id)
    if old.target_kind == CATEGORY:
        seen = _section(actor, locale, HelpSection.category_id == old.target_id)
        return f"{help_address(locale)}#shelf-{old.target_id}" if seen else None
    return None


def find_redirect(path: str) -> SlugRedirect | None:
    """What a path of another site was kept as, whatever title stands behind its number and with or without a slash
    at its end; one statement."""
    bare = path.rstrip("/")
    numbered = NUMBERED.fullmatch(bare)
    paths = [one[:MAX_PATH] for one in (path, bare, numbered[1] if numbered else "")]
    asked = [one for one in paths if one.startswith("/")]
    rows = db.session.scalars(select(SlugRedirect).where(SlugRedirect.path.in_(asked)))
    found = {row.path: row for row in rows}
    return next((found[one] for one in asked if one in found), None)


def find_page(path: str) -> str | None:
    """The path of the page that the portal has here, as far as paths tell: this one, or without a slash at its end."""
    pages = current_app.url_map.bind("portal")
    inside = path.lstrip("/")  # two slashes would lead to another site
    for one in (f"/{inside}", f"/{inside.rstrip('/')}"):
        with suppress(HTTPException):
            pages.match(one, method="GET")
            return one
    return None


def list_section_ids(locale: str, slug: str) -> Iterator[int]:
    """The sections of this slug: now, once, in another language; each once."""
    seen: set[int] = set()
    for section_id in _candidates(locale, slug):
        if section_id not in seen:
            seen.add(section_id)
            yield section_id
    others = select(SectionSlug.section_id).where(
        SectionSlug.slug == slug, SectionSlug.locale.in_(LOCALES)
    )
    yield from (
        one
        for one in db.session.scalars(others.order_by(SectionSlug.section_id)).all()
        if one not in seen
    )


def _candidates(locale: str, slug: str) -> Iterator[int]:
    """The section that has the slug in this language, then those that had it, this language first."""
    present = select(SectionSlug.section_id).where(
        SectionSlug.slug == slug, SectionSlug.locale == locale
    )
    yield from db.session.scalars(present).all()
    paths = {section_address(one, slug)[:MAX_PATH]: one != locale for one in (locale, *LOCALES)}
    earlier = [SlugRedirect.path.startswith(f"{one}{EARLIER}", autoescape=True) for one in paths]
    statement = select(SlugRedirect.path, SlugRedirect.target_id).where(
        or_(SlugRedirect.path.in_(paths), *earlier), SlugRedirect.target_kind == SECTION
    )
    rows = [(row.path.partition(EARLIER), row.target_id) for row in db.session.execute(statement)]
    rows.sort(key=lambda row: (paths.get(row[0][0], True), row[0]))
    yield from (target_id for _path, target_id in rows)


def find_last_owner(path: str) -> int | None:
    """The section that had this address last; None where none had it."""
    statement = select(SlugRedirect.target_id).where(
        SlugRedirect.path == path, SlugRedirect.target_kind == SECTION
    )
    return db.session.scalars(statement).first()


def _section(actor: Actor, locale: str, *conditions: ColumnElement[bool]) -> str | None:
    """The address of the first section that meets these and that the actor sees."""
    statement = (
        select(SectionSlug.slug)
        .join(HelpSection, HelpSection.id == SectionSlug.section_id)
        .where(
            *conditions,
            HelpSection.audience_id.in_(sorted(actor.audience_ids)),
            SectionSlug.locale == locale,
        )
        .order_by(HelpSection.position, HelpSection.id)
    )
    present = db.session.scalars(statement.limit(1)).first()
    return section_address(locale, present) if present else None


def _own_address(actor: Actor, translation_id: int) -> str | None:
    """The address of a published text in its own language."""
    statement = (
        select(Translation.locale, SectionSlug.slug, Translation.slug)
        .join(
            SectionSlug,
            (SectionSlug.section_id == Translation.section_id)
            & (SectionSlug.locale == Translation.locale),
        )
        .where(Translation.id == translation_id, Translation.published_revision_id.is_not(None))
    )
    row = db.session.execute(visible_to(statement, actor, Translation.article_id)).first()
    return article_address(*row) if row else None


_readers = aliased(SectionSlug)


def _address(actor: Actor, locale: str, *conditions: ColumnElement[bool]) -> str | None:
    """The address, in this language's path, of the first published text that meets these: in this language if any."""
    statement = (
        select(_readers.slug, Translation.slug)
        .join(
            _readers, (_readers.section_id == Translation.section_id) & (_readers.locale == locale)
        )
        .where(*conditions, Translation.published_revision_id.is_not(None))
        .order_by(Translation.locale != locale, Translation.id)
        .limit(1)
    )
    row = db.session.execute(visible_to(statement, actor, Translation.article_id)).first()
    return article_address(locale, *row) if row else None
