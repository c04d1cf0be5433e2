"""What needs a member: questions without a good answer in his areas and under his tags, the nearest deadline first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Self

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    cast,
    exists,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import aliased

from community.content.models import (
    Follow,
    FollowState,
    ProductAreaOwner,
    Subject,
    SubjectTag,
    TargetKind,
    Visibility,
)
from community.content.queries import visible_to
from community.core import paging
from community.core.clock import now
from community.core.db import db
from community.core.paging import Page
from community.policies.actor import Actor
from community.questions.models import Answer, Question, official_holds, verified_holds
from community.questions.queries_lists import Filters, QuestionRow, Tab, list_by_ids, narrowed
from community.questions.states import QuestionState
from community.service_levels.models import Promise, PromiseState
from community.service_levels.terms import OF_QUESTIONS, PromiseKind

# A deadline nearer than this comes before all that merely waits.
NEAR = timedelta(days=1)
URGENT, UNANSWERED, ANSWERED = range(3)
Waiting = Callable[..., Select[Any]]
STATES = {UNANSWERED: QuestionState.OPEN, ANSWERED: QuestionState.ANSWERED}


@dataclass(frozen=True)
class Topics:
    """What a member knows or cares about."""

    area_ids: tuple[int, ...] = ()
    tag_ids: tuple[int, ...] = ()

    @property
    def are_any(self) -> bool:
        """Whether anything can need him."""
        return bool(self.area_ids or self.tag_ids)


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
    """A page of what needs the actor: the nearest deadlines, then the oldest without an answer; three statements."""
    start, topics = Start.of(after), find_topics(actor)
    places = _places(actor, topics, filters, start=start, limit=size + 1) if topics.are_any else []
    page = paging.cut(
        places,
        lambda one: (one.instant.isoformat(), one.rank, one.id, int(start.at.timestamp())),
        size=size,
        began=start.after is not None,
    )
    found = list_by_ids(actor, [one.id for one in page.items])
    items = [found[one.id] for one in page.items if one.id in found]
    return Page(items=items, older=page.older, newer=page.newer)


def _places(
    actor: Actor, topics: Topics, filters: Filters, *, start: Start, limit: int
) -> list[Place]:
    waiting = partial(_without_good_answer, actor, topics, filters)
    branches = [select(one.subquery()) for one in _branches(waiting, start, limit)]
    rows = db.session.execute(union_all(*branches)) if branches else ()
    found = [Place(*row) for row in rows]
    return sorted(found, key=lambda one: (one.rank, one.instant, one.id))[:limit]


def _branches(waiting: Waiting, start: Start, limit: int) -> Iterator[Select[Any]]:
    """For each rank what comes next in it, so that each is read along an index of its own."""
    for rank in (URGENT, UNANSWERED, ANSWERED):
        if start.after is not None and rank < start.after.rank:
            continue
        instant: Any = Promise.due_at if rank == URGENT else Question.created_at
        statement = _of_rank(waiting, rank, near=start.at + NEAR).add_columns(
            literal(rank), instant, Question.id
        )
        if start.after is not None and rank == start.after.rank:
            begin = tuple_(literal(start.after.instant, instant.type), start.after.id)
            statement = statement.where(tuple_(instant, Question.id) > begin)
        yield statement.order_by(instant, Question.id).limit(limit)


_sooner = aliased(Promise)


def _of_rank(waiting: Waiting, rank: int, *, near: datetime) -> Select[Any]:
    if rank != URGENT:
        urgent = exists().where(_is_urgent(Promise, near))
        return waiting().where(Question.state == STATES[rank], ~urgent)
    before = tuple_(_sooner.due_at, _sooner.id) < tuple_(Promise.due_at, Promise.id)
    nearest = ~exists().where(_is_urgent(_sooner, near), before)
    # What follows the first answer is owed however good that one was.
    owed = waiting(Promise.kind != PromiseKind.FIRST_RESPONSE)
    return owed.join(Promise, and_(_is_urgent(Promise, near), nearest)).where(
        Question.state.in_(STATES.values())
    )


def _is_urgent(promise: Any, near: datetime) -> ColumnElement[bool]:
    """The condition on a promise of a question to be due soon, or overdue: a reply, or the solution.

    Of a solution that is late a reply is owed as soon as the asker has written.
    """
    running = promise.state == PromiseState.RUNNING
    late = and_(promise.state == PromiseState.MISSED, promise.kind != PromiseKind.RESOLUTION)
    return and_(
        promise.subject_id == Question.id,
        promise.kind.in_(OF_QUESTIONS),
        or_(running, late),
        promise.ended_at.is_(None),
        promise.voided_at.is_(None),
        promise.due_at <= near,
    )


_shown = aliased(Subject)


def _without_good_answer(
    actor: Actor, topics: Topics, filters: Filters, anyhow: ColumnElement[bool] | None = None
) -> Select[Any]:
    """The statement, without columns, of questions of others that nobody answered well, nor the actor at all.

    Where `anyhow` holds, answers do not count.
    """
    statement: Select[Any] = select().select_from(Question)
    answered = exists().where(
        Answer.question_id == Question.id,
        _shown.id == Answer.id,
        _shown.visibility == Visibility.VISIBLE,
        or_(
            official_holds(),
            verified_holds(),
            Answer.helpful_count + Answer.votes_imported > 0,
            Answer.author_id == actor.member_id,
        ),
    )
    muted = exists().where(
        Follow.member_id == actor.member_id,
        Follow.target_kind == TargetKind.SUBJECT,
        Follow.target_id == Question.id,
        Follow.state == FollowState.MUTED,
    )
    open_still = ~answered if anyhow is None else or_(anyhow, ~answered)
    seen = visible_to(statement, actor, Question.id).where(_is_about(topics), open_still, ~muted)
    place = replace(filters, tab=Tab.NEWEST, state=None)
    # That none was accepted follows from the states; asked for, it leads SQLite to read all of which that is true.
    return narrowed(seen, place).where(Question.author_id.is_distinct_from(actor.member_id))


def _is_about(topics: Topics) -> ColumnElement[bool]:
    """Whether a question is in one of these areas or under one of these tags."""
    tagged = exists().where(
        SubjectTag.subject_id == Question.id, SubjectTag.tag_id.in_(topics.tag_ids)
    )
    in_area = Question.product_area_id.in_(topics.area_ids)
    return or_(in_area, tagged) if topics.tag_ids else in_area


def find_topics(actor: Actor) -> Topics:
    """The areas that the actor owns, follows or is an expert of, and the tags he follows; one statement."""
    followed = select(cast(Follow.target_kind, String), Follow.target_id).where(
        Follow.member_id == actor.member_id,
        Follow.target_kind.in_((TargetKind.TAG, TargetKind.AREA)),
        Follow.state == FollowState.FOLLOWING,
    )
    owned = select(literal(TargetKind.AREA.value), ProductAreaOwner.product_area_id).where(
        ProductAreaOwner.member_id == actor.member_id
    )
    rows: list[tuple[str, int]] = [
        (row[0], row[1]) for row in db.session.execute(union_all(followed, owned))
    ]
    areas = {key for kind, key in rows if kind == TargetKind.AREA}
    known = {area for _name, area in actor.capabilities if area is not None}
    tags = {key for kind, key in rows if kind == TargetKind.TAG}
    return Topics(tuple(sorted(areas | known)), tuple(sorted(tags)))


def list_unanswered_of(
    actor: Actor, limit: int, *, between: tuple[datetime, datetime]
) -> list[tuple[int, str, str]]:
    """(id, slug, title) of the oldest questions that were asked between two instants in the actor's areas and that
    nobody has answered; two statements."""
    topics = find_topics(actor)
    if not topics.are_any:
        return []
    statement = _without_good_answer(actor, topics, Filters())
    columns = statement.add_columns(Question.id, Question.slug, Question.title)
    waiting = columns.where(
        Question.state == QuestionState.OPEN,
        Question.created_at >= between[0],
        Question.created_at < between[1],
    )
    rows = db.session.execute(waiting.order_by(Question.created_at, Question.id).limit(limit))
    return [(row[0], row[1], row[2]) for row in rows]
