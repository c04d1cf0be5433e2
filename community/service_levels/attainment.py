"""How promises were kept, counted in groups of at least five: pure values."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from statistics import median_low
from typing import TypeVar

from community.service_levels.terms import PromiseKind

LEAST, MONTHS = 5, 12
K = TypeVar("K", bound=Hashable)


class Part(StrEnum):
    """Which promises of a kind a figure counts."""

    ALL = "all"
    MONTH = "month"
    PLAN = "plan"
    SEVERITY = "severity"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one promise; `seconds` is how long the team took, None where it did not answer."""

    kind: PromiseKind
    plan_key: str
    severity: str
    month: str
    is_kept: bool
    is_exceeded: bool
    is_by_community: bool
    seconds: int | None


@dataclass(slots=True)
class Tally:
    """Outcomes counted together."""

    kept: int = 0
    exceeded: int = 0
    missed: int = 0
    by_community: int = 0
    seconds: list[int] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All promises in it."""
        return self.kept + self.missed + self.by_community

    @property
    def median(self) -> int | None:
        """Half of the team's answers came within so many seconds; None without any."""
        return median_low(self.seconds) if self.seconds else None

    def add(self, one: Outcome) -> None:
        """Count one more: exceeded is a part of kept, and what the community kept stands apart."""
        if not one.is_kept:
            self.missed += 1
        elif one.is_by_community:
            self.by_community += 1
        else:
            self.kept += 1
            self.exceeded += one.is_exceeded
        if one.seconds is not None:
            self.seconds.append(one.seconds)


@dataclass(frozen=True, slots=True)
class Figure:
    """A group that may be shown; `is_rest` are the smaller ones of its kind together."""

    kind: PromiseKind
    part: Part
    plan_key: str
    severity: str
    month: str
    is_rest: bool
    tally: Tally


class Attainment:
    """Outcomes gathered by month, and by plan and severity; nothing else is counted, so nothing else can be told."""

    def __init__(self) -> None:
        self._by_month: dict[PromiseKind, dict[str, Tally]] = {}
        self._by_severity: dict[PromiseKind, dict[tuple[str, str], Tally]] = {}

    def add(self, one: Outcome) -> None:
        """Count one outcome."""
        months = self._by_month.setdefault(one.kind, {})
        months.setdefault(one.month, Tally()).add(one)
        severities = self._by_severity.setdefault(one.kind, {})
        severities.setdefault((one.plan_key, one.severity), Tally()).add(one)

    def figures(self) -> list[Figure]:
        """What may be shown: each group splits in two ways that meet in the whole alone, by month and by plan."""
        found = []
        for kind, months in self._by_month.items():
            whole = together(months.values())
            if whole.total < LEAST:
                continue
            found.append(Figure(kind, Part.ALL, "", "", "", False, whole))
            found += [
                Figure(kind, Part.MONTH, "", "", month or "", month is None, tally)
                for month, tally in _split(months)
            ]
            found += self._by_plan(kind)
        return found

    def _by_plan(self, kind: PromiseKind) -> list[Figure]:
        plans: dict[str, dict[str, Tally]] = {}
        for (plan_key, severity), tally in self._by_severity[kind].items():
            plans.setdefault(plan_key, {})[severity] = tally
        found = []
        for key, tally in _split({key: together(one.values()) for key, one in plans.items()}):
            found.append(Figure(kind, Part.PLAN, key or "", "", "", key is None, tally))
            severities = plans[key] if key is not None else {}
            if set(severities) <= {""}:
                continue
            found += [
                Figure(kind, Part.SEVERITY, key or "", one or "", "", one is None, part)
                for one, part in _split(severities)
            ]
        return found


def _split(groups: Mapping[K, Tally]) -> list[tuple[K | None, Tally]]:
    """The groups that may stand apart, and the others together under None."""
    shown = choose_shown({key: tally.total for key, tally in groups.items()})
    rest = [tally for key, tally in groups.items() if key not in shown]
    apart: list[tuple[K | None, Tally]] = [(key, groups[key]) for key in groups if key in shown]
    return [*apart, (None, together(rest))] if rest else apart


def choose_shown(sizes: Mapping[K, int]) -> set[K]:
    """The groups that may stand apart beside their sum: none is under five, nor are the others together.

    Where the small ones together are under five, the smallest of the rest go with them: the sum less what is shown
    then tells of no fewer than five.
    """
    shown = {key for key, size in sizes.items() if size >= LEAST}
    hidden = sum(size for key, size in sizes.items() if key not in shown)
    for key in sorted(shown, key=lambda one: (sizes[one], str(one))):
        if hidden == 0 or hidden >= LEAST:
            break
        shown.remove(key)
        hidden += sizes[key]
    return shown


def together(tallies: Iterable[Tally]) -> Tally:
    """Several counts as one."""
    whole = Tally()
    for one in tallies:
        whole.kept += one.kept
        whole.exceeded += one.exceeded
        whole.missed += one.missed
        whole.by_community += one.by_community
        whole.seconds += one.seconds
    return whole


def months_until(at: datetime) -> list[str]:
    """The twelve months that are counted, in UTC, the present one last: 2026-11."""
    last = at.year * 12 + at.month - 1
    return [
        f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(last - MONTHS + 1, last + 1)
    ]
