"""What product managers do with live hours: plan, change, cancel, end."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from community.circles.models import MINUTES, TITLE_LENGTH, HourState, LiveHour
from community.content import actions as content
from community.content.models import Subject, SubjectKind
from community.content.prose import Prose
from community.content.queries import ensure_visible
from community.content.queries_circles import CircleRow, keepers_of
from community.core.audit import audit
from community.core.clock import now
from community.core.db import db, get_locked, lock
from community.core.errors import Conflict, Invalid
from community.core.outbox import record
from community.events import LiveHourCancelled, LiveHourMoved, LiveHourPlanned
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure

FURTHEST = timedelta(days=366)
OVER = _l("This live hour is over; it is kept as it was.")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """When a live hour takes place, for how many minutes, and who answers."""

    title: str
    starts_at: datetime
    minutes: int
    host_id: int


def plan_hour(actor: Actor, circle: CircleRow, plan: Plan, prose: Prose, *, lang: str) -> LiveHour:
    """A live hour in a circle; its host and whoever planned it follow it, the circle is told."""
    ensure(actor, Permission.LIVE_HOUR_PLAN)
    ensure(actor, Permission.CIRCLE_TAKE_PART, circle)
    _check(circle.area_id, plan)
    _check_start(plan.starts_at)
    subject = content.new_subject(
        actor,
        SubjectKind.LIVE_HOUR,
        lang=lang,
        audience_id=circle.audience_id,
        product_area_id=circle.area_id,
    )
    hour = LiveHour(id=subject.id, product_area_id=circle.area_id, author_id=subject.author_id)
    hour.sequence = hour.revision = 0
    _write(hour, plan, prose)
    db.session.add(hour)
    _let_follow(hour)
    record(LiveHourPlanned(hour_id=hour.id, actor_id=actor.member_id, historic=actor.is_historic))
    return hour


def change_hour(actor: Actor, hour: LiveHour, plan: Plan, prose: Prose) -> None:
    """Change words, length, host or time; another time is told to those who follow it.

    While it lasts it can become longer or shorter and change its words, but not its beginning.
    """
    state = _lock(actor, hour)
    _check(hour.product_area_id, plan)
    moves = plan.starts_at != hour.starts_at
    if moves and state is not HourState.PLANNED:
        raise Invalid(_l("It has begun: its beginning cannot be changed any more."), "starts_at")
    if moves:
        _check_start(plan.starts_at)
        hour.reminded_at = None
    _write(hour, plan, prose)
    _raise_sequence(hour)
    _let_follow(hour)
    if moves:
        record(LiveHourMoved(hour_id=hour.id, actor_id=actor.member_id, sequence=hour.sequence))


def cancel_hour(actor: Actor, hour: LiveHour, reason: str) -> None:
    """Say that it does not take place, and why; those who follow it are told."""
    state = _lock(actor, hour)
    if state is not HourState.PLANNED:
        raise Conflict(_l("It has begun: you can end it, but not cancel it."))
    content.require(reason, "reason")
    hour.cancelled_at, hour.cancel_reason = now(), reason.strip()[:300]
    _raise_sequence(hour)
    audit(actor.member_id, "live_hour.cancelled", ("live_hour", hour.id))
    record(LiveHourCancelled(hour_id=hour.id, actor_id=actor.member_id, sequence=hour.sequence))


def end_hour(actor: Actor, hour: LiveHour) -> None:
    """End it before its time: from now on it is a record."""
    if _lock(actor, hour) is not HourState.LIVE:
        raise Conflict(_l("It has not begun yet: you can cancel it."))
    hour.ended_at = now()
    _raise_sequence(hour)


def _lock(actor: Actor, hour: LiveHour) -> HourState:
    """Where a locked hour stands; Conflict when it is over or cancelled."""
    ensure(actor, Permission.LIVE_HOUR_PLAN, hour)
    lock(hour)
    ensure_visible(actor, get_locked(Subject, hour.id))
    state = hour.state_at(now())
    if state is HourState.CANCELLED:
        raise Conflict(_l("This live hour is cancelled."))
    if state is HourState.OVER:
        raise Conflict(OVER)
    return state


def _check(area_id: int, plan: Plan) -> None:
    low, high = TITLE_LENGTH
    if not low <= len(plan.title.strip()) <= high:
        words = _l("A title of %(low)s to %(high)s characters, please.", low=low, high=high)
        raise Invalid(words, field="title")
    content.require(plan.title, "title")
    if plan.minutes not in MINUTES:
        raise Invalid(_l("Please choose one of the lengths."), field="minutes")
    keepers = keepers_of(area_id).subquery()
    is_one = select(keepers.c[0]).where(keepers.c[0] == plan.host_id)
    if db.session.scalars(is_one).first() is None:
        raise Invalid(_l("Please choose somebody of the team of this circle."), field="host")


def _check_start(starts_at: datetime) -> None:
    if starts_at <= now():
        raise Invalid(_l("Please choose a time that lies ahead."), field="starts_at")
    if starts_at > now() + FURTHEST:
        raise Invalid(_l("Please choose a day within a year."), field="starts_at")


def _write(hour: LiveHour, plan: Plan, prose: Prose) -> None:
    hour.title, hour.starts_at, hour.minutes = plan.title.strip(), plan.starts_at, plan.minutes
    hour.host_id = plan.host_id
    hour.body, hour.html, hour.text = prose.body, prose.html, prose.text
    hour.renderer_version = prose.renderer_version
    hour.changed_at = now()


def _raise_sequence(hour: LiveHour) -> None:
    hour.sequence += 1
    hour.revision += 1
    hour.changed_at = now()


def _let_follow(hour: LiveHour) -> None:
    for member_id in {hour.author_id, hour.host_id}:
        content.follow_quietly(member_id, hour.id)


def follow_hour(actor: Actor, hour: LiveHour) -> None:
    """Let whoever asks or votes hear when it begins, moves or is cancelled, unless he has muted it."""
    if actor.member_id is not None and not actor.is_historic:
        content.follow_quietly(actor.member_id, hour.id)
