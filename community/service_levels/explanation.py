"""The rows that explain a deadline: they follow each other without a gap, and what counts adds up."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from community.service_levels.calendars import DAY, Calendar, Span
from community.service_levels.zones import offset_span


class RowKind(StrEnum):
    """Why a stretch of time counts, or does not."""

    COUNTED = "counted"
    WEEKS = "weeks"
    CLOSED = "closed"
    HOLIDAY = "holiday"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Row:
    """A stretch of time and the seconds of it that count; `words` name a holiday or a pause by locale."""

    kind: RowKind
    starts_at: datetime
    ends_at: datetime
    seconds: int
    words: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """Plain values for a stored promise."""
        return {
            "kind": self.kind.value,
            "from": self.starts_at.isoformat(),
            "to": self.ends_at.isoformat(),
            "seconds": self.seconds,
            "words": dict(self.words),
        }


def row_from_json(stored: Mapping[str, Any]) -> Row:
    """The row that `as_json` wrote."""
    return Row(
        kind=RowKind(stored["kind"]),
        starts_at=datetime.fromisoformat(stored["from"]),
        ends_at=datetime.fromisoformat(stored["to"]),
        seconds=stored["seconds"],
        words=stored["words"],
    )


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch in which every covered second counts, in Unix seconds."""

    start: int
    end: int
    seconds: int
    is_weeks: bool = False


def row(kind: RowKind, span: Span, seconds: int = 0, words: Mapping[str, str] | None = None) -> Row:
    """A row between two Unix seconds."""
    start, end = (datetime.fromtimestamp(at, UTC) for at in span)
    return Row(kind, start, end, seconds, words or {})


def explain(
    since: int, steps: Sequence[Step], calendar: Calendar, zone: str, *, pauses: Sequence[Span]
) -> Iterator[Row]:
    """Rows from an instant to the end of the last step, with what lies between the steps."""
    at = since
    for step in _joined(steps):
        yield from _waiting((at, step.start), calendar, zone, pauses)
        kind = RowKind.WEEKS if step.is_weeks else RowKind.COUNTED
        yield row(kind, (step.start, step.end), step.seconds)
        at = step.end


def _joined(steps: Sequence[Step]) -> Iterator[Step]:
    held: Step | None = None
    for step in steps:
        if held and held.end == step.start and not held.is_weeks and not step.is_weeks:
            held = Step(held.start, step.end, held.seconds + step.seconds)
        else:
            if held:
                yield held
            held = step
    if held:
        yield held


def _waiting(gap: Span, calendar: Calendar, zone: str, pauses: Sequence[Span]) -> Iterator[Row]:
    # A pause hides what lies in it, so a holiday inside a pause is told once, as the pause.
    at, end = gap
    for pause in pauses:
        start, stop = max(pause[0], at), min(pause[1], end)
        if start < stop:
            yield from _away((at, start), calendar, zone)
            yield row(RowKind.PAUSED, (start, stop))
            at = stop
    yield from _away((at, end), calendar, zone)


def _away(gap: Span, calendar: Calendar, zone: str) -> Iterator[Row]:
    at, end = gap
    for (start, stop), words in _holidays(gap, calendar, zone):
        if at < start:
            yield row(RowKind.CLOSED, (at, start))
        yield row(RowKind.HOLIDAY, (start, stop), words=words)
        at = stop
    if at < end:
        yield row(RowKind.CLOSED, (at, end))


def _holidays(gap: Span, calendar: Calendar, zone: str) -> Iterator[tuple[Span, Mapping[str, str]]]:
    at, end = gap
    while at < end:
        offset, until = offset_span(zone, at)
        until = min(until, end)
        for number in _closed_between(calendar, (at + offset) // DAY, (until - 1 + offset) // DAY):
            midnight = number * DAY - offset
            span = max(midnight, at), min(midnight + DAY, until)
            yield span, calendar.closed_days[number].names
        at = until


def _closed_between(calendar: Calendar, first: int, last: int) -> Iterator[int]:
    order = calendar.closed_order
    for index in range(bisect_left(order, first), len(order)):
        if order[index] > last:
            return
        if calendar.pieces[weekday_of(order[index])]:
            yield order[index]


def weekday_of(number: int) -> int:
    """Weekday (0 is Monday) of a day counted from 1970-01-01, a Thursday."""
    return (number + 3) % 7
