"""Where a link between pages leads now, whoever may see it."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import aliased
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from community.articles.addresses import article_address, old_slug_path, section_address
from community.articles.models import ArticleRevision, SectionSlug, Translation
from community.articles.queries_redirects import SECTION, TRANSLATION
from community.articles.states_work import LinkState
from community.content.models import SlugRedirect, Subject, SubjectKind, Visibility
from community.content.models_pictures import Picture
from community.content.queries_audiences import all_see
from community.core.db import db
from community.core.i18n import LOCALES

HELP = re.compile(rf"/help/({'|'.join(LOCALES)})/([^/]+)(?:/([^/]+))?/?")
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
    """The text that a link stands in: who reads it, and its own headings."""

    audience_id: int
    heading_ids: frozenset[str]


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
    if match := HELP.fullmatch(path):
        return _to_help(match, fragment, source)
    if match := THREAD.fullmatch(path):
        kind, identity = match[1] or match[3], int(match[2] or match[4])
        return _to_subject(identity, KINDS[kind], source)
    if match := PICTURE.fullmatch(path):
        return Led(LinkState.OK) if _is_picture(match[1] + match[2]) else GONE
    return _to_page(path, source)


def _to_help(match: re.Match[str], fragment: str, source: Source) -> Led:
    locale, section, slug = match.groups()
    section_id = _section_id(locale, section)
    if section_id is None:
        return GONE
    if slug is None:
        present = _slug_of_section(section_id, locale)
        return _arrived(section_address(locale, section), section_address(locale, present))
    here = (Translation.section_id == section_id, Translation.slug == slug)
    found = _text(locale, *here, Translation.locale == locale)
    if found is None:
        old = db.session.get(SlugRedirect, old_slug_path(section_id, locale, slug))
        if old is not None and old.target_kind == TRANSLATION:
            found = _text(locale, Translation.id == old.target_id)
    found = found or _text(locale, *here)
    return _to_text(found, article_address(locale, section, slug), fragment, source)


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


def _section_id(locale: str, slug: str) -> int | None:
    """The section of this slug: now, once, or in another language."""
    statement = select(SectionSlug.section_id).where(SectionSlug.slug == slug)
    here = db.session.scalars(statement.where(SectionSlug.locale == locale)).first()
    if here is not None:
        return here
    old = db.session.get(SlugRedirect, section_address(locale, slug)[:500])
    if old is not None and old.target_kind == SECTION:
        return old.target_id
    return db.session.scalars(statement).first()


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
        .order_by(Translation.is_live.desc(), Translation.id)
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


def _to_page(path: str, source: Source) -> Led:
    """Another page of the portal, or an old path of a site that was imported."""
    old = db.session.get(SlugRedirect, path[:500])
    if old is not None and old.target_kind in (TRANSLATION, "article"):
        column = Translation.id if old.target_kind == TRANSLATION else Translation.article_id
        statement = select(Translation.locale).where(column == old.target_id)
        locale = db.session.scalars(statement).first() or LOCALES[0]
        return _to_text(_text(locale, column == old.target_id), path, "", source)
    try:
        current_app.url_map.bind("portal").match(path, method="GET")
    except RequestRedirect:
        return Led(LinkState.OK)
    except HTTPException:
        return GONE
    return Led(LinkState.OK)
