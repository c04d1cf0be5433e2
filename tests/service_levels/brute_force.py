"""The promise clock once more, the slow way: it looks at every minute by itself.

It shares no code with the engine and reads local time from `datetime` alone. Cases are plain values.
"""

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

HORIZON_DAYS = 60
SPREAD_DAYS = 30
MINUTES, WEEK = (HORIZON_DAYS + SPREAD_DAYS) * 1440, 7 * 1440

# Where clocks change oddly, and a day on which the story begins.
STAGES = (
    ("Europe/Paris", date(2026, 3, 10)),
    ("Europe/Paris", date(2026, 10, 5)),
    ("America/New_York", date(2026, 10, 15)),
    ("Australia/Lord_Howe", date(2026, 3, 15)),
    ("Australia/Lord_Howe", date(2026, 9, 15)),
    ("Pacific/Apia", date(2011, 12, 10)),
    ("America/Havana", date(2026, 10, 20)),
    ("Africa/Casablanca", date(2026, 2, 1)),
    ("Asia/Kolkata", date(2026, 6, 1)),
    ("America/Sao_Paulo", date(2018, 10, 20)),
    ("Antarctica/Troll", date(2026, 3, 10)),
    ("America/St_Johns", date(2026, 10, 15)),
)


@dataclass(frozen=True)
class Case:
    """Hours, target, start and pauses in whole minutes."""

    zone: str
    first_day: date
    windows: tuple[tuple[int, int, int], ...]
    holidays: tuple[date, ...]
    unit: str
    amount: int
    start: int
    pauses: tuple[tuple[int, int], ...]

    @property
    def origin(self) -> datetime:
        """The instant that minutes are counted from."""
        return datetime(self.first_day.year, self.first_day.month, self.first_day.day, tzinfo=UTC)

    def at(self, minute: float) -> datetime:
        """A minute of the case as an instant."""
        return self.origin + timedelta(minutes=minute)


@dataclass(frozen=True)
class Found:
    """What counting by hand gives: due and warned in seconds since the origin, and the target's length."""

    due: int
    warned: int
    seconds: int


Stretch = tuple[int, int]


@lru_cache(maxsize=32)
def _local_minutes(zone: str, first_day: date) -> tuple[list[Stretch], dict[date, list[Stretch]]]:
    """What a clock on the wall shows in each minute, read one by one.

    First the stretches in which it goes on minute by minute, as (minute of the week at its begin, length); then
    those of each local date, as (first minute, end).
    """
    info, at = ZoneInfo(zone), datetime(first_day.year, first_day.month, first_day.day, tzinfo=UTC)
    stretches: list[Stretch] = []
    days: dict[date, list[Stretch]] = defaultdict(list)
    there = [(at + timedelta(minutes=number)).astimezone(info) for number in range(MINUTES)]
    shown = [one.weekday() * 1440 + one.hour * 60 + one.minute for one in there]
    jumps = [
        number for number in range(1, MINUTES) if (shown[number] - shown[number - 1]) % WEEK != 1
    ]
    for start, end in pairwise([0, *jumps, MINUTES]):
        stretches.append((shown[start], end - start))
    for day, numbers in groupby(range(MINUTES), lambda number: there[number].date()):
        first, *_, last = numbers
        days[day].append((first, last + 1))
    return stretches, days


@lru_cache(maxsize=4)
def open_minutes(windows: tuple[tuple[int, int, int], ...]) -> bytes:
    """A byte for each of the 10,080 minutes of a week: 1 where it is covered."""
    week = bytearray(WEEK)
    for weekday, start, end in windows:
        length = end - start if end > start else end + 1440 - start
        for step in range(length):
            week[(weekday * 1440 + start + step) % WEEK] = 1
    return bytes(week)


def length_in_seconds(case: Case) -> int:
    """How long the case's target is."""
    if case.unit != "business_days":
        return case.amount * 60
    covered = sum(open_minutes(case.windows)) * 60
    return case.amount * covered // len({weekday for weekday, _, _ in case.windows})


