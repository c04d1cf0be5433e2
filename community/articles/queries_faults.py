"""The links of published texts as last looked at: those that writers should mend, and the texts to look at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from community.articles.addresses import article_address
from community.articles.models import ArticleRevision, HelpSection, SectionSlug, Translation
from community.articles.models_work import ArticleLink
from community.articles.states_work import DEAD, FAULTY, LinkState
from community.content.models import Subject
from community.content.queries import visible_to
from community.core import paging
from community.core.db import db
from community.core.paging import Page
from community.policies.actor import Actor


@dataclass(frozen=True)
class Fault:
    """A link that does not lead where it should, as the command prints it."""

    state: LinkState
    address: str
    href: str
    moved_to: str

    @property
    def is_dead(self) -> bool:
        """Whether it leads nowhere; a moved one still leads there."""
        return self.state in DEAD


def list_places_of_faults() -> Iterator[Fault]:
    """Every link of a published text that does not lead where it should, with the page it stands on."""
    statement = (
        select(
            ArticleLink.state,
            Translation.locale,
            SectionSlug.slug,
            Translation.slug,
            ArticleLink.heading_id,
            ArticleLink.href,
            ArticleLink.moved_to,
        )
        .select_from(ArticleLink)
        .join(Translation, Translation.id == ArticleLink.translation_id)
        .join(
            SectionSlug,
            (SectionSlug.section_id == Translation.section_id)
            & (SectionSlug.locale == Translation.locale),
        )
        .where(ArticleLink.state.in_(FAULTY), Translation.is_live)
        .order_by(ArticleLink.id)
    )
    for state, locale, section, slug, anchor, href, moved_to in db.session.execute(statement):
        address = article_address(locale, section, slug)
        yield Fault(state, f"{address}#{anchor}" if anchor else address, href, moved_to)


@dataclass(frozen=True)
class LinkRow:
    """A link that does not lead where it should, and where it stands."""

    id: int
    href: str
    words: str
    heading: str
    heading_id: str
    state: LinkState
    moved_to: str
    article_id: int
    locale: str
    title: str
    slug: str
    section_slug: str


def list_faulty_links(
    actor: Actor, *, state: LinkState | None = None, after: str | None = None
) -> Page[LinkRow]:
    """A page of the links that writers should look at, in the order they were found; one statement."""
    statement = (
        select(
            ArticleLink.id,
            ArticleLink.href,
            ArticleLink.words,
            ArticleLink.heading,
            ArticleLink.heading_id,
            ArticleLink.state,
            ArticleLink.moved_to,
            Translation.article_id,
            Translation.locale,
            ArticleRevision.title,
            Translation.slug,
            SectionSlug.slug,
        )
        .select_from(ArticleLink)
        .join(Translation, Translation.id == ArticleLink.translation_id)
        .join(ArticleRevision, ArticleRevision.id == Translation.published_revision_id)
        .join(HelpSection, HelpSection.id == Translation.section_id)
        .join(
            SectionSlug,
            (SectionSlug.section_id == Translation.section_id)
            & (SectionSlug.locale == Translation.locale),
        )
        .where(ArticleLink.state.in_((state,) if state else FAULTY), Translation.is_live)
    )
    statement = visible_to(statement, actor, Translation.article_id)
    key = paging.decode(after, 1)
    if key:
        statement = statement.where(ArticleLink.id > key[0])
    rows: Sequence[Any] = db.session.execute(
        statement.order_by(ArticleLink.id).limit(paging.SIZE + 1)
    ).all()
    items = [LinkRow(*row) for row in rows]
    return paging.cut(items, lambda row: (row.id,), began=key is not None)


def list_texts(after: int, most: int, *, only: Sequence[int] | None = None) -> Sequence[Any]:
    """The next published texts whose links are to be looked at: id, language, html, headings, audience."""
    statement = (
        select(
            Translation.id,
            Translation.locale,
            Translation.published_revision_id,
            ArticleRevision.html,
            ArticleRevision.toc,
            Subject.audience_id,
        )
        .join(ArticleRevision, ArticleRevision.id == Translation.published_revision_id)
        .join(Subject, Subject.id == Translation.article_id)
        .where(Translation.is_live, Translation.id > after)
    )
    if only is not None:
        statement = statement.where(Translation.id.in_(only))
    return db.session.execute(statement.order_by(Translation.id).limit(most)).all()


def list_concerned(subject_id: int) -> list[int]:
    """The translations of an article, and those that link to this subject as last looked at."""
    own = select(Translation.id).where(Translation.article_id == subject_id)
    linking = select(ArticleLink.translation_id).where(ArticleLink.target_id == subject_id)
    return sorted({*db.session.scalars(own), *db.session.scalars(linking)})


def list_links(translation_id: int) -> list[ArticleLink]:
    """The links of a translation, as last found."""
    statement = select(ArticleLink).where(ArticleLink.translation_id == translation_id)
    return list(db.session.scalars(statement.order_by(ArticleLink.place)))
