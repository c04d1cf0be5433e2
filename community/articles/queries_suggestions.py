"""Suggested edits of articles: which one sees, and one of them with all that deciding about it needs."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

from community.accounts.models import MemberRole
from community.accounts.queries import Person, list_people
from community.articles.models import (
    Article,
    ArticleRevision,
    HelpSection,
    SectionSlug,
    Translation,
)
from community.articles.models_work import ArticleSuggestion
from community.articles.queries_owners import present_owner
from community.articles.states import RevisionState
from community.content.queries import visible_to
from community.content.suggestions import UNDECIDED, SuggestionState
from community.core.db import db
from community.core.errors import NotFound
from community.core.merging import Merged, merge
from community.policies.actor import Actor, Role
from community.policies.permission import Permission
from community.policies.registry import can


@dataclass(frozen=True)
class SuggestionRow:
    """A suggested edit in a list; the title is that which readers see."""

    id: int
    state: SuggestionState
    article_id: int
    locale: str
    title: str
    section_slug: str
    slug: str
    note: str
    answer: str
    author_id: int | None
    decided_by_id: int | None
    created_at: datetime
    decided_at: datetime | None
    author: Person | None = None

    @property
    def is_undecided(self) -> bool:
        """Whether it may still be changed, withdrawn or decided."""
        return self.state in UNDECIDED


_published = aliased(ArticleRevision)


def _rows(actor: Actor) -> Any:
    statement = (
        select(
            ArticleSuggestion.revision_id,
            ArticleSuggestion.state,
            Translation.article_id,
            Translation.locale,
            _published.title,
            SectionSlug.slug,
            Translation.slug,
            ArticleRevision.note,
            ArticleSuggestion.answer,
            ArticleSuggestion.author_id,
            ArticleSuggestion.decided_by_id,
            ArticleSuggestion.created_at,
            ArticleSuggestion.decided_at,
        )
        .select_from(ArticleSuggestion)
        .join(ArticleRevision, ArticleRevision.id == ArticleSuggestion.revision_id)
        .join(Translation, Translation.id == ArticleSuggestion.translation_id)
        .join(_published, _published.id == Translation.published_revision_id)
        .join(
            SectionSlug,
            (SectionSlug.section_id == Translation.section_id)
            & (SectionSlug.locale == Translation.locale),
        )
    )
    return visible_to(statement, actor, Translation.article_id)


def list_by_ids(actor: Actor, ids: Collection[int]) -> dict[int, SuggestionRow]:
    """Those of these suggested edits whose articles the actor sees; one statement."""
    if not ids:
        return {}
    rows = db.session.execute(_rows(actor).where(ArticleSuggestion.revision_id.in_(ids)))
    return {row[0]: SuggestionRow(*row) for row in rows}


def suggestions_seen(actor: Actor, *columns: Any) -> Any:
    """The suggested edits of articles that the actor sees."""
    statement = (
        select(*columns)
        .select_from(ArticleSuggestion)
        .join(Translation, Translation.id == ArticleSuggestion.translation_id)
    )
    return visible_to(statement, actor, Translation.article_id)


def count_suggestions(actor: Actor) -> dict[SuggestionState, int]:
    """How many suggested edits are in which state, among articles that the actor sees; one statement."""
    statement = suggestions_seen(actor, ArticleSuggestion.state, func.count())
    rows = db.session.execute(statement.group_by(ArticleSuggestion.state))
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True)
class Proposal:
    """A suggested edit beside what it was copied from and what stands there now."""

    row: SuggestionRow
    revision: ArticleRevision
    base: ArticleRevision
    published: ArticleRevision
    # Also one that was rejected: whoever saves names it.
    last_draft: ArticleRevision | None

    @property
    def draft(self) -> ArticleRevision | None:
        """The draft in the making; what was rejected is none."""
        last = self.last_draft
        return last if last is not None and last.is_in_the_making else None

    @property
    def present(self) -> ArticleRevision:
        """What an accepted edit is brought into: the draft in the making, else what readers see."""
        return self.draft or self.published

    @property
    def has_moved_on(self) -> bool:
        """Whether the article was changed after the copy was made."""
        return (self.present.title, self.present.body) != (self.base.title, self.base.body)

    @property
    def title(self) -> str:
        """The title after both edits; the suggested one where both changed it."""
        changed = self.revision.title != self.base.title
        return self.revision.title if changed else self.present.title

    @property
    def body(self) -> Merged:
        """The text after both edits, with marks where both changed the same lines."""
        return merge(self.base.body, self.present.body, self.revision.body)


def get_proposal(actor: Actor, suggestion_id: int) -> Proposal:
    """One suggested edit for those who decide, or for its author; NotFound for all others."""
    found = _find(actor, suggestion_id)
    decides = can(actor, Permission.ARTICLE_WRITE) or can(actor, Permission.MODERATE)
    own = found is not None and found.author_id == actor.member_id
    if found is None or not (own or decides):
        raise NotFound
    if found.state is SuggestionState.HELD and not (own or can(actor, Permission.SEE_HIDDEN)):
        raise NotFound
    translation, revision, base_id = _parts(suggestion_id)
    ids = {base_id, translation.published_revision_id, translation.draft_revision_id} - {None}
    texts = {
        one.id: one
        for one in db.session.scalars(select(ArticleRevision).where(ArticleRevision.id.in_(ids)))
    }
    published = texts[translation.published_revision_id]
    last_draft = texts.get(translation.draft_revision_id)
    return Proposal(found, revision, texts.get(base_id, published), published, last_draft)


def _find(actor: Actor, suggestion_id: int) -> SuggestionRow | None:
    statement = _rows(actor).where(ArticleSuggestion.revision_id == suggestion_id)
    row = db.session.execute(statement).first()
    if row is None:
        return None
    found = SuggestionRow(*row)
    people = list_people({found.author_id}) if found.author_id is not None else {}
    return replace(found, author=people.get(found.author_id or 0))


def _parts(suggestion_id: int) -> Any:
    statement = (
        select(Translation, ArticleRevision, ArticleSuggestion.base_id)
        .select_from(ArticleSuggestion)
        .join(ArticleRevision, ArticleRevision.id == ArticleSuggestion.revision_id)
        .join(Translation, Translation.id == ArticleSuggestion.translation_id)
        .where(ArticleSuggestion.revision_id == suggestion_id)
    )
    return db.session.execute(statement).one()


def find_own_suggestion(actor: Actor, translation_id: int) -> ArticleRevision | None:
    """The copy that the actor suggested and nobody has decided about yet."""
    statement = (
        select(ArticleRevision)
        .join(ArticleSuggestion, ArticleSuggestion.revision_id == ArticleRevision.id)
        .where(
            ArticleSuggestion.translation_id == translation_id,
            ArticleSuggestion.author_id == actor.member_id,
            ArticleSuggestion.state.in_(UNDECIDED),
        )
    )
    return db.session.scalars(statement).first()


def find_base_id(suggestion_id: int) -> int | None:
    """The revision that a suggested edit is a copy of; None when it is gone."""
    return db.session.get_one(ArticleSuggestion, suggestion_id).base_id


def get_text(revision_id: int) -> ArticleRevision:
    """A revision by its key, which the caller has from what the actor sees."""
    return db.session.get_one(ArticleRevision, revision_id)


def get_base(translation: Translation, base_id: int | None) -> ArticleRevision:
    """The text that a copy was made from: one that readers saw, else what they see now."""
    found = db.session.get(ArticleRevision, base_id) if base_id is not None else None
    once_read = (RevisionState.PUBLISHED, RevisionState.SUPERSEDED)
    own = found is not None and found.translation_id == translation.id
    if found is None or not own or found.is_suggestion or found.state not in once_read:
        return db.session.get_one(ArticleRevision, translation.published_revision_id)
    return found


@dataclass(frozen=True)
class Told:
    """What a letter says of a suggested edit; the owner only where he is a writer."""

    suggestion_id: int
    article_id: int
    title: str
    note: str
    answer: str
    author_id: int | None
    owner_id: int | None


def find_told(suggestion_id: int) -> Told | None:
    """A suggested edit as it is told; None when it is gone."""
    owner_id = present_owner()
    writers = select(MemberRole.member_id).where(MemberRole.role.in_((Role.EDITOR, Role.ADMIN)))
    statement = (
        select(
            ArticleSuggestion.revision_id,
            Translation.article_id,
            _published.title,
            ArticleRevision.note,
            ArticleSuggestion.answer,
            ArticleSuggestion.author_id,
            case((owner_id.in_(writers), owner_id), else_=None),
        )
        .select_from(ArticleSuggestion)
        .join(ArticleRevision, ArticleRevision.id == ArticleSuggestion.revision_id)
        .join(Translation, Translation.id == ArticleSuggestion.translation_id)
        .join(Article, Article.id == Translation.article_id)
        .join(HelpSection, HelpSection.id == Translation.section_id)
        .join(_published, _published.id == Translation.published_revision_id)
        .where(ArticleSuggestion.revision_id == suggestion_id)
    )
    row = db.session.execute(statement).first()
    return Told(*row) if row else None
