"""What an export reads: shelves, places, words and old addresses, never more than its reader may see."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import aliased

from community.accounts.models import Member
from community.articles.models import (
    Article,
    ArticleArea,
    ArticleAuthor,
    ArticleRevision,
    HelpCategory,
    HelpSection,
    SectionSlug,
    Translation,
    Verification,
)
from community.articles.states import CreditKind
from community.content.models import ProductArea, SlugRedirect, Subject, SubjectTag, Tag, Visibility
from community.content.queries import is_seen_by
from community.core.db import db
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import can

AT_ONCE = 400


def seen_in_export(actor: Actor) -> ColumnElement[bool]:
    """The condition on Subject: what the actor sees; the portal itself takes along all that is not hidden."""
    return Subject.visibility == Visibility.VISIBLE if actor.is_system else is_seen_by(actor)


def list_categories(actor: Actor) -> list[HelpCategory]:
    """The categories in their order; for others than the portal itself those with a section they see."""
    statement = select(HelpCategory).order_by(HelpCategory.position, HelpCategory.id)
    if not actor.is_system:
        seen = select(HelpSection.category_id).where(_section_seen(actor))
        statement = statement.where(HelpCategory.id.in_(seen))
    return list(db.session.scalars(statement))


def list_sections(actor: Actor) -> list[HelpSection]:
    """The sections that the actor sees, in their order within their category."""
    order = (HelpSection.position, HelpSection.id)
    return list(
        db.session.scalars(select(HelpSection).where(_section_seen(actor)).order_by(*order))
    )


def _section_seen(actor: Actor) -> ColumnElement[bool]:
    if actor.is_system:
        return HelpSection.id.is_not(None)
    return HelpSection.audience_id.in_(sorted(actor.audience_ids))


def list_section_slugs() -> dict[int, dict[str, str]]:
    """Section → locale → slug."""
    found: dict[int, dict[str, str]] = {}
    rows = select(SectionSlug.section_id, SectionSlug.locale, SectionSlug.slug)
    for section_id, locale, slug in db.session.execute(rows.order_by(SectionSlug.locale)):
        found.setdefault(section_id, {})[locale] = slug
    return found


@dataclass(frozen=True)
class PlaceRow:
    """A text of the help center without its words: enough to name its file and its address."""

    translation_id: int
    article_id: int
    section_id: int
    locale: str
    slug: str
    source: str
    has_text: bool
    has_draft: bool


def list_places(actor: Actor) -> list[PlaceRow]:
    """Every text that the actor may take along, by section and in its order there."""
    writes = actor.is_system or can(actor, Permission.ARTICLE_WRITE)
    draft: Any = Translation.draft_revision_id.is_not(None) if writes else false()
    text: Any = Translation.published_revision_id.is_not(None) if writes else Translation.is_live
    statement = (
        select(
            Translation.id,
            Translation.article_id,
            Translation.section_id,
            Translation.locale,
            Translation.slug,
            Subject.lang,
            text,
            draft,
        )
        .join(Subject, Subject.id == Translation.article_id)
        .where(seen_in_export(actor), or_(text, draft))
        .order_by(Translation.section_id, Translation.position, Translation.id)
    )
    return [PlaceRow(*row) for row in db.session.execute(statement)]


@dataclass(frozen=True)
class ArticleFacts:
    """What is said of an article in all its languages."""

    id: int
    lang: str
    created_at: datetime
    created_by: str | None
    owner: str | None
    grants: Sequence[str] | None
    inherits_audience: bool
    archived_at: datetime | None


def list_facts(article_ids: Collection[int]) -> dict[int, ArticleFacts]:
    """The articles' own facts."""
    owner, author = aliased(Member), aliased(Member)
    statement = (
        select(
            Article.id,
            Subject.lang,
            Subject.created_at,
            _handle(author),
            _handle(owner),
            Article.grants,
            Article.inherits_audience,
            Article.archived_at,
        )
        .join(Subject, Subject.id == Article.id)
        .outerjoin(owner, _known(owner, Article.owner_id))
        .outerjoin(author, _known(author, Subject.author_id))
    )
    rows = (
        row
        for some in in_parts(article_ids)
        for row in db.session.execute(statement.where(Article.id.in_(some)))
    )
    return {row[0]: ArticleFacts(*row) for row in rows}


def _handle(member: Any) -> Any:
    return member.handle


def _known(member: Any, key: Any) -> Any:
    """Somebody who has not left."""
    return and_(member.id == key, member.erased_at.is_(None))


@dataclass(frozen=True)
class Words:
    """A text as readers see it, or as its writers have it."""

    title: str
    summary: str
    body: str
    significance: str
    note: str
    author: str | None
    published_at: datetime | None
    first_published_at: datetime | None
    staleness: str
    verified_by: str | None
    verified_at: datetime | None
    valid_until: datetime | None


