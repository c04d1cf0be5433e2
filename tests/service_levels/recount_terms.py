"""What the menu said at which minute of the story, written down by hand: three versions, and days off that changed.

It shares no code with the portal; `quarter.py` lets the portal publish and revise the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

import holidays

EPOCH = datetime(2026, 3, 2, tzinfo=UTC)
DAYS = 250  # of minutes that are laid out
HOUR, OFFICE_DAY, DAY = 60, 480, 1440
LONG_DAY = 540  # of the customer's hours in the third version
QUARTER = 15  # no clock here changes and no window opens between quarters of an hour


def moment(minute: int) -> datetime:
    """A minute of the story as an instant."""
    return EPOCH + timedelta(minutes=minute)


def on(month: int, day: int, hour: int, minute: int = 7) -> int:
    """A time of 2026 in UTC as a minute of the story."""
    return int((datetime(2026, month, day, hour, minute, tzinfo=UTC) - EPOCH).total_seconds()) // 60


# When each version was published, and from when it is in force.
PUBLISHED = {2: on(3, 22, 9), 3: on(4, 26, 9)}
IN_FORCE = {1: -DAYS * DAY, 2: on(4, 2, 11), 3: on(5, 3, 22)}
# Some customers of the standard plan have the premium one from here on.
BETTER_PLAN = on(4, 16, 12), "premium"

Term = tuple[int, str | None]
Targets = dict[str | None, Term]

# Target in minutes and the hours it counts in; `None` is every minute.
FIRST: dict[str, Targets] = {
    "community": {None: (2 * OFFICE_DAY, "office")},
    "standard": {
        "L1": (2 * HOUR, "local"),
        "L2": (6 * HOUR, "local"),
        "L3": (OFFICE_DAY, "local"),
        "L4": (2 * OFFICE_DAY, "local"),
    },
    "premium": {
        "L1": (HOUR, None),
        "L2": (2 * HOUR, "week"),
        "L3": (OFFICE_DAY, "local"),
        "L4": (2 * OFFICE_DAY, "local"),
    },
    "enterprise": {
        "L1": (30, None),
        "L2": (2 * HOUR, None),
        "L3": (8 * HOUR, None),
        "L4": (24 * HOUR, None),
    },
}
SOLUTION: dict[str, Targets] = {
    "premium": {"L1": (DAY, None), "L2": (3 * DAY, "week"), "L3": (10 * OFFICE_DAY, "local")},
    "enterprise": {"L1": (DAY, None), "L2": (3 * DAY, None), "L3": (10 * DAY, None)},
}

# What later versions say otherwise; what a version does not name is as in the one before.
FIRST_CHANGED: dict[int, dict[tuple[str, str], Term]] = {
    2: {
        ("standard", "L2"): (3 * HOUR, "local"),
        ("premium", "L3"): (4 * HOUR, "week"),
        ("enterprise", "L3"): (4 * HOUR, None),
        ("enterprise", "L4"): (12 * HOUR, None),
    },
    3: {
        ("standard", "L1"): (HOUR, "local"),
        ("standard", "L2"): (5 * HOUR, "local"),
        ("standard", "L3"): (LONG_DAY, "local"),
        ("standard", "L4"): (16 * HOUR, "local"),
        ("premium", "L2"): (90, "week"),
        ("premium", "L4"): (16 * HOUR, "local"),
        ("enterprise", "L2"): (90, None),
    },
}
SOLUTION_CHANGED: dict[int, dict[tuple[str, str], Term]] = {
    2: {("enterprise", "L2"): (2 * DAY, None)},
    3: {("premium", "L3"): (10 * LONG_DAY, "local")},
}
WINDOWS = {1: (9, 17), 2: (9, 17), 3: (9, 18)}  # of the customer's hours


@dataclass(frozen=True)
class Revision:
    """Days off of some hours of a version that were added or taken back ahead."""

    at: int
    version: int
    hours: str
    added: tuple[date, ...] = ()
    worked: tuple[date, ...] = ()


REVISIONS = (
    Revision(on(3, 11, 10), 1, "local", added=(date(2026, 3, 25),)),
    Revision(on(3, 11, 10), 1, "office", added=(date(2026, 3, 25),)),
    Revision(on(3, 18, 15), 1, "local", worked=(date(2026, 3, 25),)),
    Revision(on(4, 3, 9), 1, "office", worked=(date(2026, 4, 6),)),
    Revision(on(4, 21, 8), 2, "local", added=(date(2026, 4, 28),)),
    Revision(on(4, 21, 8), 2, "week", added=(date(2026, 4, 27),)),
    Revision(on(4, 23, 16), 2, "week", worked=(date(2026, 4, 27),)),
    Revision(on(5, 11, 12), 3, "office", worked=(date(2026, 5, 14),)),
    Revision(on(5, 11, 12), 3, "local", added=(date(2026, 5, 25),)),
    Revision(on(5, 21, 12), 3, "local", worked=(date(2026, 5, 25),)),
)


@dataclass(frozen=True)
class Hours:
    """Hours as a version and the revisions up to a number let them be."""

    key: str
    version: int
    revision: int


def version_at(minute: int) -> int:
    """The version in force."""
    return max(number for number, since in IN_FORCE.items() if since <= minute)


def hours_at(key: str | None, version: int, minute: int) -> Hours | None:
    """The newest revision of a version's hours; None for every minute."""
    if key is None:
        return None
    return Hours(key, version, sum(1 for one in _revisions(key, version) if one.at <= minute))