@lru_cache(maxsize=4)
def counted_minutes(case: Case) -> bytes:
    """A byte for each minute up to the horizon: 1 where it counts."""
    stretches, days = _local_minutes(case.zone, case.first_day)
    found, out = bytearray(b"\1" * MINUTES), [(0, case.start), *case.pauses]
    if case.unit != "clock_minutes":
        weeks = open_minutes(case.windows) * (MINUTES // WEEK + 2)
        found = bytearray(b"".join(weeks[shown : shown + length] for shown, length in stretches))
        out += [stretch for day in case.holidays for stretch in days.get(day, ())]
    for start, end in out:
        found[start:end] = bytes(end - start)
    return bytes(found)


def count_by_hand(case: Case) -> Found | None:
    """Due and warned by counting minutes; None when the horizon comes first."""
    seconds = length_in_seconds(case)
    counted = counted_minutes(case)
    if counted.count(1) * 60 < seconds:
        return None
    warn = seconds * 80 // 100
    return Found(_instant_after(counted, seconds), _instant_after(counted, warn), seconds)


def _instant_after(counted: bytes, seconds: int) -> int:
    """The instant, in seconds since the origin, at which so many seconds have been counted."""
    last = max(0, (seconds - 1) // 60)
    return _number(counted, last) * 60 + seconds - last * 60


def _number(counted: bytes, place: int) -> int:
    """The minute at this place, from 0, among those that count."""
    day = 0
    while place >= (of_it := counted.count(1, day, day + 1440)):
        place, day = place - of_it, day + 1440
    minute = counted.index(1, day)
    for _ in range(place):
        minute = counted.index(1, minute + 1)
    return minute


def elapsed_by_hand(case: Case, until: int) -> int:
    """Seconds that count from the start to a minute."""
    return 60 * counted_minutes(case).count(1, 0, max(until, 0))


def random_case(chance: random.Random) -> Case:
    """A case of any kind; its deadline may lie past the horizon."""
    zone, first_day = chance.choice(STAGES)
    windows = _random_windows(chance)
    start = chance.randrange(1440, SPREAD_DAYS * 1440)
    unit, amount = _random_target(chance)
    holidays = {
        first_day + timedelta(days=chance.randrange(70))
        for _ in range(chance.choice((0, 0, 1, 3, 8)))
    }
    return Case(
        zone,
        first_day,
        windows,
        tuple(holidays),
        unit,
        amount,
        start,
        _random_pauses(chance, start),
    )


def _random_target(chance: random.Random) -> tuple[str, int]:
    unit = chance.choice(("business_minutes", "business_minutes", "business_days", "clock_minutes"))
    if unit == "business_days":
        return unit, chance.choice((1, 1, 2, 3, 5, 10, 20))
    return unit, chance.choice(
        (1, 15, 30, 60, 120, 361, 480, 960, 1441, 2880, chance.randrange(1, 9000))
    )


def _random_windows(chance: random.Random) -> tuple[tuple[int, int, int], ...]:
    style = chance.randrange(6)
    if style == 0:
        return tuple((day, 0, 1440) for day in range(7))
    if style == 1:
        return tuple((day, 0, 1440) for day in range(5))
    weekdays = sorted(chance.sample(range(7), chance.randrange(1, 8)))
    if style == 2:
        start, end = chance.randrange(1080, 1440), chance.randrange(1, 540)
        return tuple((day, start, end) for day in weekdays)
    return tuple((day, start, end) for day in weekdays for start, end in _random_day(chance))


def _random_day(chance: random.Random) -> list[tuple[int, int]]:
    edges = sorted(chance.sample(range(1441), chance.choice((2, 2, 4, 6))))
    return list(zip(edges[::2], edges[1::2], strict=True))


def _random_pauses(chance: random.Random, start: int) -> tuple[tuple[int, int], ...]:
    pauses = []
    for _ in range(chance.choice((0, 0, 0, 1, 2, 4))):
        begins = max(0, start + chance.randrange(-600, 12_000))
        pauses.append((begins, begins + chance.choice((1, 30, 240, 1440, 5000))))
    return tuple(pauses)
