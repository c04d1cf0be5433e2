"""A month's credit with its working, step by step: pure values, kept as they were reckoned."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from community.credits.entitled import Candidate
from community.uptime.figures import Outage, Reckoning, Source, credit_for, reckon, shown
from community.uptime.months import Month
from community.uptime.queries_downtime import DownInTime
from community.uptime.spans import Span, union, within

WHOLE = 100_000  # thousandths of a percent


@dataclass(frozen=True, slots=True)
class Result:
    """What one plan version makes of the month."""

    candidate: Candidate
    reckoning: Reckoning
    outages: tuple[Outage, ...]
    components: frozenset[int]
    percent: int

    @property
    def last_at(self) -> datetime:
        """Until when the customer had this plan version."""
        return self.candidate.spans[-1].ends_at


def reckon_all(
    month: Month,
    candidates: Sequence[Candidate],
    down: DownInTime,
    audience_ids: Collection[int],
) -> list[Result]:
    """What each plan version makes of it, the best for the customer first.

    Each is applied to all downtime of the times in which the organisation was promised uptime at all,
    and held against the whole month; of equal credits the plan of the latest time is shown.
    """
    entitled = union(span for one in candidates for span in one.spans)
    results = [
        _result(month, one, down, audience_ids=audience_ids, entitled=entitled)
        for one in candidates
    ]
    return sorted(results, key=lambda one: (-one.percent, -one.last_at.timestamp()))


def _result(
    month: Month,
    candidate: Candidate,
    down: DownInTime,
    *,
    audience_ids: Collection[int],
    entitled: tuple[Span, ...],
) -> Result:
    components = down.components_of(candidate.plan.key)
    outages = tuple(down.outages_for(components, audience_ids))
    reckoning = reckon(
        month.span,
        outages,
        down.announced_for(audience_ids),
        terms=candidate.uptime.exclusion,
        entitled=entitled,
    )
    percent = credit_for(reckoning.uptime, candidate.uptime.credits)
    return Result(candidate, reckoning, outages, components, percent)


def claim_until(month: Month, results: Sequence[Result]) -> datetime:
    """Until when the month may be claimed: the longest window of the plans, from the month's end on."""
    days = max(one.candidate.uptime.claim_window_days for one in results)
    return month.ends_at + timedelta(days=days)


def as_json(results: Sequence[Result], names: Mapping[int, Mapping[str, str]]) -> dict[str, Any]:
    """The working as it is kept: the best plan with all its steps, the others with what they gave."""
    best = results[0]
    uptime = best.candidate.uptime
    entitled = union(span for one in results for span in one.candidate.spans)
    return {
        "plan": _plan(best),
        "others": [_plan(one) for one in results[1:]],
        "objective": uptime.objective,
        "tiers": [[tier.below, tier.percent] for tier in uptime.credits],
        "components": [dict(names[key]) for key in sorted(best.components) if key in names],
        "entitled": _spans(within([best.reckoning.frame], entitled)),
        "outages": [_outage(one, names) for one in best.outages],
        "left_out": _spans(best.reckoning.left_out),
        "counted": _spans(best.reckoning.counted),
        "down": best.reckoning.down // timedelta(microseconds=1),
        "length": best.reckoning.frame.length // timedelta(microseconds=1),
    }


def promising_nothing(stored: Mapping[str, Any]) -> dict[str, Any]:
    """A kept working as it is when no uptime was promised in the month after all: nothing counts, all of it was up."""
    plan = {**stored["plan"], "percent": 0, "uptime": WHOLE, "spans": []}
    empty = ("others", "entitled", "outages", "left_out", "counted")
    nothing: dict[str, Any] = {part: [] for part in empty}
    return {**stored, "plan": plan, **nothing, "down": 0}


def _plan(result: Result) -> dict[str, Any]:
    return {
        "name": dict(result.candidate.plan.name),
        "version": result.candidate.number,
        "percent": result.percent,
        "uptime": shown(result.reckoning.uptime),
        "spans": _spans(result.candidate.spans),
    }


def _outage(outage: Outage, names: Mapping[int, Mapping[str, str]]) -> dict[str, Any]:
    return {
        "component": dict(names.get(outage.component_id, {})),
        "span": _span(outage.span),
        "source": outage.source.value,
        "incident_id": outage.incident_id,
    }


def _span(span: Span) -> list[str]:
    return [span.starts_at.isoformat(), span.ends_at.isoformat()]


def _spans(spans: Sequence[Span]) -> list[list[str]]:
    return [_span(one) for one in spans]


def _read(pairs: Sequence[Sequence[str]]) -> tuple[Span, ...]:
    return tuple(Span(*map(datetime.fromisoformat, pair)) for pair in pairs)


@dataclass(frozen=True)
class PlanLine:
    """A plan version that the organisation had, and what it gave."""

    name: Mapping[str, str]
    version: int
    percent: int
    uptime: int
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class OutageLine:
    """A time in which a component was down."""

    component: Mapping[str, str]
    span: Span
    source: Source
    incident_id: int | None


@dataclass(frozen=True)
class Working:
    """The working as pages show it."""

    plan: PlanLine
    others: tuple[PlanLine, ...]
    objective: int
    tiers: tuple[tuple[int, int], ...]
    components: tuple[Mapping[str, str], ...]
    entitled: tuple[Span, ...]
    outages: tuple[OutageLine, ...]
    left_out: tuple[Span, ...]
    counted: tuple[Span, ...]
    down: timedelta
    length: timedelta

    @property
    def uptime(self) -> Fraction:
        """Uptime exactly."""
        moment = timedelta(microseconds=1)
        return 1 - Fraction(self.down // moment, self.length // moment)

    @property
    def is_part(self) -> bool:
        """Whether uptime was promised for a part of the month only."""
        return sum((one.length for one in self.entitled), timedelta()) < self.length


def working_of(stored: Mapping[str, Any]) -> Working:
    """The working that `as_json` wrote."""
    return Working(
        plan=_plan_line(stored["plan"]),
        others=tuple(map(_plan_line, stored["others"])),
        objective=stored["objective"],
        tiers=tuple((below, percent) for below, percent in stored["tiers"]),
        components=tuple(stored["components"]),
        entitled=_read(stored["entitled"]),
        outages=tuple(map(_outage_line, stored["outages"])),
        left_out=_read(stored["left_out"]),
        counted=_read(stored["counted"]),
        down=timedelta(microseconds=stored["down"]),
        length=timedelta(microseconds=stored["length"]),
    )


def _plan_line(stored: Mapping[str, Any]) -> PlanLine:
    return PlanLine(
        stored["name"],
        stored["version"],
        stored["percent"],
        stored["uptime"],
        _read(stored["spans"]),
    )


def _outage_line(stored: Mapping[str, Any]) -> OutageLine:
    (span,) = _read([stored["span"]])
    return OutageLine(stored["component"], span, Source(stored["source"]), stored["incident_id"])