def _revisions(key: str, version: int) -> list[Revision]:
    return [one for one in REVISIONS if (one.hours, one.version) == (key, version)]


def days_off(hours: Hours) -> set[date]:
    """Days on which nobody is there: a version begins with those that the one before had when it was published."""
    if hours.version > 1:
        before = hours_at(hours.key, hours.version - 1, PUBLISHED[hours.version])
        found = days_off(before) if before else set()
    else:
        found = set(holidays.country_holidays("FR", years=2026)) if hours.key == "office" else set()
    for one in _revisions(hours.key, hours.version)[: hours.revision]:
        found = (found | set(one.added)) - set(one.worked)
    return found


def target_of(plan: str, severity: str | None, kind: str, version: int) -> Term | None:
    """(minutes, hours) that a plan promises in a version."""
    is_solution = kind == "resolution"
    table = SOLUTION.get(plan, {}) if is_solution else FIRST[plan]
    found = table.get(severity) or table.get(None)
    for number in range(2, version + 1):
        changed = (SOLUTION_CHANGED if is_solution else FIRST_CHANGED)[number]
        found = changed.get((plan, severity or ""), found)
    if found is None:
        return None
    return (found[0] * 2, found[1]) if kind == "next_response" else found


def covered(hours: Hours | None, zone: str, minute: int) -> int:
    """How many minutes are covered before a minute."""
    if hours is None:
        return minute
    quarter, rest = divmod(minute, QUARTER)
    sums = _sums(hours, zone)
    return sums[quarter] * QUARTER + rest * (sums[quarter + 1] - sums[quarter])


@lru_cache(maxsize=256)
def _sums(hours: Hours, zone: str) -> list[int]:
    off, (opens, closes) = days_off(hours), WINDOWS[hours.version]
    if hours.key != "local":
        zone, (opens, closes) = "Europe/Paris", (9, 17) if hours.key == "office" else (0, 24)
    there = _local_quarters(zone)
    open_quarters = (
        day.weekday() < 5 and opens <= hour < closes and day not in off for day, hour in there
    )
    return [0, *accumulate(open_quarters)]


@lru_cache(maxsize=8)
def _local_quarters(zone: str) -> list[tuple[date, int]]:
    """Date and hour there of each quarter of an hour."""
    info = ZoneInfo(zone)
    there = (moment(at).astimezone(info) for at in range(0, DAYS * DAY, QUARTER))
    return [(one.date(), one.hour) for one in there]
