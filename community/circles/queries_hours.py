"""Reads of live hours and of what is asked in them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, select, tuple_

from community.accounts.queries import Person
from community.circles.models import (
    MINUTES,
    HourQuestion,
    HourState,
    LiveHour,
    end_of,
    state_of,
)
from community.content.models import ProductArea, Subject, Visibility, VoteKind
from community.content.queries import list_authors, list_my_votes, visible_to
from community.content.queries_circles import CircleRow
from community.core import paging
from community.core.clock import now
from community.core.db import db
from community.core.errors import NotFound
from community.core.paging import Page
from community.policies.actor import Actor

# What began earlier is over.
LONGEST = timedelta(minutes=max(MINUTES))
QUESTIONS_SHOWN = 300
HOURS_SHOWN = 50


def get_hour(actor: Actor, circle: CircleRow, hour_id: int) -> LiveHour:
    """The live hour of this circle; NotFound when there is none that the actor sees."""
    statement = visible_to(select(LiveHour).select_from(LiveHour), actor, LiveHour.id)
    found = db.session.scalars(
        statement.where(LiveHour.id == hour_id, LiveHour.product_area_id == circle.area_id)
    ).first()
    if found is None:
        raise NotFound
    return found


def get_question(actor: Actor, hour: LiveHour, question_id: int) -> HourQuestion:
    """The question asked in this hour; NotFound when there is none that the actor sees."""
    statement = visible_to(select(HourQuestion).select_from(HourQuestion), actor, HourQuestion.id)
    found = db.session.scalars(
        statement.where(HourQuestion.id == question_id, HourQuestion.hour_id == hour.id)
    ).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class HourLine:
    """A live hour as lists and calendars show it."""

    id: int
    title: str
    lang: str
    text: str
    starts_at: datetime
    minutes: int
    ended_at: datetime | None
    cancelled_at: datetime | None
    changed_at: datetime
    sequence: int
    host_id: int | None
    area_key: str
    area_name: Mapping[str, str]

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return end_of(self.starts_at, self.minutes, self.ended_at)

    def state_at(self, at: datetime) -> HourState:
        """Where it stands at this instant."""
        return state_of(self.starts_at, self.ends_at, self.cancelled_at, at)


def _lines(actor: Actor) -> Any:
    columns = (
        LiveHour.id,
        LiveHour.title,
        Subject.lang,
        LiveHour.text,
        LiveHour.starts_at,
        LiveHour.minutes,
        LiveHour.ended_at,
        LiveHour.cancelled_at,
        LiveHour.changed_at,
        LiveHour.sequence,
        LiveHour.host_id,
        ProductArea.key,
        ProductArea.name,
    )
    statement = (
        select(*columns)
        .select_from(LiveHour)
        .join(ProductArea, ProductArea.id == LiveHour.product_area_id)
    )
    # In its audience: whoever left a circle sees none of it, also not what he planned there.
    inside = Subject.audience_id.in_(sorted(actor.audience_ids))
    return visible_to(statement, actor, LiveHour.id).where(inside)


def list_coming(actor: Actor, area_id: int | None = None) -> list[HourLine]:
    """The hours that take place now or later, the next first, cancelled ones too; one statement."""
    statement = _lines(actor).where(LiveHour.starts_at > now() - LONGEST)
    if area_id is not None:
        statement = statement.where(LiveHour.product_area_id == area_id)
    statement = statement.order_by(LiveHour.starts_at, LiveHour.id).limit(HOURS_SHOWN)
    lines = [HourLine(*row) for row in db.session.execute(statement)]
    return [one for one in lines if one.ends_at > now()]


def list_past(actor: Actor, area_id: int, after: str | None = None) -> Page[HourLine]:
    """The records of hours that took place, the latest first; one statement."""
    statement = _lines(actor).where(
        LiveHour.product_area_id == area_id,
        LiveHour.starts_at <= now(),
        LiveHour.cancelled_at.is_(None),
    )
    key = paging.decode(after, 2, words=True)
    at = paging.as_instant(key[0]) if key else None
    if key and at is not None:
        statement = statement.where(tuple_(LiveHour.starts_at, LiveHour.id) < tuple_(at, key[1]))
    order = (LiveHour.starts_at.desc(), LiveHour.id.desc())
    rows = db.session.execute(statement.order_by(*order).limit(paging.SIZE + 1))
    lines = [HourLine(*row) for row in rows]
    return paging.cut(lines, lambda one: (one.starts_at.isoformat(), one.id), began=at is not None)


def list_for_calendar(actor: Actor) -> list[HourLine]:
    """The hours of all circles that the actor is inside, from a month ago on; one statement."""
    statement = _lines(actor).where(LiveHour.starts_at > now() - timedelta(days=31))
    statement = statement.order_by(LiveHour.starts_at, LiveHour.id).limit(paging.SIZE * 10)
    return [HourLine(*row) for row in db.session.execute(statement)]


def list_by_ids(actor: Actor, ids: Collection[int]) -> list[HourLine]:
    """Those of these hours that the actor sees; one statement, none for none."""
    if not ids:
        return []
    statement = _lines(actor).where(LiveHour.id.in_(ids)).order_by(LiveHour.id)
    return [HourLine(*row) for row in db.session.execute(statement)]


@dataclass(frozen=True)
class QuestionLine:
    """A question of a live hour as its page shows it."""

    id: int
    text: str
    lang: str
    visibility: Visibility
    created_at: datetime
    votes: int
    answer_html: str | None
    answered_at: datetime | None
    author_id: int | None
    answered_by_id: int | None

    @property
    def is_answered(self) -> bool:
        """Whether somebody of the team has answered it."""
        return self.answered_at is not None


@dataclass(frozen=True)
class Talk:
    """What was asked in an hour: what waits and what is answered, with the people and the reader's votes."""

    waiting: Sequence[QuestionLine]
    answered: Sequence[QuestionLine]
    people: Mapping[int, Person]
    mine: frozenset[int]


