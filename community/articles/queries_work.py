"""What waits on the writers' desk, in numbers, and what readers said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import aliased

from community.articles.models import ArticleRevision, Feedback, SectionSlug, Translation
from community.articles.models import Verification as Check
from community.articles.models_work import ArticleLink, ArticleSuggestion, ArticleTask
from community.articles.queries_desk import is_behind
from community.articles.states import FeedbackReason, RevisionState
from community.articles.states_work import (
    FAULTY,
    UNHELPFUL_SHARE,
    UNHELPFUL_VOICES,
)
from community.content.queries import visible_to
from community.content.suggestions import SuggestionState
from community.core import paging
from community.core.clock import now
from community.core.db import db
from community.core.paging import Page
from community.policies.actor import Actor


@dataclass(frozen=True)
class Numbers:
    """What waits on the writers' desk, among articles that the actor sees."""

    published: int
    in_review: int
    unverified: int
    overdue: int
    stale: int
    unhelpful: int
    mine: int
    nobodys: int
    suggestions: int
    links: int


def count_work(actor: Actor) -> Numbers:
    """The numbers of the desk; four statements."""
    return Numbers(
        *_sums(actor, _of_texts(), of=Translation),
        *_sums(actor, _of_tasks(actor), of=ArticleTask),
        *_sums(actor, [ArticleSuggestion.state == SuggestionState.OPEN], of=ArticleSuggestion),
        *_sums(actor, [ArticleLink.state.in_(FAULTY)], of=ArticleLink),
    )


def _of_texts() -> list[ColumnElement[bool]]:
    voices = Translation.helpful_count + Translation.unhelpful_count
    few = Translation.helpful_count * 100 < voices * UNHELPFUL_SHARE
    live = Translation.is_live.is_(True)
    return [
        live,
        ArticleRevision.state == RevisionState.IN_REVIEW,
        and_(live, Translation.verification_id.is_(None)),
        and_(live, Check.valid_until <= now()),
        is_behind(),
        and_(live, voices >= UNHELPFUL_VOICES, few),
    ]


def _of_tasks(actor: Actor) -> list[ColumnElement[bool]]:
    is_open = ArticleTask.done_at.is_(None)
    return [
        and_(is_open, ArticleTask.owner_id == (actor.member_id or 0)),
        and_(is_open, ArticleTask.owner_id.is_(None)),
    ]


def _sums(actor: Actor, conditions: Sequence[ColumnElement[bool]], *, of: Any) -> Sequence[int]:
    """How many rows meet each of these conditions; one statement."""
    columns = [func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in conditions]
    statement = select(*columns).select_from(of)
    if of is Translation:
        statement = statement.outerjoin(
            ArticleRevision, ArticleRevision.id == Translation.draft_revision_id
        ).outerjoin(Check, Check.id == Translation.verification_id)
    else:
        is_waiting = conditions[0] if len(conditions) == 1 else of.done_at.is_(None)
        statement = statement.join(Translation, Translation.id == of.translation_id)
        statement = statement.where(is_waiting)
    row = db.session.execute(visible_to(statement, actor, Translation.article_id)).one()
    return [int(number) for number in row]


@dataclass(frozen=True)
class VoiceRow:
    """What a reader said of a text; nobody's name. `is_present`: of the words that readers see now, typos apart."""

    id: int
    was_helpful: bool
    reason: FeedbackReason | None
    text: str
    created_at: datetime
    article_id: int
    locale: str
    title: str
    section_slug: str
    slug: str
    is_present: bool


@dataclass(frozen=True)
class VoiceFilters:
    """Which voices a list shows; None is all."""

    article_id: int | None = None
    locale: str | None = None
    reason: FeedbackReason | None = None
    was_helpful: bool | None = None
    # Only those with words.
    with_words: bool = False


def list_voices(
    actor: Actor, filters: VoiceFilters, after: str | None = None, *, size: int = paging.SIZE
) -> Page[VoiceRow]:
    """A page of what readers said, newest first; one statement."""
    statement = _voices().where(*_narrowed(filters))
    statement = visible_to(statement, actor, Translation.article_id)
    key = paging.decode(after, 1)
    if key:
        statement = statement.where(Feedback.id < key[0])
    rows = db.session.execute(statement.order_by(Feedback.id.desc()).limit(size + 1))
    items = [VoiceRow(*row) for row in rows]
    return paging.cut(items, lambda row: (row.id,), size=size, began=key is not None)


_published = aliased(ArticleRevision)


def _voices() -> Any:
    # What was said points at the text that typos were corrected in since.
    present = func.coalesce(_published.basis_id, _published.id) == Feedback.revision_id
    return (
        select(
            Feedback.id,
            Feedback.was_helpful,
            Feedback.reason,
            Feedback.text,
            Feedback.created_at,
            Translation.article_id,
            Translation.locale,
            ArticleRevision.title,
            SectionSlug.slug,
            Translation.slug,
            present,
        )
        .select_from(Feedback)
        .join(ArticleRevision, ArticleRevision.id == Feedback.revision_id)
        .join(Translation, Translation.id == ArticleRevision.translation_id)
        .outerjoin(_published, _published.id == Translation.published_revision_id)
        .join(
            SectionSlug,
            and_(
                SectionSlug.section_id == Translation.section_id,
                SectionSlug.locale == Translation.locale,
            ),
        )
    )


def _narrowed(filters: VoiceFilters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.article_id is not None:
        found.append(Translation.article_id == filters.article_id)
    if filters.locale:
        found.append(Translation.locale == filters.locale)
    if filters.reason:
        found.append(Feedback.reason == filters.reason)
    if filters.was_helpful is not None:
        found.append(Feedback.was_helpful.is_(filters.was_helpful))
    if filters.with_words:
        found.append(Feedback.text != "")
    return found
