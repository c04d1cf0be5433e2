"""Which tasks the present rows call for, and who has which: the worker and the acts bring the table to match."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import aliased

from community.accounts.queries import Person, list_people
from community.articles.models import (
    Article,
    ArticleRevision,
    HelpSection,
    SectionSlug,
    Translation,
    Verification,
)
from community.articles.models_work import ArticleLink, ArticleTask
from community.articles.queries_owners import present_owner
from community.articles.states import Significance, Staleness, Trust, trust_at
from community.articles.states_work import (
    DEAD,
    UNHELPFUL_SHARE,
    UNHELPFUL_VOICES,
    TaskKind,
    TaskOwner,
)
from community.content.queries import visible_to
from community.core import paging
from community.core.clock import now
from community.core.db import db
from community.core.errors import NotFound
from community.core.paging import Page
from community.policies.actor import Actor
from community.service_levels.queries_quotes import quotes_in_vain
from community.service_levels.quotes import OPENING

Key = tuple[int, TaskKind]


@dataclass(frozen=True)
class Wanted:
    """A task that the rows call for: of which text, whose, and until when."""

    revision_id: int
    owner_id: int | None
    due_at: datetime | None


def list_wanted(translation_ids: Collection[int]) -> dict[Key, Wanted]:
    """The tasks that these translations call for now; one statement."""
    statement = _facts().where(Translation.id.in_(translation_ids), Translation.is_live)
    at = now()
    return {
        (row.id, kind): Wanted(row.revision_id, row.owner_id, due_at)
        for row in db.session.execute(statement)
        for kind, due_at in _called_for(row, at)
    }


def _called_for(row: Any, at: datetime) -> Iterable[tuple[TaskKind, datetime | None]]:
    trust = trust_at(row.valid_until, at)
    asked_again = row.was_verified or (row.significance is Significance.MAJOR and row.is_edit)
    if trust in (Trust.DUE, Trust.EXPIRED) or (trust is Trust.UNVERIFIED and asked_again):
        yield TaskKind.VERIFY, row.valid_until
    if row.staleness is not Staleness.CURRENT:
        yield TaskKind.TRANSLATE, None
    if row.has_dead_links:
        yield TaskKind.BROKEN_LINKS, None
    if quotes_in_vain(row.quoting):
        yield TaskKind.MENU_VALUES, None
    voices = row.helpful_count + row.unhelpful_count
    few = row.helpful_count * 100 < voices * UNHELPFUL_SHARE
    if voices >= UNHELPFUL_VOICES and few and not row.is_looked_into:
        yield TaskKind.UNHELPFUL, None


_published, _basis = aliased(ArticleRevision), aliased(ArticleRevision)


def _facts() -> Any:
    """What decides, a row a translation; the basis is the text that verification and feedback point at."""
    basis_id = func.coalesce(_published.basis_id, _published.id)
    return (
        select(
            Translation.id,
            Translation.staleness,
            Translation.helpful_count,
            Translation.unhelpful_count,
            _basis.id.label("revision_id"),
            _basis.significance,
            (_basis.published_at > Translation.first_published_at).label("is_edit"),
            Verification.valid_until,
            present_owner().label("owner_id"),
            _was_verified().label("was_verified"),
            _has_dead_links().label("has_dead_links"),
            _quoting().label("quoting"),
            _is_looked_into(_basis.id).label("is_looked_into"),
        )
        .select_from(Translation)
        .join(Article, Article.id == Translation.article_id)
        .join(HelpSection, HelpSection.id == Translation.section_id)
        .join(_published, _published.id == Translation.published_revision_id)
        .join(_basis, _basis.id == basis_id)
        .outerjoin(Verification, Verification.id == Translation.verification_id)
    )


def _quoting() -> ColumnElement[str]:
    """What may quote the menu: summary and body, or nothing where neither does."""
    quotes = _published.text.contains(OPENING) | _published.summary.contains(OPENING)
    return case((quotes, _published.summary + "\n" + _published.body), else_="")


_revision = aliased(ArticleRevision)


def _was_verified() -> ColumnElement[bool]:
    once = (
        select(Verification.id)
        .join(_revision, _revision.id == Verification.revision_id)
        .where(_revision.translation_id == Translation.id)
    )
    return once.correlate(Translation).exists()


def _has_dead_links() -> ColumnElement[bool]:
    dead = select(ArticleLink.id).where(
        ArticleLink.translation_id == Translation.id, ArticleLink.state.in_(DEAD)
    )
    return dead.correlate(Translation).exists()


def _is_looked_into(basis_id: Any) -> ColumnElement[bool]:
    """Whether somebody looked into what readers said of this very text: it is asked once."""
    done = select(ArticleTask.id).where(
        ArticleTask.translation_id == Translation.id,
        ArticleTask.kind == TaskKind.UNHELPFUL,
        ArticleTask.revision_id == basis_id,
        ArticleTask.done_at.is_not(None),
    )
    return done.correlate_except(ArticleTask).exists()


def list_open(translation_ids: Collection[int]) -> dict[Key, ArticleTask]:
    """The open tasks of these translations."""
    statement = (
        select(ArticleTask)
        .where(ArticleTask.translation_id.in_(translation_ids), ArticleTask.done_at.is_(None))
        .order_by(ArticleTask.id)
        .execution_options(populate_existing=True)
    )
    return {(row.translation_id, row.kind): row for row in db.session.scalars(statement)}


def agrees(task: ArticleTask, wanted: Wanted) -> bool:
    """Whether a task says what the rows call for."""
    return (task.owner_id, task.due_at, task.revision_id) == (
        wanted.owner_id,
        wanted.due_at,
        wanted.revision_id,
    )


@dataclass(frozen=True)
class TaskRow:
    """A task as a list or a letter shows it."""

    id: int
    kind: TaskKind
    article_id: int
    locale: str
    title: str
    slug: str
    section_slug: str
    section_name: dict[str, str]
    opened_at: datetime
    due_at: datetime | None
    owner_id: int | None
    # What a verification of the text that readers see now points at.
    basis_id: int
    owner: Person | None = None

    @property
    def is_overdue(self) -> bool:
        """Whether it should have been done by now."""
        return self.due_at is not None and self.due_at <= now()


@dataclass(frozen=True)
class TaskFilters:
    """What the list of tasks is narrowed to."""

    owner: TaskOwner = TaskOwner.MINE
    kind: TaskKind | None = None


def open_tasks(actor: Actor) -> Any:
    """The statement of the open tasks about articles that the actor sees, a TaskRow's columns each."""
    statement = (
        select(
            ArticleTask.id,
            ArticleTask.kind,
            Translation.article_id,
            Translation.locale,
            ArticleRevision.title,
            Translation.slug,
            SectionSlug.slug,
            HelpSection.name,
            ArticleTask.opened_at,
            ArticleTask.due_at,
            ArticleTask.owner_id,
            func.coalesce(ArticleRevision.basis_id, ArticleRevision.id),
        )
        .select_from(ArticleTask)
        .join(Translation, Translation.id == ArticleTask.translation_id)
        .join(ArticleRevision, ArticleRevision.id == Translation.published_revision_id)
        .join(HelpSection, HelpSection.id == Translation.section_id)
        .join(
            SectionSlug,
            (SectionSlug.section_id == Translation.section_id)
            & (SectionSlug.locale == Translation.locale),
        )
        .where(ArticleTask.done_at.is_(None))
    )
    return visible_to(statement, actor, Translation.article_id)


