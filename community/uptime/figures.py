"""Uptime of a time, exactly, from what was down and what is left out: pure values, no rounding before showing."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from community.service_levels.clock import open_spans
from community.service_levels.terms import CreditTerms, ExclusionTerms
from community.uptime.spans import Span, length, union, within, without

WHOLE = 100_000  # a hundred percent in thousandths
SHOWN = 10  # two decimals are shown


class Source(StrEnum):
    """How one knows that something was down."""

    INCIDENT = "incident"
    MAINTENANCE = "maintenance"
    MEASURED = "measured"


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which a component was down; `incident_id` where one tells of it."""

    component_id: int
    span: Span
    source: Source
    incident_id: int | None = None


@dataclass(frozen=True, slots=True)
class Announced:
    """A window of maintenance as it was announced for components; `replaced_at` is when another took its place."""

    component_ids: frozenset[int]
    span: Span
    announced_at: datetime
    incident_id: int
    replaced_at: datetime | None = None

    def is_left_out(self, terms: ExclusionTerms) -> bool:
        """Whether it was announced long enough before, and not moved or called off before it began."""
        stands = self.replaced_at is None or self.replaced_at > self.span.starts_at
        notice = timedelta(minutes=terms.notice_minutes)
        return stands and self.announced_at + notice <= self.span.starts_at


@dataclass(frozen=True)
class Reckoning:
    """What was down in a time: counted and left out, with the length against which it is held."""

    frame: Span
    counted: tuple[Span, ...]
    left_out: tuple[Span, ...]

    @property
    def down(self) -> timedelta:
        """How long it was down, as counted."""
        return length(self.counted)

    @property
    def uptime(self) -> Fraction:
        """The part of the time in which it was not down, exactly."""
        return 1 - Fraction(_microseconds(self.down), _microseconds(self.frame.length))


def reckon(
    frame: Span,
    outages: Iterable[Outage],
    announced: Iterable[Announced] = (),
    *,
    terms: ExclusionTerms | None = None,
    entitled: Collection[Span] | None = None,
) -> Reckoning:
    """What counts as down in this frame: whenever one of the components was down, less what the terms leave out.

    `entitled` narrows it to the times in which somebody was promised uptime at all.
    """
    left_out = spans_left_out(frame, announced, terms)
    frames = [frame] if entitled is None else within([frame], entitled)
    counted: list[Span] = []
    excluded: list[Span] = []
    for component_id, spans in _by_component(outages).items():
        down = within(spans, frames)
        out = left_out.get(component_id, ())
        counted += without(down, out)
        excluded += within(down, out)
    return Reckoning(frame, union(counted), without(excluded, counted))


def spans_left_out(
    frame: Span, announced: Iterable[Announced], terms: ExclusionTerms | None
) -> Mapping[int, tuple[Span, ...]]:
    """Component → the times of maintenance that the terms leave out of its downtime."""
    if terms is None:
        return {}
    found: dict[int, list[Span]] = {}
    for one in announced:
        if one.is_left_out(terms):
            for component_id in one.component_ids:
                found.setdefault(component_id, []).append(one.span)
    return {key: within(_in_hours(frame, terms, spans), [frame]) for key, spans in found.items()}


def _in_hours(frame: Span, terms: ExclusionTerms, spans: list[Span]) -> tuple[Span, ...]:
    spans_here = within(spans, [frame])
    if terms.hours is None:
        return spans_here
    zone = terms.hours.zone or "UTC"
    allowed = [
        Span(start, end)
        for span in spans_here
        for start, end in open_spans(terms.hours, zone, span.starts_at, span.ends_at)
        if start < end
    ]
    return union(allowed)


def _by_component(outages: Iterable[Outage]) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = {}
    for one in outages:
        found.setdefault(one.component_id, []).append(one.span)
    return found


def _microseconds(delta: timedelta) -> int:
    return delta // timedelta(microseconds=1)


def shown(uptime: Fraction) -> int:
    """Uptime in thousandths of a percent, rounded down to the two decimals that are shown."""
    return int(uptime * WHOLE) // SHOWN * SHOWN


def is_below(uptime: Fraction, thousandths: int) -> bool:
    """Whether uptime, not rounded, is less than so many thousandths of a percent."""
    return uptime * WHOLE < thousandths


def credit_for(uptime: Fraction, tiers: Iterable[CreditTerms]) -> int:
    """The percent of the month's price that the tiers give for this uptime: the most of those it is below, else 0."""
    return max((tier.percent for tier in tiers if is_below(uptime, tier.below)), default=0)
