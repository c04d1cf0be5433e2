"""What writers and reviewers see of texts on their way to readers: the desk, one text, its notes, its revisions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select

from community import site_settings
from community.accounts.models import Member, MemberRole
from community.accounts.queries import Person, list_people
from community.articles.lifecycle import Step
from community.articles.models import Article, ArticleRevision, HelpSection, Translation
from community.articles.models_review import ReviewNote
from community.articles.queries_carriers import is_carried_by
from community.articles.states import RevisionState, Significance
from community.content.queries import visible_to
from community.core import paging
from community.core.db import db
from community.core.errors import NotFound
from community.core.json_lists import holds
from community.core.paging import Page
from community.policies.actor import Actor, Role

REVIEWERS = (Role.EDITOR, Role.ADMIN)
DESK_PAGE = 50
HISTORY = 200
NOTES = 200
DUE_AT_ONCE = 100


class DeskView(StrEnum):
    """The lists of texts in the making; `mine` waits for the actor's review, `own` he writes or leads on."""

    MINE = "mine"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    OWN = "own"


@dataclass(frozen=True)
class ReviewRow:
    """A text in the making, on the writers' desk."""

    revision_id: int
    article_id: int
    locale: str
    title: str
    state: RevisionState
    significance: Significance
    is_live: bool
    author_id: int | None
    reviewer_id: int | None
    saved_at: datetime
    submitted_at: datetime | None
    publish_at: datetime | None
    section_name: dict[str, str]


def may_approve(actor: Actor) -> ColumnElement[bool]:
    """That the actor did not write in it, or the site lets writers approve their own words."""
    if site_settings.current().writers_review_own:
        return ArticleRevision.id.is_not(None)
    me = actor.member_id or 0
    is_author = func.coalesce(ArticleRevision.author_id, 0) == me
    return not_(or_(is_author, holds(ArticleRevision.writer_ids, me)))


def _condition(actor: Actor, view: DeskView) -> ColumnElement[bool]:
    state, me = ArticleRevision.state, actor.member_id
    if view is DeskView.MINE:
        reviewer_id = ArticleRevision.reviewer_id
        # Whom it waits for may have left: then it waits for any reviewer.
        is_away = reviewer_id.not_in(_present_reviewers())
        asked = or_(reviewer_id.is_(None), reviewer_id == me, is_away)
        return and_(state == RevisionState.IN_REVIEW, asked, may_approve(actor))
    if view is DeskView.OWN:
        # What was given up was a draft; a reviewer rejects what was submitted.
        rejected = and_(state == RevisionState.REJECTED, ArticleRevision.submitted_at.is_not(None))
        theirs = or_(ArticleRevision.author_id == me, is_carried_by(me))
        return and_(or_(state == RevisionState.DRAFT, rejected), theirs)
    return state == RevisionState(view.value)


def _in_the_making(actor: Actor, *columns: Any) -> Any:
    statement = (
        select(*columns)
        .select_from(Translation)
        .join(ArticleRevision, ArticleRevision.id == Translation.draft_revision_id)
        .join(HelpSection, HelpSection.id == Translation.section_id)
        .join(Article, Article.id == Translation.article_id)
        .where(Article.archived_at.is_(None))
    )
    return visible_to(statement, actor, Translation.article_id)


def list_making(actor: Actor, view: DeskView, after: str | None = None) -> Page[ReviewRow]:
    """A page of the texts in the making, oldest first, scheduled ones in the order of their minutes; one statement."""
    statement = _in_the_making(
        actor,
        ArticleRevision.id,
        Translation.article_id,
        Translation.locale,
        ArticleRevision.title,
        ArticleRevision.state,
        ArticleRevision.significance,
        Translation.is_live,
        ArticleRevision.author_id,
        ArticleRevision.reviewer_id,
        ArticleRevision.saved_at,
        ArticleRevision.submitted_at,
        ArticleRevision.publish_at,
        HelpSection.name,
    ).where(_condition(actor, view))
    is_scheduled = view is DeskView.SCHEDULED
    order = [ArticleRevision.publish_at] if is_scheduled else []
    key = paging.decode(after, 1)
    if key:
        statement = statement.where(
            _behind(key[0]) if is_scheduled else ArticleRevision.id > key[0]
        )
    statement = statement.order_by(*order, ArticleRevision.id).limit(DESK_PAGE + 1)
    rows = [ReviewRow(*row) for row in db.session.execute(statement)]
    return paging.cut(rows, lambda row: (row.revision_id,), size=DESK_PAGE, began=key is not None)


def _behind(revision_id: Any) -> ColumnElement[bool]:
    """What is to be published after that revision."""
    minute = (
        select(ArticleRevision.publish_at)
        .where(ArticleRevision.id == revision_id)
        .correlate(None)
        .scalar_subquery()
    )
    same = and_(ArticleRevision.publish_at == minute, ArticleRevision.id > revision_id)
    return or_(ArticleRevision.publish_at > minute, same)


