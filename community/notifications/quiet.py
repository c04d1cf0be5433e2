"""The hours of a reader's day in which no news are mailed."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def quiet_ends(
    at: datetime, zone: ZoneInfo, first: int | None, last: int | None
) -> datetime | None:
    """When the quiet hours end in which this instant lies, None outside them; from the hour `first` until `last`."""
    if first is None or last is None or first == last:
        return None
    local = at.astimezone(zone)
    over_midnight = first > last
    is_late = local.hour >= first
    if not (is_late or local.hour < last if over_midnight else first <= local.hour < last):
        return None
    day = local.date() + timedelta(days=1) if over_midnight and is_late else local.date()
    return datetime.combine(day, time(last), zone).astimezone(at.tzinfo)
