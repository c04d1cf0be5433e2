"""Uptime of a month once more, the slow way: it looks at every minute by itself and shares no code with the portal."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MONTHS = ((2026, 2, 28), (2026, 3, 31), (2026, 10, 31), (2026, 11, 30), (2028, 2, 29))


@dataclass(frozen=True)
class Case:
    """A month with what was down, what was announced, when the customer was entitled, in minutes of the month."""

    year: int
    month: int
    days: int
    downs: tuple[tuple[int, int, int], ...]  # component, from, to
    works: tuple[
        tuple[int, int, int, int, int | None], ...
    ]  # component, from, to, announced, replaced
    entitled: tuple[tuple[int, int], ...]
    covered: frozenset[int]
    notice: int | None
    windows: tuple[tuple[int, int, int], ...]  # weekday, from, to; none is any hour
    zone: str

    @property
    def origin(self) -> datetime:
        """The first instant of the month."""
        return datetime(self.year, self.month, 1, tzinfo=UTC)

    @property
    def minutes(self) -> int:
        """How many minutes the month has."""
        return self.days * 1440

    def at(self, minute: int) -> datetime:
        """A minute of the month as an instant."""
        return self.origin + timedelta(minutes=minute)


def random_case(dice: random.Random) -> Case:
    """A month with overlaps, times across its ends, good and bad announcements."""
    year, month, days = dice.choice(MONTHS)
    length = days * 1440
    around = (-3000, length + 3000)

    def span(longest: int) -> tuple[int, int]:
        start = dice.randrange(*around)
        return start, start + dice.randrange(1, longest)

    works = []
    for _number in range(dice.randrange(4)):
        start, end = span(700)
        announced = start - dice.randrange(0, 6000)
        replaced = announced + dice.randrange(1, 9000) if dice.random() < 0.3 else None
        works.append((dice.randrange(3), start, end, announced, replaced))
    downs = [(dice.randrange(3), *span(900)) for _number in range(dice.randrange(9))]
    downs += [(component, start, end) for component, start, end, _at, _gone in works]
    return Case(
        year,
        month,
        days,
        tuple(downs),
        tuple(works),
        _entitled(dice, length),
        frozenset(dice.sample(range(3), dice.randrange(1, 4))),
        dice.choice((None, 0, 1440, 4320)),
        _windows(dice),
        dice.choice(("UTC", "Europe/Paris", "Australia/Lord_Howe", "America/New_York")),
    )


def _entitled(dice: random.Random, length: int) -> tuple[tuple[int, int], ...]:
    if dice.random() < 0.5:
        return ((-10_000, length + 10_000),)
    edge = dice.randrange(length)
    return dice.choice((((edge, length + 5),), ((-5, edge),), ((-5, edge // 2), (edge, length))))


def _windows(dice: random.Random) -> tuple[tuple[int, int, int], ...]:
    if dice.random() < 0.4:
        return ()
    start, length = dice.randrange(0, 1440, 30), dice.randrange(60, 600, 30)
    days = dice.sample(range(7), dice.randrange(1, 8))
    return tuple((day, start, (start + length) % 1440 or 1440) for day in sorted(days))


def down_minutes(case: Case) -> int:
    """How many minutes of the month count as down."""
    down: set[int] = set()
    for component, start, end in case.downs:
        if component in case.covered:
            minutes = {
                minute
                for since, until in case.entitled
                for minute in range(max(start, since, 0), min(end, until, case.minutes))
            }
            down.update(minutes - _left_out(case, component))
    return len(down)


def _left_out(case: Case, component: int) -> set[int]:
    """The minutes of the month in which work on a component was announced as the plan asks."""
    found: set[int] = set()
    for which, start, end, announced, replaced in case.works:
        is_told = case.notice is not None and start - announced >= case.notice
        if which == component and is_told and (replaced is None or replaced > start):
            found.update(range(max(start, 0), min(end, case.minutes)))
    if not case.windows:
        return found
    shown, week = _local_minutes(case.zone, case.year, case.month, case.days), _hours(case.windows)
    return {minute for minute in found if shown[minute] in week}


@lru_cache(maxsize=32)
def _local_minutes(zone: str, year: int, month: int, days: int) -> list[tuple[int, int]]:
    """For each minute of the month weekday and minute of the day that a clock on the wall shows."""
    info, at = ZoneInfo(zone), datetime(year, month, 1, tzinfo=UTC)
    there = ((at + timedelta(minutes=minute)).astimezone(info) for minute in range(days * 1440))
    return [(one.weekday(), one.hour * 60 + one.minute) for one in there]


def _hours(windows: tuple[tuple[int, int, int], ...]) -> set[tuple[int, int]]:
    """Weekday and minute of the day of each minute in which work may be left out."""
    found = set()
    for day, start, end in windows:
        length = (end - start) % 1440 or 1440
        for minute in range(start, start + length):
            found.add(((day + minute // 1440) % 7, minute % 1440))
    return found
