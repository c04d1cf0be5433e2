"""Where a link between pages leads now, whoever may see it."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import select
from sqlalchemy.orm import aliased

from community.articles.addresses import article_address, help_address, section_address
from community.articles.models import ArticleRevision, HelpSection, SectionSlug, Translation
from community.articles.queries_redirects import (
    ARTICLE,
    CATEGORY,
    SECTION,
    TRANSLATION,
    find_page,
    find_redirect,
    list_old_owners,
    list_section_ids,
)
from community.articles.states_work import LinkState
from community.content.models import SlugRedirect, Subject, SubjectKind, Visibility
from community.content.models_pictures import Picture
from community.content.queries_audiences import all_see
from community.core.db import db
from community.core.i18n import LOCALES

HELP = re.compile(rf"/help/({'|'.join(LOCALES)})/([^/]+)(?:/([^/]+))?/?")
FEED = "feed.atom"
THREAD = re.compile(
    r"/(questions|changelog)/(\d{1,9})(?:-[^/]*)?/?|/(ideas)/[^/]+/(\d{1,9})(?:-[^/]*)?/?"
)
PICTURE = re.compile(r"/files/([0-9a-f]{40}_\d{1,5}x\d{1,5})(?:\.t\d{2,4})?(\.[a-z]{3,4})")
KINDS = {
    "questions": SubjectKind.QUESTION,
    "ideas": SubjectKind.IDEA,
    "changelog": SubjectKind.RELEASE,
}


@dataclass(frozen=True)
class Source:
    """The text that a link stands in: who reads it, its own headings, its language."""

    audience_id: int
    heading_ids: frozenset[str]
    locale: str = LOCALES[0]


@dataclass(frozen=True)
class Led:
    """What a link leads to."""

    state: LinkState
    target_id: int | None = None
    moved_to: str = ""


GONE = Led(LinkState.BROKEN)


def follow_link(href: str, source: Source) -> Led:
    """Where an address within the portal leads from this text."""
    parts = urlsplit(href)
    path, fragment = unquote(parts.path), unquote(parts.fragment)
    if not path:
        known = not fragment or fragment in source.heading_ids or not fragment.startswith("h-")
        return Led(LinkState.OK if known else LinkState.NO_HEADING)
    if (match := HELP.fullmatch(path)) and match[2] != FEED:
        return _to_help(match, fragment, source)
    if match := THREAD.fullmatch(path):
        kind, identity = match[1] or match[3], int(match[2] or match[4])
        return _to_subject(identity, KINDS[kind], source)
    if match := PICTURE.fullmatch(path):
        return Led(LinkState.OK) if _is_picture(match[1] + match[2]) else GONE
    return _to_page(path, fragment, source)


def _to_help(match: re.Match[str], fragment: str, source: Source) -> Led:
    """As readers are led: to the section that has this slug, else to one that had it."""
    locale, section, slug = match.groups()
    section_ids = list_section_ids(locale, section)
    if slug is None or slug == FEED:
        present = next((_slug_of_section(one, locale) for one in section_ids), None)
        if present is None:
            return GONE
        page = (section_address(locale, one) for one in (section, present))
        return _arrived(*(f"{one}/{slug}" if slug else one for one in page))
    asked, led = article_address(locale, section, slug), GONE
    for section_id in section_ids:
        found = _to_text(_in_section(section_id, locale, slug), asked, fragment, source)
        if found.state is not LinkState.BROKEN:
            return found
        led = led if led.target_id else found
    return led


def _in_section(section_id: int, locale: str, slug: str) -> Any:
    """The text that has this slug in the section, or had it, in this language before others."""
    here = (Translation.section_id == section_id, Translation.slug == slug)
    found = _text(locale, *here, Translation.locale == locale)
    for owner_id in list_old_owners(section_id, locale, slug) if found is None else ():
        found = found or _in_best_language(locale, owner_id)
    return found or _text(locale, *here)


def _in_best_language(locale: str, translation_id: int) -> Any:
    article = select(Translation.article_id).where(Translation.id == translation_id)
    return _text(locale, Translation.article_id == article.scalar_subquery())


def _to_text(found: Any, asked: str, fragment: str, source: Source) -> Led:
    if found is None or not found.is_live or found.visibility is not Visibility.VISIBLE:
        return Led(LinkState.BROKEN, found.article_id if found else None)
    if not all_see(source.audience_id, found.audience_id):
        return Led(LinkState.CLOSED, found.article_id)
    ids = {heading[1] for heading in found.toc}
    if fragment.startswith("h-") and fragment not in ids:
        return Led(LinkState.NO_HEADING, found.article_id)
    address = article_address(found.path_locale, found.section_slug, found.slug)
    if address == asked:
        return Led(LinkState.OK, found.article_id)
    moved = f"{address}#{fragment}" if fragment else address
    return Led(LinkState.MOVED, found.article_id, moved)


def _arrived(asked: str, present: str) -> Led:
    return Led(LinkState.OK) if asked == present else Led(LinkState.MOVED, None, present)


def _slug_of_section(section_id: int, locale: str) -> str:
    statement = select(SectionSlug.slug).where(
        SectionSlug.section_id == section_id, SectionSlug.locale == locale
    )
    return db.session.scalars(statement).first() or ""


_own = aliased(SectionSlug)


def _text(locale: str, *conditions: Any) -> Any:
    """A text with the address under which a reader of this language finds it: his own language's path."""
    statement = (
        select(
            Translation.article_id,
            Translation.is_live,
            Translation.slug,
            _own.slug.label("section_slug"),
            _own.locale.label("path_locale"),
            ArticleRevision.toc,
            Subject.audience_id,
            Subject.visibility,
        )
        .join(ArticleRevision, ArticleRevision.id == Translation.published_revision_id)
        .join(Subject, Subject.id == Translation.article_id)
        .join(_own, (_own.section_id == Translation.section_id) & (_own.locale == locale))
        .where(*conditions)
        .order_by(Translation.is_live.desc(), Translation.locale != locale, Translation.id)
    )
    return db.session.execute(statement).first()


