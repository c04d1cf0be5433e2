"""What the worker tells of circles: entries, ends, live hours that begin soon. Nothing here lets anybody in."""

from datetime import timedelta

from sqlalchemy import select

from community import site_settings
from community.circles.actions_entries import BATCH, settle_entries
from community.circles.models import LiveHour
from community.core.clock import now
from community.core.db import db, writing
from community.core.outbox import record
from community.events import LiveHourNear

AT_ONCE = 100


def settle_circle_entries() -> int:
    """Tell who entered a circle or left it, some at a time; how many."""
    total = 0
    while True:
        with writing():
            found = settle_entries()
        total += found
        if found < BATCH:
            return total


def remind_of_hours() -> int:
    """Tell those who follow a live hour, once, that it begins soon; how many hours that were."""
    ahead = timedelta(minutes=site_settings.current().live_hour_reminder_minutes)
    with writing():
        near = (
            select(LiveHour)
            .where(LiveHour.starts_at > now(), LiveHour.starts_at <= now() + ahead)
            .where(LiveHour.reminded_at.is_(None), LiveHour.cancelled_at.is_(None))
            .order_by(LiveHour.id)
            .limit(AT_ONCE)
            .with_for_update(key_share=True)
        )
        hours = db.session.scalars(near).all()
        for hour in hours:
            hour.reminded_at = now()
            record(LiveHourNear(hour_id=hour.id, actor_id=None, sequence=hour.sequence))
    return len(hours)
