"""Live hours as events of calendars."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import current_app

from community import site_settings
from community.circles.icalendar import Entry, write
from community.circles.models import HourState
from community.circles.queries_hours import HourLine
from community.core.clock import now
from community.core.i18n import local


def calendar_of(name: str, hours: Iterable[HourLine]) -> bytes:
    """A calendar of these live hours, in the words of the reader's language."""
    product = site_settings.current().site_name
    return write(name, product, [_entry(one) for one in hours])


def _entry(hour: HourLine) -> Entry:
    public_url = current_app.config["PORTAL"].public_url
    host = urlsplit(public_url).hostname or "localhost"
    return Entry(
        uid=f"live-hour-{hour.id}@{host}",
        sequence=hour.sequence,
        starts_at=hour.starts_at,
        ends_at=hour.ends_at,
        changed_at=hour.changed_at,
        summary=f"{hour.title} ({local(hour.area_name)})",
        description=hour.text[:1000],
        url=f"{public_url}/circles/{hour.area_key}/hours/{hour.id}",
        is_cancelled=hour.state_at(now()) is HourState.CANCELLED,
    )