def _to_subject(identity: int, kind: SubjectKind, source: Source) -> Led:
    subject = db.session.get(Subject, identity)
    if subject is None or subject.kind is not kind or not subject.is_visible:
        return Led(LinkState.BROKEN, identity)
    closed = not all_see(source.audience_id, subject.audience_id)
    return Led(LinkState.CLOSED if closed else LinkState.OK, identity)


def _is_picture(key: str) -> bool:
    return db.session.scalars(select(Picture.id).where(Picture.key == key)).first() is not None


def _to_page(path: str, fragment: str, source: Source) -> Led:
    """Another page of the portal, or an old path of a site that was imported."""
    old = find_redirect(path)
    if old is not None:
        return _to_old(old, path, fragment, source)
    page = find_page(path)
    return _arrived(path, page) if page else GONE


def _to_old(old: SlugRedirect, path: str, fragment: str, source: Source) -> Led:
    """Where an old path leads whoever reads the text in its language."""
    if old.target_kind == TRANSLATION:
        own = db.session.get(Translation, old.target_id)
        found = _text(own.locale, Translation.id == own.id) if own else None
        found = found or _in_best_language(source.locale, old.target_id)
        return _to_text(found, path, fragment, source)
    if old.target_kind == ARTICLE:
        found = _text(source.locale, Translation.article_id == old.target_id)
        return _to_text(found, path, fragment, source)
    if old.target_kind == SECTION:
        slug = _slug_of_section(old.target_id, source.locale)
        return _arrived(path, section_address(source.locale, slug)) if slug else GONE
    if old.target_kind == CATEGORY:
        shelved = select(HelpSection.id).where(HelpSection.category_id == old.target_id)
        shelf = f"{help_address(source.locale)}#shelf-{old.target_id}"
        return _arrived(path, shelf) if db.session.scalars(shelved).first() else GONE
    return GONE
