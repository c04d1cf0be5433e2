"""Ninety days of a component as bars: pure values from what happened to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from community.uptime.figures import Outage, Source, reckon
from community.uptime.spans import Span, length, within
from community.uptime.states import Health, Impact

DAYS = 90


@dataclass(frozen=True, slots=True)
class Happening:
    """What a component went through: down or slower, or worked on."""

    component_id: int
    impact: Impact
    span: Span
    is_maintenance: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A day in UTC: the worst that it saw, and for how many seconds the component was down or slower."""

    day: date
    health: Health
    down_seconds: int
    degraded_seconds: int


@dataclass(frozen=True)
class Bars:
    """The days of a component, the oldest first, and its uptime over them with nothing left out."""

    days: tuple[Day, ...]
    uptime: Fraction

    @property
    def troubled(self) -> tuple[Day, ...]:
        """The days that saw something, the latest first."""
        return tuple(day for day in reversed(self.days) if day.health is not Health.UP)


def frame_until(at: datetime) -> Span:
    """The days that bars show, up to an instant."""
    midnight = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return Span(midnight - timedelta(days=DAYS - 1), at)


def bars_of(happenings: Iterable[Happening], frame: Span) -> Mapping[int, Bars]:
    """Component → its bars, for those to which something happened in the frame."""
    grouped: dict[int, list[Happening]] = {}
    for one in happenings:
        grouped.setdefault(one.component_id, []).append(one)
    return {key: _bars(mine, frame) for key, mine in grouped.items()}


def quiet_bars(frame: Span) -> Bars:
    """The bars of a component to which nothing happened."""
    return _bars([], frame)


def _bars(mine: list[Happening], frame: Span) -> Bars:
    days = [_day(mine, one) for one in _days(frame)]
    return Bars(tuple(days), uptime_of(mine, frame))


def uptime_of(mine: Iterable[Happening], frame: Span) -> Fraction:
    """The uptime of one component in a time, with nothing left out."""
    down = (Outage(0, one.span, Source.MEASURED) for one in mine if one.impact is Impact.DOWN)
    return reckon(frame, down).uptime


def _days(frame: Span) -> Iterable[Span]:
    start = frame.starts_at
    while start < frame.ends_at:
        yield Span(start, min(start + timedelta(days=1), frame.ends_at))
        start += timedelta(days=1)


def _day(mine: list[Happening], day: Span) -> Day:
    here = [one for one in mine if one.span.meet(day)]
    down = _seconds(here, Impact.DOWN, day)
    degraded = _seconds(here, Impact.DEGRADED, day)
    unplanned = {one.impact for one in here if not one.is_maintenance}
    health = Health.MAINTENANCE if any(one.is_maintenance for one in here) else Health.UP
    if Impact.DEGRADED in unplanned:
        health = Health.DEGRADED
    if Impact.DOWN in unplanned:
        health = Health.DOWN
    return Day(day.starts_at.date(), health, down, degraded)


def _seconds(here: list[Happening], impact: Impact, day: Span) -> int:
    spans = (one.span for one in here if one.impact is impact)
    return int(length(within(spans, [day])).total_seconds())
