"""What a document holds of each asked word: the counts of its terms together, variants by their truth; pure."""

from collections.abc import Iterable
from functools import lru_cache

from community.core.search_engine.frequencies import unpack
from community.core.search_engine.port import FieldCounts, Held

# The place of an asked word, how truly a term says it, and the packed count of the term.
Said = tuple[int, float, int]


def held_words(size: int, said: Iterable[Said]) -> tuple[Held | None, ...]:
    """What a document holds of each of so many asked words, from what it says of them."""
    by_step: dict[int, tuple[tuple[float, int], ...]] = {}
    for place, truth, packed in said:
        by_step[place] = (*by_step.get(place, ()), (truth, packed))
    return tuple([_held(by_step[place]) if place in by_step else None for place in range(size)])


@lru_cache(maxsize=50_000)
def _held(counts: tuple[tuple[float, int], ...]) -> Held:
    fields = [
        sum(column)
        for column in zip(
            *([truth * count for count in unpack(packed)] for truth, packed in counts), strict=True
        )
    ]
    return Held(FieldCounts(*fields), max(truth for truth, _ in counts))
