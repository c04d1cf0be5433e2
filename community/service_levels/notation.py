"""How administrators write amounts, hours, days off and credits in the menu's editor, and what that means."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from community.service_levels.calendars import (
    MINUTES_A_DAY,
    Calendar,
    Holiday,
    Target,
    Unit,
    Window,
    week_of,
)
from community.service_levels.terms import CreditTerms

DAY_KEYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_WORDS = {"lun": 0, "mar": 1, "mer": 2, "jeu": 3, "ven": 4, "sam": 5, "dim": 6} | {
    key: number for number, key in enumerate(DAY_KEYS)
}
DAYS = re.compile(r"^([a-z]{3})(?:\s*[-–]\s*([a-z]{3}))?\s+(\S.*)$")
SPAN = re.compile(r"^(\d{1,2}):([0-5]\d)\s*[-–]\s*(\d{1,2}):([0-5]\d)$")
DAY_AND_NIGHT = "24/7"
AMOUNT = re.compile(r"^(\d{1,5})\s*(min|h|d|bmin|bh|bd)$")
UNITS = {
    "min": (1, Unit.CLOCK_MINUTES),
    "h": (60, Unit.CLOCK_MINUTES),
    "d": (1_440, Unit.CLOCK_MINUTES),
    "bmin": (1, Unit.BUSINESS_MINUTES),
    "bh": (60, Unit.BUSINESS_MINUTES),
    "bd": (1, Unit.BUSINESS_DAYS),
}
PERCENT = re.compile(r"^(\d{1,3})(?:[.,](\d{1,3}))?\s*%?$")
TIER = re.compile(r"^<?\s*(\S+?)\s*%?\s*[:=]\s*(\d{1,3})\s*%?$")


def read_amount(text: str) -> Target | None:
    """`2 bh` as a target; None for what is no amount."""
    match = AMOUNT.match(" ".join(text.split()).lower())
    if match is None:
        return None
    factor, unit = UNITS[match[2]]
    return Target(int(match[1]) * factor, unit)


def write_amount(target: Target) -> str:
    """A target as it is typed: the largest unit in which it is whole."""
    for name in ("d", "h", "min", "bh", "bmin", "bd"):
        factor, unit = UNITS[name]
        if unit is target.unit and target.amount % factor == 0:
            return f"{target.amount // factor} {name}"
    raise AssertionError("every unit has a name")


def read_windows(text: str) -> list[list[Window] | None]:
    """The windows of each line, `mon-fri 09:00-12:00, 13:00-17:00` or `24/7`; None for a line that is none."""
    return [_windows(line.lower()) for line in _lines(text)]


def windows_of(text: str) -> tuple[Window, ...]:
    """All windows of a text, without the lines that cannot be read."""
    return tuple(window for line in read_windows(text) for window in line or ())


def _windows(line: str) -> list[Window] | None:
    if line == DAY_AND_NIGHT:
        return list(week_of([(0, MINUTES_A_DAY)], range(7)))
    match = DAYS.match(line)
    days = _days(match[1], match[2] or match[1]) if match else []
    spans = [SPAN.match(part.strip()) for part in match[3].split(",")] if match else []
    if not days or not all(spans):
        return None
    hours = [(_minute(span, 1), _minute(span, 3)) for span in spans if span]
    return list(week_of(hours, days))


def _days(first: str, last: str) -> list[int]:
    if first not in DAY_WORDS or last not in DAY_WORDS:
        return []
    begin, end = DAY_WORDS[first], DAY_WORDS[last]
    return [day % 7 for day in range(begin, end + 1 if end >= begin else end + 8)]


def _minute(span: re.Match[str], group: int) -> int:
    return int(span[group]) * 60 + int(span[group + 1])


def write_windows(calendar: Calendar) -> str:
    """A calendar's windows as they are typed: days in a row with the same hours share a line."""
    if calendar.windows and Calendar(calendar.windows).never_closes:
        return DAY_AND_NIGHT
    spans = [
        tuple((w.start, w.end) for w in sorted(calendar.windows) if w.weekday == day)
        for day in range(7)
    ]
    runs = [list(run) for _hours, run in groupby(range(7), key=lambda day: spans[day])]
    return "\n".join(_written(run, spans[run[0]]) for run in runs if spans[run[0]])


def _written(days: Sequence[int], spans: Iterable[tuple[int, int]]) -> str:
    first, last = DAY_KEYS[days[0]], DAY_KEYS[days[-1]]
    hours = (f"{a // 60:02d}:{a % 60:02d}-{b // 60:02d}:{b % 60:02d}" for a, b in spans)
    return f"{first if first == last else f'{first}-{last}'} {', '.join(hours)}"


def read_holidays(text: str) -> list[Holiday | None]:
    """One day off a line, `2026-12-25 Christmas Day | Noël`; None for a line that is none."""
    return [_holiday(line) for line in _lines(text)]


def _holiday(line: str) -> Holiday | None:
    day, _space, words = line.partition(" ")
    english, _bar, french = (part.strip()[:80] for part in words.partition("|"))
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return None
    return Holiday(found, {"en": english or day, "fr": french or english or day})


def write_holidays(calendar: Calendar) -> str:
    """A calendar's days off as they are typed."""
    return write_days(calendar.closed_days.values())


def write_days(days: Iterable[Holiday]) -> str:
    """Days off as they are typed."""
    return "\n".join(
        f"{one.day.isoformat()} {one.names.get('en', '')} | {one.names.get('fr', '')}"
        for one in days
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def read_percent(text: str) -> int | None:
    """`99.95` as thousandths of a percent, up to 100; None for what is none."""
    match = PERCENT.match(text.strip())
    if match is None:
        return None
    found = int(match[1]) * 1000 + int((match[2] or "").ljust(3, "0"))
    return found if found <= 100_000 else None


def write_percent(thousandths: int) -> str:
    """Thousandths of a percent as they are typed."""
    whole, part = divmod(thousandths, 1000)
    return f"{whole}.{part:03d}".removesuffix("0")


def read_tiers(text: str) -> list[CreditTerms | None]:
    """One credit a line, `99.9: 10`; None for a line that is none."""
    return [_tier(line) for line in _lines(text)]


def _tier(line: str) -> CreditTerms | None:
    match = TIER.match(line)
    below = read_percent(match[1]) if match else None
    return CreditTerms(below, int(match[2])) if match and below else None


def write_tiers(tiers: Iterable[CreditTerms]) -> str:
    """Credits as they are typed."""
    return "\n".join(f"{write_percent(one.below)}: {one.percent}" for one in tiers)