def list_tasks(actor: Actor, filters: TaskFilters, after: str | None = None) -> Page[TaskRow]:
    """A page of open tasks, the oldest first, with their owners; two statements."""
    statement = open_tasks(actor)
    if filters.owner is TaskOwner.MINE:
        statement = statement.where(ArticleTask.owner_id == actor.member_id)
    elif filters.owner is TaskOwner.NOBODY:
        statement = statement.where(ArticleTask.owner_id.is_(None))
    if filters.kind:
        statement = statement.where(ArticleTask.kind == filters.kind)
    key = paging.decode(after, 1)
    if key:
        statement = statement.where(ArticleTask.id > key[0])
    rows = db.session.execute(statement.order_by(ArticleTask.id).limit(paging.SIZE + 1))
    found = [TaskRow(*row) for row in rows]
    people = list_people({row.owner_id for row in found if row.owner_id is not None})
    items = [replace(row, owner=people.get(row.owner_id or 0)) for row in found]
    return paging.cut(items, lambda row: (row.id,), began=key is not None)


def list_digest(actor: Actor, most: int) -> list[TaskRow]:
    """What a weekly letter tells an owner: his open tasks, the overdue ones first; one statement."""
    mine = open_tasks(actor).where(ArticleTask.owner_id == actor.member_id)
    soonest = mine.order_by(ArticleTask.due_at.is_(None), ArticleTask.due_at, ArticleTask.id)
    return [TaskRow(*row) for row in db.session.execute(soonest.limit(most))]


def list_task_owners(after: int, most: int) -> list[int]:
    """The next members with open tasks, by id."""
    statement = (
        select(ArticleTask.owner_id)
        .where(ArticleTask.done_at.is_(None), ArticleTask.owner_id > after)
        .distinct()
        .order_by(ArticleTask.owner_id)
        .limit(most)
    )
    return [one for one in db.session.scalars(statement) if one is not None]


def list_translation_ids(after: int, most: int, *, article_id: int | None = None) -> list[int]:
    """The next translations that are published or have an open task."""
    owing = select(ArticleTask.translation_id).where(ArticleTask.done_at.is_(None))
    statement = select(Translation.id).where(
        Translation.id > after, or_(Translation.is_live, Translation.id.in_(owing))
    )
    if article_id is not None:
        statement = statement.where(Translation.article_id == article_id)
    return list(db.session.scalars(statement.order_by(Translation.id).limit(most)))


def get_task_article(task_id: int) -> int:
    """The article that a task is about; NotFound when there is no such task."""
    statement = (
        select(Translation.article_id)
        .join(ArticleTask, ArticleTask.translation_id == Translation.id)
        .where(ArticleTask.id == task_id)
    )
    found = db.session.scalars(statement).first()
    if found is None:
        raise NotFound
    return found
