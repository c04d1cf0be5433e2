"""What listeners make of the demo's past: told at the time it happened, without a letter to anybody."""

from datetime import timedelta
from functools import partial
from typing import Any

from flask import current_app
from sqlalchemy import Row, select, update

from community.content.actions import flag, follow
from community.content.models import FlagReason, Subject, TargetKind
from community.core.clock import as_of, now
from community.core.db import db, get_locked, writing
from community.core.mail_outbox import LetterRow
from community.core.outbox import Event, OutboxEvent
from community.demo.stage import Stage
from community.notifications.actions import recount_unread
from community.notifications.models import Notification

AT_ONCE = 40
LATELY = timedelta(days=9)
READ_AFTER = timedelta(days=4)
FOLLOWED_AREAS = (("tom-okafor", "till"), ("sam-whitlock", "till"), ("aisha-khan", "stock"))


def plan_follows_and_flags(stage: Stage) -> None:
    """Plan who follows which part of the product, and a post that moderators should look at."""
    for handle, area in FOLLOWED_AREAS:
        stage.plan(stage.at("50w"), partial(_follow, stage, handle, area))
    stage.plan(stage.at("-1d 09:15"), lambda: _flag(stage))


def _follow(stage: Stage, handle: str, area: str) -> None:
    follow(stage.actor(handle), TargetKind.AREA, stage.areas[area])


def _flag(stage: Stage) -> None:
    subject = get_locked(Subject, stage.made["blockchain"])
    flag(stage.actor("anke-hartmann"), subject, FlagReason.OTHER, "Is this meant seriously?")


def tell_listeners(stage: Stage) -> int:
    """Give the events of the past to their listeners, each at its own time; how many there were."""
    told = 0
    while events := _waiting(stage):
        _tell(events)
        told += len(events)
    return told


def _waiting(stage: Stage) -> list[Row[Any]]:
    """The next events: many of long ago at once, those of the last days one by one."""
    columns = select(OutboxEvent.id, OutboxEvent.name, OutboxEvent.payload, OutboxEvent.occurred_at)
    statement = columns.where(OutboxEvent.finished_at.is_(None)).order_by(OutboxEvent.id)
    found = list(db.session.execute(statement.limit(AT_ONCE)))
    long_ago = [one for one in found if one.occurred_at < stage.now - LATELY]
    return long_ago or found[:1]


def _tell(events: list[Row[Any]]) -> None:
    subscribers = current_app.extensions["portal_subscribers"]
    with writing():
        for one in events:
            with as_of(one.occurred_at):
                event = Event.catalogue[one.name](**one.payload)
                for handler in subscribers.get(one.name, ()):
                    handler(event)
        done = update(OutboxEvent).where(OutboxEvent.id.in_([one.id for one in events]))
        db.session.execute(done.values(finished_at=now()))
    with as_of(events[-1].occurred_at):
        current_app.extensions["portal_queue"].jobs["fan_out"][0]()


def settle_tags() -> None:
    """Count what stands under each tag, as the worker does every few minutes."""
    current_app.extensions["portal_queue"].jobs["count_tags"][0]()


def settle_bells(stage: Stage) -> None:
    """Of what members were told, the older part is read; no letter of the past is sent."""
    with writing():
        old = Notification.created_at < stage.now - READ_AFTER
        read = update(Notification).where(old, Notification.read_at.is_(None))
        marked = read.values(read_at=stage.now).returning(Notification.member_id)
        recount_unread(sorted({*stage.members.values(), *db.session.scalars(marked)}))
        waiting = update(LetterRow).where(LetterRow.finished_at.is_(None))
        db.session.execute(waiting.values(finished_at=now()))


def count_ideas() -> None:
    """Who stands behind each idea, as the worker counts it within five minutes."""
    current_app.extensions["portal_queue"].jobs["refresh_idea_figures"][0]()


def count_leaderboards() -> None:
    """Who helped most until now, as the worker counts it."""
    current_app.extensions["portal_queue"].jobs["count_leaderboards"][0]()
