"""Times from an instant to another as sets: joined, cut, taken out of each other; exact to the microsecond."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A time from an instant up to, but not with, a later one."""

    starts_at: datetime
    ends_at: datetime

    @property
    def length(self) -> timedelta:
        """How long it is by real minutes."""
        return self.ends_at - self.starts_at

    def meet(self, other: "Span") -> "Span | None":
        """What lies in both; None when they share no instant."""
        start, end = max(self.starts_at, other.starts_at), min(self.ends_at, other.ends_at)
        return Span(start, end) if start < end else None


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same instants as spans in order that neither touch nor overlap."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.starts_at <= joined[-1].ends_at:
            joined[-1] = Span(joined[-1].starts_at, max(joined[-1].ends_at, span.ends_at))
        else:
            joined.append(span)
    return tuple(joined)


def within(spans: Iterable[Span], frames: Iterable[Span]) -> tuple[Span, ...]:
    """What lies in one of the spans and in one of the frames."""
    frames = union(frames)
    met = (span.meet(frame) for span in spans for frame in frames)
    return union(one for one in met if one is not None)


def without(spans: Iterable[Span], others: Iterable[Span]) -> tuple[Span, ...]:
    """What lies in one of the spans and in none of the others."""
    others = union(others)
    return tuple(rest for span in union(spans) for rest in _rests(span, others))


def _rests(span: Span, others: Iterable[Span]) -> Iterator[Span]:
    start = span.starts_at
    for other in others:
        if other.ends_at <= start or other.starts_at >= span.ends_at:
            continue
        if start < other.starts_at:
            yield Span(start, other.starts_at)
        start = other.ends_at
    if start < span.ends_at:
        yield Span(start, span.ends_at)


def length(spans: Iterable[Span]) -> timedelta:
    """How long these are together, what overlaps counted once."""
    return sum((span.length for span in union(spans)), timedelta())
