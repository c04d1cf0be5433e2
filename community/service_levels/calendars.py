"""Support hours as values: windows of a week, days off, and whose time zone they are read in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from community.service_levels.zones import is_zone

MINUTE, DAY, WEEK = 60, 86_400, 604_800
MINUTES_A_DAY = 1_440
_EPOCH = date(1970, 1, 1).toordinal()

Span = tuple[int, int]


class Unit(StrEnum):
    """How a target is measured: by the calendar's minutes, by its days, or by the clock on the wall."""

    BUSINESS_MINUTES = "business_minutes"
    BUSINESS_DAYS = "business_days"
    CLOCK_MINUTES = "clock_minutes"


@dataclass(frozen=True, slots=True)
class Target:
    """An amount of time in a unit, as a plan states it."""

    amount: int
    unit: Unit

    def times(self, factor: int) -> "Target":
        """The same unit, so many times as long."""
        return Target(self.amount * factor, self.unit)


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Local minutes of a weekday (0 is Monday); an end at or before the start lies on the next day."""

    weekday: int
    start: int
    end: int

    @property
    def crosses_midnight(self) -> bool:
        """Whether its end lies on the next day (24:00 does not)."""
        return self.end <= self.start

    @property
    def pieces(self) -> tuple[tuple[int, Span], ...]:
        """The window as (weekday, seconds of that day), cut at midnight."""
        start, end = self.start * MINUTE, self.end * MINUTE
        if not self.crosses_midnight:
            return ((self.weekday, (start, end)),)
        late = (self.weekday, (start, DAY))
        return (late, ((self.weekday + 1) % 7, (0, end))) if end else (late,)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A local date on which nobody is there, from its first second to its last, with its name by locale."""

    day: date
    names: Mapping[str, str] = field(hash=False)

    @property
    def number(self) -> int:
        """Days since 1970-01-01."""
        return self.day.toordinal() - _EPOCH


@dataclass(frozen=True)
class Calendar:
    """Weekly windows less holidays; `zone` None reads them in the customer's own time zone.

    An instant is covered when its local time there lies in a window and its local date is no holiday.
    """

    windows: tuple[Window, ...]
    holidays: tuple[Holiday, ...] = ()
    zone: str | None = None

    @cached_property
    def pieces(self) -> tuple[tuple[Span, ...], ...]:
        """Open seconds of each weekday, in order, overlaps joined."""
        days: list[list[Span]] = [[] for _ in range(7)]
        for window in self.windows:
            for weekday, piece in window.pieces:
                days[weekday].append(piece)
        return tuple(tuple(join_spans(day)) for day in days)

    @cached_property
    def week_seconds(self) -> int:
        """Open seconds of a week without holidays."""
        return sum(end - start for day in self.pieces for start, end in day)

    @cached_property
    def days_a_week(self) -> int:
        """Weekdays on which a window begins; an overnight window belongs to the day it begins on."""
        return len({window.weekday for window in self.windows})

    @cached_property
    def closed_days(self) -> dict[int, Holiday]:
        """Holidays by number of day, in order of time."""
        return {h.number: h for h in sorted(self.holidays, key=lambda h: h.day)}

    @cached_property
    def closed_order(self) -> tuple[int, ...]:
        """Numbers of the holidays in order of time, for bisection."""
        return tuple(self.closed_days)

    @property
    def never_opens(self) -> bool:
        """Whether no minute of any week is covered."""
        return self.week_seconds == 0

    @property
    def never_closes(self) -> bool:
        """Whether every minute is covered: 24 hours, 7 days, no holiday."""
        return self.week_seconds == WEEK and not self.holidays

    def zone_for(self, customers_zone: str) -> str:
        """The zone that its windows are read in for this customer."""
        return self.zone or customers_zone

    def seconds_of(self, target: Target) -> int:
        """Length of a target in seconds of this calendar, rounded down (in the customer's favour).

        A business day is the length of the calendar's day. Where weekdays differ it is their mean, so as
        many business days as the week has working days are always one week of hours.
        """
        if target.unit is Unit.BUSINESS_DAYS:
            return target.amount * self.week_seconds // max(self.days_a_week, 1)
        return target.amount * MINUTE

    def as_json(self) -> dict[str, Any]:
        """Plain values that `calendar_from_json` reads back."""
        return {
            "windows": [[w.weekday, w.start, w.end] for w in sorted(self.windows)],
            "holidays": [[h.day.isoformat(), dict(h.names)] for h in self.closed_days.values()],
            "zone": self.zone,
        }


def calendar_from_json(stored: Mapping[str, Any]) -> Calendar:
    """The calendar that `as_json` wrote."""
    return Calendar(
        windows=tuple(Window(*row) for row in stored["windows"]),
        holidays=tuple(
            Holiday(date.fromisoformat(day), names) for day, names in stored["holidays"]
        ),
        zone=stored["zone"],
    )


def join_spans(spans: Iterable[Span]) -> list[Span]:
    """The same seconds as spans in order that neither touch nor overlap."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def week_of(hours: Iterable[tuple[int, int]], weekdays: Iterable[int]) -> tuple[Window, ...]:
    """The same windows, in minutes, on each of some weekdays."""
    spans = tuple(hours)
    return tuple(Window(day, start, end) for day in weekdays for start, end in spans)


class CalendarFault(StrEnum):
    """What can be wrong with a calendar that somebody wants to save."""

    NEVER_OPENS = "never_opens"
    BAD_WINDOW = "bad_window"
    OVERLAP = "overlap"
    HOLIDAY_TWICE = "holiday_twice"
    UNKNOWN_ZONE = "unknown_zone"


def find_fault(calendar: Calendar) -> CalendarFault | None:
    """The first reason not to save this calendar, or None."""
    if not all(map(_is_sound, calendar.windows)):
        return CalendarFault.BAD_WINDOW
    if calendar.never_opens:
        return CalendarFault.NEVER_OPENS
    if calendar.week_seconds != sum(_seconds(window) for window in calendar.windows):
        return CalendarFault.OVERLAP
    if len(calendar.closed_days) != len(calendar.holidays):
        return CalendarFault.HOLIDAY_TWICE
    if calendar.zone is not None and not is_zone(calendar.zone):
        return CalendarFault.UNKNOWN_ZONE
    return None


def _is_sound(window: Window) -> bool:
    minutes_fit = 0 <= window.start < MINUTES_A_DAY and 0 <= window.end <= MINUTES_A_DAY
    return minutes_fit and 0 <= window.weekday <= 6 and window.start != window.end


def _seconds(window: Window) -> int:
    return sum(end - start for _, (start, end) in window.pieces)
