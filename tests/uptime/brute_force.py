"""Uptime of a month once more, the slow way: it looks at every minute by itself and shares no code with the portal."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
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
    return sum(_is_down(case, minute) for minute in _suspects(case))


def _suspects(case: Case) -> set[int]:
    return {
        minute
        for _component, start, end in case.downs
        for minute in range(max(start, 0), min(end, case.minutes))
    }


def _is_down(case: Case, minute: int) -> bool:
    if not any(start <= minute < end for start, end in case.entitled):
        return False
    return any(
        component in case.covered
        and start <= minute < end
        and not _is_left_out(case, component, minute)
        for component, start, end in case.downs
    )


def _is_left_out(case: Case, component: int, minute: int) -> bool:
    if case.notice is None or not _is_in_hours(case, minute):
        return False
    for which, start, end, announced, replaced in case.works:
        if which != component or not start <= minute < end:
            continue
        if start - announced >= case.notice and (replaced is None or replaced > start):
            return True
    return False


def _is_in_hours(case: Case, minute: int) -> bool:
    if not case.windows:
        return True
    there = case.at(minute).astimezone(ZoneInfo(case.zone))
    local, today = there.hour * 60 + there.minute, there.weekday()
    for day, start, end in case.windows:
        if start < end:
            if day == today and start <= local < end:
                return True
        elif (day == today and local >= start) or ((day + 1) % 7 == today and local < end):
            return True
    return False
