"""The sections that can be followed and those that a member follows; and what of an article is news to followers."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from community.articles.models import ArticleRevision, HelpSection, SectionSlug, Translation
from community.content.models import Follow, TargetKind
from community.content.queries_follows import FollowRow, own_follows
from community.core.db import db
from community.core.errors import NotFound
from community.policies.actor import Actor

Place = tuple[str, Mapping[str, str]]


def get_section_place(actor: Actor, section_id: int, locale: str) -> Place:
    """The slug in this language and the name of a section; NotFound when there is none, or not for the actor."""
    statement = (
        select(SectionSlug.slug, HelpSection.name)
        .join(SectionSlug, SectionSlug.section_id == HelpSection.id)
        .where(
            HelpSection.id == section_id,
            HelpSection.audience_id.in_(sorted(actor.audience_ids)),
            SectionSlug.locale == locale,
        )
    )
    row = db.session.execute(statement).first()
    if row is None:
        raise NotFound
    return row.slug, row.name


def list_followed_sections(actor: Actor, locale: str) -> list[tuple[Place | None, FollowRow]]:
    """Slug and name of each section that the actor follows or has muted; None for one that he does not see now."""
    seen = HelpSection.audience_id.in_(sorted(actor.audience_ids))
    here = (SectionSlug.section_id == HelpSection.id) & (SectionSlug.locale == locale)
    statement = (
        own_follows(actor, TargetKind.SECTION)
        .outerjoin(HelpSection, (HelpSection.id == Follow.target_id) & seen)
        .outerjoin(SectionSlug, here)
        .add_columns(SectionSlug.slug, HelpSection.name)
        .order_by(Follow.created_at, Follow.target_id)
    )
    return [
        ((slug, name) if slug else None, FollowRow(*follow))
        for *follow, slug, name in db.session.execute(statement)
    ]


@dataclass(frozen=True)
class LiveText:
    """What readers of one language find of an article."""

    locale: str
    slug: str
    title: str
    summary: str
    writers: frozenset[int]


def list_live_texts(article_id: int) -> list[LiveText]:
    """The languages in which readers find the article, the one that was published first at the beginning."""
    statement = (
        select(Translation.locale, Translation.slug, ArticleRevision)
        .join(ArticleRevision, ArticleRevision.id == Translation.published_revision_id)
        .where(Translation.article_id == article_id, Translation.is_live)
        .order_by(Translation.first_published_at, Translation.id)
    )
    return [
        LiveText(locale, slug, said.title, said.summary, said.writers)
        for locale, slug, said in db.session.execute(statement)
    ]