def list_words(translation_ids: Collection[int], *, drafts: bool = False) -> dict[int, Words]:
    """The published words of these translations, or with `drafts` those in the making."""
    author, verifier = aliased(Member), aliased(Member)
    which = Translation.draft_revision_id if drafts else Translation.published_revision_id
    statement = (
        select(
            Translation.id,
            ArticleRevision.title,
            ArticleRevision.summary,
            ArticleRevision.body,
            ArticleRevision.significance,
            ArticleRevision.note,
            _handle(author),
            ArticleRevision.published_at,
            Translation.first_published_at,
            Translation.staleness,
            _handle(verifier),
            Verification.verified_at,
            Verification.valid_until,
        )
        .join(ArticleRevision, ArticleRevision.id == which)
        .outerjoin(author, _known(author, ArticleRevision.author_id))
        .outerjoin(Verification, Verification.id == Translation.verification_id)
        .outerjoin(verifier, _known(verifier, Verification.member_id))
    )
    rows = (
        row
        for some in in_parts(translation_ids)
        for row in db.session.execute(statement.where(Translation.id.in_(some)))
    )
    return {row[0]: Words(*row[1:]) for row in rows}


def list_areas(article_ids: Collection[int]) -> dict[int, list[str]]:
    """Article → keys of its areas."""
    statement = (
        select(ArticleArea.article_id, ProductArea.key)
        .join(ProductArea, ProductArea.id == ArticleArea.product_area_id)
        .order_by(ProductArea.key)
    )
    return _grouped(statement, ArticleArea.article_id, article_ids)


def list_tags(article_ids: Collection[int]) -> dict[int, list[str]]:
    """Article → keys of its tags."""
    statement = (
        select(SubjectTag.subject_id, Tag.key)
        .join(Tag, Tag.id == SubjectTag.tag_id)
        .order_by(Tag.key)
    )
    return _grouped(statement, SubjectTag.subject_id, article_ids)


def list_credits(article_ids: Collection[int]) -> dict[int, list[tuple[str, CreditKind, datetime]]]:
    """Article → (handle, for what, when) of those who made it, former members apart."""
    statement = (
        select(
            ArticleAuthor.article_id,
            Member.handle,
            ArticleAuthor.kind,
            ArticleAuthor.credited_at,
        )
        .join(Member, _known(Member, ArticleAuthor.member_id))
        .order_by(ArticleAuthor.credited_at, Member.handle_key)
    )
    return _grouped(statement, ArticleAuthor.article_id, article_ids)


def _grouped(statement: Any, key: Any, ids: Collection[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for some in in_parts(ids):
        for row in db.session.execute(statement.where(key.in_(some))):
            found.setdefault(row[0], []).append(row[1] if len(row) == 2 else tuple(row[1:]))
    return found


def list_area_names() -> list[tuple[str, Mapping[str, str]]]:
    """(key, name) of all product areas in their order."""
    statement = select(ProductArea.key, ProductArea.name)
    rows = db.session.execute(statement.order_by(ProductArea.position, ProductArea.id))
    return [(row.key, row.name) for row in rows]


def list_names(handles: Collection[str]) -> dict[str, str]:
    """Handle → name."""
    found: dict[str, str] = {}
    for some in in_parts(handles):
        rows = db.session.execute(select(Member.handle, Member.name).where(Member.handle.in_(some)))
        found.update({row.handle: row.name for row in rows})
    return found


def find_handles(member_ids: Collection[int]) -> dict[int, str]:
    """Member → handle, of those who have not left."""
    statement = select(Member.id, Member.handle).where(Member.erased_at.is_(None))
    rows = db.session.execute(statement.where(Member.id.in_(member_ids)))
    return {row.id: row.handle for row in rows}


def list_redirects() -> list[tuple[str, str, int]]:
    """(path, kind of target, key of target) of every old address, by path."""
    columns = select(SlugRedirect.path, SlugRedirect.target_kind, SlugRedirect.target_id)
    rows = [tuple(row) for row in db.session.execute(columns)]
    return sorted(rows)  # type: ignore[arg-type]


def in_parts(keys: Iterable[Any]) -> Iterable[list[Any]]:
    """The keys in parts that one statement may name."""
    ordered = sorted(keys)
    return (ordered[place : place + AT_ONCE] for place in range(0, len(ordered), AT_ONCE))


def list_article_ids(translation_ids: Collection[int]) -> dict[int, int]:
    """Translation → its article."""
    found: dict[int, int] = {}
    columns = select(Translation.id, Translation.article_id)
    for some in in_parts(translation_ids):
        rows = db.session.execute(columns.where(Translation.id.in_(some)))
        found.update({row.id: row.article_id for row in rows})
    return found
