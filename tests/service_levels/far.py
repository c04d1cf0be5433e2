"""Deadlines ten years ahead, counted by hand a quarter of an hour at a time."""

import random
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo

from community.service_levels import clock
from community.service_levels.calendars import Calendar, Holiday, Target, Unit, Window

QUARTER = timedelta(minutes=15)
FIRST_DAY = datetime(2026, 1, 5, tzinfo=UTC)
YEARS = 14
ZONES = ("Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata")
WINDOWS = (
    tuple((day, 540, 1020) for day in range(5)),
    tuple((day, 0, 1440) for day in range(5)),
    ((1, 480, 720), (1, 780, 1020), (4, 1320, 360)),
)

Local = list[tuple[date, int]]


@lru_cache(maxsize=8)
def _local_quarters(zone: str) -> Local:
    """For each quarter of an hour its local date and its quarter of the local week."""
    info = ZoneInfo(zone)
    found = []
    for number in range(YEARS * 366 * 96):
        there = (FIRST_DAY + number * QUARTER).astimezone(info)
        found.append((there.date(), there.weekday() * 96 + there.hour * 4 + there.minute // 15))
    return found


def _open_quarters(windows: tuple[tuple[int, int, int], ...]) -> set[int]:
    return {
        (day * 96 + start // 15 + step) % 672
        for day, start, end in windows
        for step in range((end - start if end > start else end + 1440 - start) // 15)
    }


def far_differences(cases: int, seed: int) -> tuple[int, list[str]]:
    """The latest year that was reached, and what differed."""
    chance, found, year = random.Random(seed), [], 0
    for number in range(cases):
        zone, windows = ZONES[number % len(ZONES)], chance.choice(WINDOWS)
        start, amount = chance.randrange(96 * 60), chance.randrange(9 * 365, 10 * 365) * 96
        share = len(_open_quarters(windows)) / 672
        amount = int(amount * share)
        off = {
            (FIRST_DAY + timedelta(days=chance.randrange(365 * 12))).date()
            for _ in range(chance.choice((0, 20, 120)))
        }
        pause = (start + chance.randrange(5000), start + 5000 + chance.randrange(9000))
        local, covered = _local_quarters(zone), _open_quarters(windows)
        counted = (
            at
            for at in range(start, len(local))
            if local[at][1] in covered and local[at][0] not in off and not pause[0] <= at < pause[1]
        )
        last = next(islice(counted, amount - 1, None))
        by_hand = FIRST_DAY + (last + 1) * QUARTER
        year = max(year, by_hand.year)
        answer = clock.deadline(
            FIRST_DAY + start * QUARTER,
            Target(amount * 15, Unit.BUSINESS_MINUTES),
            Calendar(
                tuple(Window(*one) for one in windows), tuple(Holiday(day, {}) for day in off)
            ),
            zone,
            pauses=[clock.Pause(FIRST_DAY + pause[0] * QUARTER, FIRST_DAY + pause[1] * QUARTER)],
        )
        if answer.due_at != by_hand:
            found.append(f"{answer.due_at} by hand {by_hand}: {zone} {windows} {start} {amount}")
    return year, found
