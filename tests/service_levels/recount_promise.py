"""One promise as the recount keeps it, and the minutes that count in it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from tests.service_levels.recount_terms import DAY, DAYS, Hours, covered


@dataclass
class Counted:
    """What became of one promise."""

    kind: str
    started: int
    need: int
    hours: Hours | None
    severity: str | None
    counted_from: int
    due: int = 0
    state: str = "running"
    ended: int | None = None
    by: str | None = None
    void: bool = False
    paused_since: int | None = None
    left_by_answer: bool = False
    pauses: list[tuple[int, int]] = field(default_factory=list)
    told: list[tuple[str, int]] = field(default_factory=list)


def used(one: Counted, zone: str, until: int) -> int:
    """Minutes that count from the start to a minute."""
    since = one.counted_from
    if until <= since:
        return 0
    span = covered(one.hours, zone, until) - covered(one.hours, zone, since)
    for pause in one.pauses:
        begins, ends = max(pause[0], since), min(pause[1], until)
        if begins < ends:
            span -= covered(one.hours, zone, ends) - covered(one.hours, zone, begins)
    return span


def reached(one: Counted, zone: str, need: int) -> int:
    """The first minute at which so many minutes have counted."""
    numbers = range(one.counted_from, DAYS * DAY)
    found = bisect_left(numbers, need, key=lambda number: used(one, zone, number))
    return one.counted_from + found
