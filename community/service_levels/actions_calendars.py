"""What administrators change about hours that are published: days off that are still to come, and nothing else."""

from collections.abc import Sequence
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from community.core.audit import audit
from community.core.clock import now
from community.core.db import db, get_locked
from community.core.errors import Invalid, NotFound
from community.core.tasks import enqueue_job
from community.core.versions import raise_version
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.service_levels.actions_editing import ensure_calendar, ensure_seen, fingerprint
from community.service_levels.calendars import Calendar, Holiday
from community.service_levels.models import (
    CalendarRevision,
    MenuVersion,
    SupportCalendar,
    VersionState,
)

EARLIEST_MORNING = timedelta(hours=14)  # where a day begins first: UTC+14


def last_day_begun() -> date:
    """The last day that has begun anywhere on earth: days after it are still to come for everybody."""
    return (now() + EARLIEST_MORNING).date()


def days_ahead(calendar: Calendar) -> list[Holiday]:
    """The days off of some hours that are still to come for everybody."""
    today = last_day_begun()
    return [one for one in calendar.closed_days.values() if one.day > today]


def days_print(calendar: Calendar) -> str:
    """A name of the days off of some hours."""
    return fingerprint([(one.day, dict(one.names)) for one in calendar.closed_days.values()])


def change_days_ahead(
    actor: Actor, version_id: int, key: str, days: Sequence[Holiday], *, seen: str | None = None
) -> CalendarRevision | None:
    """Let published hours have exactly these days off ahead, as a new revision; None when they have them already.

    Days that have begun stay. The worker then holds running promises against it, in their customers' favour alone.
    """
    ensure(actor, Permission.MENU_PUBLISH)
    version = get_locked(MenuVersion, version_id)
    revision = _newest(version_id, key)
    if version.state is not VersionState.PUBLISHED or revision is None:
        raise NotFound
    calendar = revision.calendar
    ensure_seen(seen, days_print(calendar))
    today = last_day_begun()
    if any(one.day <= today for one in days):
        raise Invalid(
            _l("A day off that has begun cannot be changed; please give days ahead."), "holidays"
        )
    begun = [one for one in calendar.closed_days.values() if one.day <= today]
    changed = Calendar(calendar.windows, (*begun, *days), calendar.zone)
    ensure_calendar(changed)
    if days_print(changed) == days_print(calendar):
        return None
    return _revise(actor, revision, changed, key)


def _newest(version_id: int, key: str) -> CalendarRevision | None:
    statement = (
        select(CalendarRevision)
        .join(SupportCalendar, SupportCalendar.id == CalendarRevision.calendar_id)
        .where(CalendarRevision.menu_version_id == version_id, SupportCalendar.key == key)
        .order_by(CalendarRevision.number.desc())
        .limit(1)
    )
    return db.session.scalars(statement).first()


def _revise(
    actor: Actor, before: CalendarRevision, changed: Calendar, key: str
) -> CalendarRevision:
    row = CalendarRevision(
        calendar_id=before.calendar_id,
        menu_version_id=before.menu_version_id,
        number=before.number + 1,
        position=before.position,
        name=dict(before.name),
        time_zone=before.time_zone,
        windows=before.windows,
        holidays=changed.as_json()["holidays"],
        created_at=now(),
        created_by_id=actor.member_id,
    )
    db.session.add(row)
    raise_version("menu")
    place = ("menu_version", before.menu_version_id)
    audit(actor.member_id, "menu.days_changed", place, hours=key, revision=row.number)
    enqueue_job("follow_calendars")
    return row
