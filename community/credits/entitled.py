"""Which plan versions an organisation had in a month, and when: pure values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from community.service_levels.terms import Menu, PlanTerms, UptimeTerms
from community.uptime.spans import Span, union


@dataclass(frozen=True, slots=True)
class Entitled:
    """That an organisation is promised a plan for a time, by a version of the menu if that is pinned."""

    plan_key: str
    starts_at: datetime
    ends_at: datetime | None
    pinned_version_id: int | None = None

    def holds_at(self, at: datetime) -> bool:
        """Whether it holds at an instant."""
        return self.starts_at <= at and (self.ends_at is None or self.ends_at > at)


@dataclass(frozen=True, slots=True)
class InForce:
    """A version of the menu and since when it is in force."""

    since: datetime
    number: int
    menu: Menu


@dataclass(frozen=True, slots=True)
class Candidate:
    """A plan version that promised uptime in the month, and the times in which it did."""

    plan: PlanTerms
    uptime: UptimeTerms
    number: int
    spans: tuple[Span, ...]


def list_candidates(
    month: Span,
    entitlements: Sequence[Entitled],
    versions: Sequence[InForce],
    pinned: Mapping[int, InForce],
) -> list[Candidate]:
    """The plan versions with uptime that an organisation had at some instant of a month.

    Without an entitlement it has everybody's plan; where two meet it has both. Versions come newest first.
    """
    found: dict[int, list[tuple[PlanTerms, UptimeTerms, int, Span]]] = {}
    for part in _parts(month, entitlements, versions):
        for plan, number in _plans_at(part.starts_at, entitlements, versions, pinned):
            if plan.uptime is not None and plan.version_id is not None:
                found.setdefault(plan.version_id, []).append((plan, plan.uptime, number, part))
    return [Candidate(*rows[0][:3], union(row[3] for row in rows)) for _key, rows in found.items()]


def _parts(
    month: Span, entitlements: Sequence[Entitled], versions: Sequence[InForce]
) -> Iterable[Span]:
    """The month cut wherever somebody's terms may change."""
    edges = {month.starts_at, month.ends_at}
    edges |= {one.starts_at for one in entitlements}
    edges |= {one.ends_at for one in entitlements if one.ends_at is not None}
    edges |= {one.since for one in versions}
    inside = sorted(edge for edge in edges if month.starts_at <= edge <= month.ends_at)
    return (Span(start, end) for start, end in pairwise(inside))


def _plans_at(
    at: datetime,
    entitlements: Sequence[Entitled],
    versions: Sequence[InForce],
    pinned: Mapping[int, InForce],
) -> Iterable[tuple[PlanTerms, int]]:
    holding: list[Entitled | None] = [one for one in entitlements if one.holds_at(at)]
    present = next((one for one in versions if one.since <= at), None)
    for one in holding or [None]:
        key = one.pinned_version_id if one is not None else None
        version = pinned.get(key, present) if key is not None else present
        plan = version.menu.find_plan(one.plan_key if one else None) if version else None
        if version is not None and plan is not None:
            yield plan, version.number