def count_making(actor: Actor) -> dict[DeskView, int]:
    """How many texts each list holds, for its tab; one statement over what is in the making alone."""
    counts = [func.count().filter(_condition(actor, view)) for view in DeskView]
    statement = _in_the_making(actor, *counts)
    return dict(zip(DeskView, db.session.execute(statement).one(), strict=True))


def list_due(at: datetime) -> Sequence[int]:
    """The scheduled revisions of present articles whose minute has come, in their order."""
    statement = (
        select(ArticleRevision.id)
        .join(Translation, Translation.id == ArticleRevision.translation_id)
        .join(Article, Article.id == Translation.article_id)
        .where(Article.archived_at.is_(None))
        .where(ArticleRevision.state == RevisionState.SCHEDULED, ArticleRevision.publish_at <= at)
        .order_by(ArticleRevision.publish_at, ArticleRevision.id)
        .limit(DUE_AT_ONCE)
    )
    return db.session.scalars(statement).all()


def _present_reviewers() -> Select[Any]:
    return select(Member.id).where(
        Member.id.in_(select(MemberRole.member_id).where(MemberRole.role.in_(REVIEWERS))),
        Member.suspended_at.is_(None),
        Member.erased_at.is_(None),
    )


def _reviewers(revision: ArticleRevision) -> Select[Any]:
    """Members who may approve this text."""
    statement = _present_reviewers()
    if site_settings.current().writers_review_own:
        return statement
    return statement.where(Member.id.not_in(revision.writers))


def is_reviewer(member_id: int, revision: ArticleRevision) -> bool:
    """Whether this member may approve this text."""
    statement = _reviewers(revision).where(Member.id == member_id)
    return db.session.scalars(statement).first() is not None


def list_reviewers(revision: ArticleRevision) -> list[tuple[int, str]]:
    """(id, name) of those who may approve this text, by name; one statement."""
    statement = (
        select(Member.id, Member.name)
        .where(Member.id.in_(_reviewers(revision)))
        .order_by(Member.name, Member.id)
        .limit(100)
    )
    return [(row[0], row[1]) for row in db.session.execute(statement)]


@dataclass(frozen=True)
class NoteRow:
    """A step or a comment, with who took or wrote it."""

    id: int
    step: Step
    text: str
    saves: int
    publish_at: datetime | None
    created_at: datetime
    member_id: int | None


def list_notes(revision_id: int) -> list[NoteRow]:
    """What was done and said on a revision's way, newest first; one statement."""
    statement = (
        select(
            ReviewNote.id,
            ReviewNote.step,
            ReviewNote.text,
            ReviewNote.saves,
            ReviewNote.publish_at,
            ReviewNote.created_at,
            ReviewNote.member_id,
        )
        .where(ReviewNote.revision_id == revision_id)
        .order_by(ReviewNote.id.desc())
        .limit(NOTES)
    )
    return [NoteRow(*row) for row in db.session.execute(statement)]


@dataclass(frozen=True)
class HistoryRow:
    """A revision in the list of all of them, without its words."""

    number: int
    title: str
    state: RevisionState
    significance: Significance
    note: str
    author_id: int | None
    approved_by_id: int | None
    published_by_id: int | None
    saved_at: datetime
    publish_at: datetime | None
    published_at: datetime | None


def list_history(translation_id: int) -> list[HistoryRow]:
    """The revisions of a translation, newest first, without what members suggest; one statement."""
    statement = (
        select(
            ArticleRevision.number,
            ArticleRevision.title,
            ArticleRevision.state,
            ArticleRevision.significance,
            ArticleRevision.note,
            ArticleRevision.author_id,
            ArticleRevision.approved_by_id,
            ArticleRevision.published_by_id,
            ArticleRevision.saved_at,
            ArticleRevision.publish_at,
            ArticleRevision.published_at,
        )
        .where(ArticleRevision.translation_id == translation_id)
        .where(ArticleRevision.is_suggestion.is_(False))
        .order_by(ArticleRevision.number.desc())
        .limit(HISTORY)
    )
    rows: Sequence[Any] = db.session.execute(statement).all()
    return [HistoryRow(*row) for row in rows]


def list_people_of(ids: Collection[int | None]) -> dict[int, Person]:
    """Those of these members who are known, by id; one statement."""
    return list_people({one for one in ids if one is not None})


def get_pair(
    translation_id: int, before: int, after: int
) -> tuple[ArticleRevision, ArticleRevision]:
    """Two revisions of a translation by their numbers; NotFound unless both are there. One statement."""
    statement = select(ArticleRevision).where(
        ArticleRevision.translation_id == translation_id,
        ArticleRevision.number.in_((before, after)),
        ~ArticleRevision.is_suggestion,
    )
    found = {row.number: row for row in db.session.scalars(statement)}
    if not {before, after} <= set(found):
        raise NotFound
    return found[before], found[after]
