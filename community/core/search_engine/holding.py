"""What a document holds of each asked word: the counts of its terms together, variants by their truth; pure."""

from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache

from community.core.search_engine.frequencies import add, unpack
from community.core.search_engine.planning import Plan
from community.core.search_engine.port import FieldCounts, Held


def held_words(plan: Plan, count: Callable[[str], int]) -> tuple[Held | None, ...]:
    """What a document holds of each asked word, from the packed count of each term in it."""
    held: list[Held | None] = []
    for step in plan.steps:
        by_truth: dict[float, int] = defaultdict(int)
        for term, truth in step.terms.items():
            packed = count(term)
            if packed:
                by_truth[truth] = add(by_truth[truth], packed)
        held.append(_held(by_truth) if by_truth else None)
    return tuple(held)


def _held(by_truth: dict[float, int]) -> Held:
    if len(by_truth) == 1:
        ((truth, packed),) = by_truth.items()
        if truth == 1.0:
            return Held(unpack(packed))
    fields = zip(*(_weighed(packed, truth) for truth, packed in by_truth.items()), strict=True)
    return Held(FieldCounts(*map(sum, fields)), max(by_truth))


@lru_cache(maxsize=20_000)
def _weighed(packed: int, truth: float) -> tuple[float, ...]:
    return tuple(truth * count for count in unpack(packed))
