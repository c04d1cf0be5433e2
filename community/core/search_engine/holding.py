"""What a document holds of each asked word: the counts of its terms together, variants by their truth; pure."""

from collections.abc import Sequence
from functools import lru_cache

from community.core.search_engine.frequencies import unpack
from community.core.search_engine.planning import Plan
from community.core.search_engine.port import FieldCounts, Held


def held_words(plan: Plan, packed: Sequence[int]) -> tuple[Held | None, ...]:
    """What a document holds of each asked word, from its packed count of each of the plan's reads."""
    by_step: dict[int, list[tuple[float, int]]] = {}
    for read, count in zip(plan.reads, packed, strict=True):
        if count:
            by_step.setdefault(read.step, []).append((read.truth, count))
    return tuple(
        _held(tuple(by_step[place])) if place in by_step else None
        for place in range(len(plan.steps))
    )


@lru_cache(maxsize=50_000)
def _held(counts: tuple[tuple[float, int], ...]) -> Held:
    fields = [
        sum(column)
        for column in zip(
            *([truth * count for count in unpack(packed)] for truth, packed in counts), strict=True
        )
    ]
    return Held(FieldCounts(*fields), max(truth for truth, _ in counts))
