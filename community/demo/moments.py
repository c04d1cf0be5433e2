"""When things of the demo happened, said relative to today: `3w Tue 10:05`, `-1d 15:20`, `-3h`, `-100m`."""

import re
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Europe/Paris")
DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEKDAY: Final = re.compile(r"(\d+)w (Mon|Tue|Wed|Thu|Fri|Sat|Sun) (\d\d):(\d\d)")
_DAY: Final = re.compile(r"-(\d+)d (\d\d):(\d\d)")
_AGO: Final = re.compile(r"-(\d+)([hm])")
_WEEKS: Final = re.compile(r"(\d+)w")


def moment(said: str, now: datetime) -> datetime:
    """The instant that is meant, never later than a minute ago; ValueError for what is none.

    `3w Tue 10:05` is the Tuesday of the week three weeks before this one, in the company's zone.
    """
    return min(_moment(said, now), now - timedelta(minutes=1))


def _moment(said: str, now: datetime) -> datetime:
    today = now.astimezone(ZONE).date()
    if match := _WEEKDAY.fullmatch(said):
        monday = today - timedelta(days=today.weekday(), weeks=int(match[1]))
        day = monday + timedelta(days=DAYS.index(match[2]))
        return datetime.combine(day, time(int(match[3]), int(match[4])), ZONE)
    if match := _DAY.fullmatch(said):
        day = today - timedelta(days=int(match[1]))
        return datetime.combine(day, time(int(match[2]), int(match[3])), ZONE)
    if match := _AGO.fullmatch(said):
        return now - timedelta(**{"hours" if match[2] == "h" else "minutes": int(match[1])})
    if match := _WEEKS.fullmatch(said):
        return now - timedelta(weeks=int(match[1]))
    raise ValueError(f"{said!r} is no moment")
