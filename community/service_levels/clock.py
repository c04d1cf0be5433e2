"""When a promise falls due: pure functions on UTC instants, exact to the second.

Within a span of constant offset local time is UTC shifted, so the week's pattern is laid on it directly
and whole weeks are skipped. Changes of the clocks only begin a new span: every counted second is a real one.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from community.service_levels.calendars import (
    DAY,
    WEEK,
    Calendar,
    Span,
    Target,
    Unit,
    join_spans,
    week_of,
)
from community.service_levels.explanation import Row, Step, explain, weekday_of
from community.service_levels.zones import offset_span

WARNED_AT_PERCENT = 80
LEAD_AT_PERCENT = 90
EXCEEDED_FRACTION = 4
_FAR = 1 << 62
_OPENING_HORIZON = 400 * DAY
_WEEKS_TOLD_ONE_BY_ONE = 2

ALWAYS = Calendar(week_of([(0, 1_440)], range(7)), zone="UTC")


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which the team waits for the customer; it has ended."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a promise falls due, when its team is warned, and the rows that explain it."""

    due_at: datetime
    warn_at: datetime
    target_seconds: int
    rows: tuple[Row, ...]
    # When whoever leads the area is told.
    lead_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether somebody is there at an instant, and when that changes (None: not within a year)."""

    is_open: bool
    changes_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Hours:
    calendar: Calendar
    zone: str
    pauses: tuple[Span, ...] = ()


def deadline(
    started_at: datetime,
    target: Target,
    calendar: Calendar,
    zone: str,
    *,
    pauses: Sequence[Pause] = (),
) -> Deadline:
    """When a target that began at an instant is used up; ValueError if the calendar never opens."""
    hours = _hours(target, calendar, zone, pauses)
    if hours.calendar.never_opens or target.amount < 1:
        raise ValueError("a target needs an amount, and a calendar that opens")
    since, need = _seconds(started_at), calendar.seconds_of(target)
    steps = list(_steps(hours, since, need=max(need, 1)))
    rows = tuple(explain(since, steps, hours.calendar, hours.zone, pauses=hours.pauses))
    warn, lead = (
        _instant(_reached(hours, steps, need * percent // 100))
        for percent in (WARNED_AT_PERCENT, LEAD_AT_PERCENT)
    )
    return Deadline(_instant(steps[-1].end), warn, need, rows, lead)


def elapsed(
    started_at: datetime,
    target: Target,
    calendar: Calendar,
    zone: str,
    *,
    until: datetime,
    pauses: Sequence[Pause] = (),
) -> int:
    """Seconds between two instants that count towards a target; 0 if `until` comes first."""
    hours = _hours(target, calendar, zone, pauses)
    since, end = _seconds(started_at), _seconds(until)
    if hours.calendar.never_opens:
        return 0
    return sum(step.seconds for step in _steps(hours, since, until=end))


def opening(calendar: Calendar, zone: str, at: datetime) -> Opening:
    """Whether the calendar covers an instant, and the instant at which that changes."""
    now = _seconds(at)
    if calendar.never_opens or calendar.never_closes:
        return Opening(calendar.never_closes, None)
    spans = _open_spans(_Hours(calendar, zone), now)
    start, end = next(spans)
    if start > now:
        return Opening(False, _instant(start))
    while end < now + _OPENING_HORIZON:
        start, later = next(spans)
        if start > end:
            return Opening(True, _instant(end))
        end = later
    return Opening(True, None)


def open_spans(
    calendar: Calendar, zone: str, since: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """The open hours between two instants as (from, to), in order, the first and the last cut there."""
    if calendar.never_opens:
        return
    for start, end in _open_spans(_Hours(calendar, zone), _seconds(since)):
        if start >= _seconds(until):
            return
        yield max(_instant(start), since), min(_instant(end), until)


def is_covered(target: Target, calendar: Calendar, zone: str, at: datetime) -> bool:
    """Whether the hours that a target counts in cover an instant; time by the clock always does."""
    return target.unit is Unit.CLOCK_MINUTES or opening(calendar, zone, at).is_open


def _hours(target: Target, calendar: Calendar, zone: str, pauses: Sequence[Pause]) -> _Hours:
    spans = join_spans((_seconds(p.starts_at), _seconds(p.ends_at)) for p in pauses)
    if target.unit is Unit.CLOCK_MINUTES:
        return _Hours(ALWAYS, "UTC", tuple(spans))
    return _Hours(calendar, zone, tuple(spans))


def _steps(hours: _Hours, since: int, *, need: int = _FAR, until: int = _FAR) -> Iterator[Step]:
    # One of the two ends it: the seconds needed are used up, or the instant has come.
    at = since
    while at < until and need > 0:
        weeks = _free_weeks(hours, at, need, until)
        if weeks:
            counted = weeks * hours.calendar.week_seconds
            yield Step(at, at + weeks * WEEK, counted, is_weeks=True)
            at, need = at + weeks * WEEK, need - counted
        for start, end in _running_spans(hours, at):
            if start >= until:
                return
            at = min(end, until, start + need)
            yield Step(start, at, at - start)
            need -= at - start
            if at >= until or need <= 0 or _free_weeks(hours, at, need, until):
                break


def _free_weeks(hours: _Hours, at: int, need: int, until: int) -> int:
    # Whole weeks ahead in which nothing disturbs the pattern; the last ones are told day by day.
    weeks = min(need // hours.calendar.week_seconds, (until - at) // WEEK) - _WEEKS_TOLD_ONE_BY_ONE
    if weeks <= 0:
        return 0
    offset, barrier = offset_span(hours.zone, at)
    order = hours.calendar.closed_order
    index = bisect_left(order, (at + offset) // DAY)
    if index < len(order):
        barrier = min(barrier, order[index] * DAY - offset)
    pause = next((start for start, end in hours.pauses if end > at), barrier)
    return max(0, min(weeks, (min(barrier, pause) - at) // WEEK))


def _running_spans(hours: _Hours, since: int) -> Iterator[Span]:
    if not hours.pauses:
        yield from _open_spans(hours, since)
        return
    for span in _open_spans(hours, since):
        yield from _without(span, hours.pauses)


def _without(span: Span, pauses: Sequence[Span]) -> Iterator[Span]:
    at, end = span
    for pause_start, pause_end in pauses:
        if pause_end <= at or pause_start >= end:
            continue
        if at < pause_start:
            yield at, pause_start
        at = pause_end
    if at < end:
        yield at, end


def _open_spans(hours: _Hours, since: int) -> Iterator[Span]:
    # Without end: a calendar that opens at all opens again after its last holiday.
    pieces, closed = hours.calendar.pieces, hours.calendar.closed_days
    at = since
    while True:
        offset, until = offset_span(hours.zone, at)
        for number in range((at + offset) // DAY, (until - 1 + offset) // DAY + 1):
            if number in closed:
                continue
            midnight = number * DAY - offset
            for opens, closes in pieces[weekday_of(number)]:
                start, end = max(midnight + opens, at), min(midnight + closes, until)
                if start < end:
                    yield start, end
        at = until


def _reached(hours: _Hours, steps: Sequence[Step], seconds: int) -> int:
    # The instant at which so many seconds have counted, within steps already walked.
    for step in steps:
        if seconds <= step.seconds:
            if not step.is_weeks:
                return step.start + seconds
            inner = list(_steps(hours, step.start, need=seconds))
            return _reached(hours, inner, seconds) if inner else step.start
        seconds -= step.seconds
    raise AssertionError("more seconds than the steps hold")


def _seconds(at: datetime) -> int:
    # Fractions are dropped: a deadline to the second, at most one second in the customer's favour.
    return int(at.timestamp())


def _instant(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)