def get_talk(actor: Actor, hour: LiveHour) -> Talk:
    """The questions of an hour, those with most votes first; three statements."""
    statement: Any = (
        select(
            HourQuestion.id,
            HourQuestion.text,
            Subject.lang,
            Subject.visibility,
            Subject.created_at,
            HourQuestion.vote_count,
            HourQuestion.answer_html,
            HourQuestion.answered_at,
            HourQuestion.author_id,
            HourQuestion.answered_by_id,
        )
        .select_from(HourQuestion)
        .where(HourQuestion.hour_id == hour.id)
    )
    order = (HourQuestion.vote_count.desc(), HourQuestion.id)
    seen = visible_to(statement, actor, HourQuestion.id).order_by(*order).limit(QUESTIONS_SHOWN)
    lines = [QuestionLine(*row) for row in db.session.execute(seen)]
    people = list_authors(
        {hour.host_id, *(key for one in lines for key in (one.author_id, one.answered_by_id))}
    )
    votes = list_my_votes(actor, [one.id for one in lines], VoteKind.SAME_QUESTION)
    return Talk(
        waiting=[one for one in lines if not one.is_answered],
        answered=_as_answered(hour, [one for one in lines if one.is_answered]),
        people=people,
        mine=frozenset(key for key, _kind in votes),
    )


def _as_answered(hour: LiveHour, lines: list[QuestionLine]) -> list[QuestionLine]:
    """While it lasts what was answered last comes first; the record begins with what most people asked."""
    if hour.state_at(now()) is not HourState.LIVE:
        return lines
    return sorted(lines, key=lambda one: (one.answered_at, one.id), reverse=True)


def count_questions(hour_ids: Sequence[int]) -> dict[int, int]:
    """How many questions each of these hours holds that its circle sees; one statement."""
    if not hour_ids:
        return {}
    shown = and_(Subject.id == HourQuestion.id, Subject.visibility == Visibility.VISIBLE)
    statement = (
        select(HourQuestion.hour_id, func.count())
        .join(Subject, shown)
        .where(HourQuestion.hour_id.in_(hour_ids))
        .group_by(HourQuestion.hour_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}
