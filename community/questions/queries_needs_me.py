"""What needs a member: questions without a good answer in his areas and under his tags, the nearest deadline first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from sqlalchemy import ColumnElement, Select, and_, exists, literal, or_, select, tuple_, union_all

from community.content.models import (
    Follow,
    FollowState,
    ProductAreaOwner,
    SubjectTag,
    TargetKind,
)
from community.content.queries import visible_to
from community.core import paging
from community.core.clock import now
from community.core.db import db
from community.core.paging import Page
from community.policies.actor import Actor
from community.questions.models import Answer, Question
from community.questions.queries_lists import Filters, QuestionRow, Tab, list_by_ids, narrowed
from community.questions.states import QuestionState
from community.service_levels.models import Promise, PromiseState
from community.service_levels.terms import PromiseKind

# A deadline nearer than this comes before all that merely waits.
NEAR = timedelta(days=1)
URGENT, UNANSWERED, ANSWERED = range(3)
STATES = {UNANSWERED: QuestionState.OPEN, ANSWERED: QuestionState.ANSWERED}


@dataclass(frozen=True)
class Place:
    """Where a question stands in the list: its rank, the instant within the rank, its number."""

    rank: int
    instant: datetime
    id: int


@dataclass(frozen=True)
class Start:
    """Where a page begins; `at` is when the first was asked for, so that deadlines coming near shift nothing."""

    at: datetime
    after: Place | None = None

    @classmethod
    def of(cls, text: str | None) -> Self:
        """The start that an address names, else the very first."""
        key = paging.decode(text, 4, words=True)
        instant = paging.as_instant(key[0]) if key else None
        if key is None or instant is None or not all(isinstance(one, int) for one in key[1:]):
            return cls(now().replace(microsecond=0))
        rank, question_id, seconds = key[1:]
        return cls(datetime.fromtimestamp(max(seconds, 0), UTC), Place(rank, instant, question_id))


def list_needing(
    actor: Actor, filters: Filters, after: str | None = None, *, size: int = paging.SIZE
) -> Page[QuestionRow]:
    """A page of what needs the actor, in two statements: the nearest deadlines, then the oldest without an answer."""
    start = Start.of(after)
    branches = [select(one.subquery()) for one in _branches(actor, filters, start, size + 1)]
    rows = db.session.execute(union_all(*branches)) if branches else ()
    places = sorted((Place(*row) for row in rows), key=lambda one: (one.rank, one.instant, one.id))
    page = paging.cut(
        places[: size + 1],
        lambda one: (one.instant.isoformat(), one.rank, one.id, int(start.at.timestamp())),
        size=size,
        began=start.after is not None,
    )
    found = list_by_ids(actor, [one.id for one in page.items])
    items = [found[one.id] for one in page.items if one.id in found]
    return Page(items=items, older=page.older, newer=page.newer)


def _branches(actor: Actor, filters: Filters, start: Start, limit: int) -> Iterator[Select[Any]]:
    """For each rank what comes next in it, so that each is read along an index of its own."""
    for rank in (URGENT, UNANSWERED, ANSWERED):
        if start.after is not None and rank < start.after.rank:
            continue
        instant: Any = Promise.due_at if rank == URGENT else Question.created_at
        statement = _waiting(actor, filters, rank, near=start.at + NEAR).add_columns(
            literal(rank), instant, Question.id
        )
        if start.after is not None and rank == start.after.rank:
            begin = tuple_(literal(start.after.instant, instant.type), start.after.id)
            statement = statement.where(tuple_(instant, Question.id) > begin)
        yield statement.order_by(instant, Question.id).limit(limit)


def _waiting(actor: Actor, filters: Filters, rank: int, *, near: datetime) -> Select[Any]:
    urgent = and_(
        Promise.subject_id == Question.id,
        Promise.kind == PromiseKind.FIRST_RESPONSE,
        Promise.state == PromiseState.RUNNING,
        Promise.ended_at.is_(None),
        Promise.voided_at.is_(None),
        Promise.due_at <= near,
    )
    statement = _without_good_answer(actor, replace(filters, tab=Tab.NEWEST, state=None))
    if rank == URGENT:
        return statement.join(Promise, urgent).where(Question.state.in_(STATES.values()))
    return statement.where(Question.state == STATES[rank], ~exists().where(urgent))


def _without_good_answer(actor: Actor, filters: Filters) -> Select[Any]:
    """The statement, without columns, of questions of others that nobody answered well, nor the actor at all."""
    statement: Select[Any] = select().select_from(Question)
    answered = exists().where(
        Answer.question_id == Question.id,
        or_(
            Answer.official_at.is_not(None),
            Answer.verified_at.is_not(None),
            Answer.author_id == actor.member_id,
        ),
    )
    muted = exists().where(
        Follow.member_id == actor.member_id,
        Follow.target_kind == TargetKind.SUBJECT,
        Follow.target_id == Question.id,
        Follow.state == FollowState.MUTED,
    )
    seen = visible_to(statement, actor, Question.id).where(_is_mine(actor), ~answered, ~muted)
    return narrowed(seen, filters).where(
        Question.accepted_answer_id.is_(None),
        Question.helpful_count == 0,
        Question.author_id.is_distinct_from(actor.member_id),
    )


def _is_mine(actor: Actor) -> ColumnElement[bool]:
    """Whether a question is in an area that one owns, follows or is an expert of, or under a followed tag."""
    followed = select(Follow.target_id).where(
        Follow.member_id == actor.member_id, Follow.state == FollowState.FOLLOWING
    )
    owned = select(ProductAreaOwner.product_area_id).where(
        ProductAreaOwner.member_id == actor.member_id
    )
    tagged = exists().where(
        SubjectTag.subject_id == Question.id,
        SubjectTag.tag_id.in_(followed.where(Follow.target_kind == TargetKind.TAG)),
    )
    return or_(
        Question.product_area_id.in_(expert_areas(actor)),
        Question.product_area_id.in_(owned),
        Question.product_area_id.in_(followed.where(Follow.target_kind == TargetKind.AREA)),
        tagged,
    )


def expert_areas(actor: Actor) -> Sequence[int]:
    """The areas in which a badge granted the actor something."""
    return sorted({area for _name, area in actor.capabilities if area is not None})


def has_areas(actor: Actor) -> bool:
    """Whether anything can need the actor: an area that he owns, follows or is an expert of, or a followed tag."""
    if expert_areas(actor):
        return True
    owned = select(literal(1)).where(ProductAreaOwner.member_id == actor.member_id)
    followed = select(literal(1)).where(
        Follow.member_id == actor.member_id,
        Follow.target_kind.in_((TargetKind.TAG, TargetKind.AREA)),
        Follow.state == FollowState.FOLLOWING,
    )
    return db.session.execute(union_all(owned, followed).limit(1)).first() is not None


def list_unanswered_of(actor: Actor, limit: int) -> list[tuple[int, str, str]]:
    """(id, slug, title) of the oldest questions in the actor's areas that nobody has answered; one statement."""
    statement = _without_good_answer(actor, Filters(tab=Tab.UNANSWERED))
    columns = statement.add_columns(Question.id, Question.slug, Question.title)
    rows = db.session.execute(columns.order_by(Question.created_at, Question.id).limit(limit))
    return [(row[0], row[1], row[2]) for row in rows]
