"""Which of the asked words to read, and in which order, so that a search costs little at any size."""

import heapq
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from community.core.search_engine.query import Query, Slot, weight_of_times

# A draft is asked by its most telling words only.
TELLING_WORDS = 24
# Rare words are read whole until so many documents are found; frequent ones then only refine these.
ENOUGH = 3_000
MAX_BEGINNINGS = 40


@dataclass(frozen=True, slots=True)
class Step:
    """One asked word: the index's terms for it, in how many documents they stand, and its weight."""

    slot: Slot
    terms: tuple[str, ...]
    documents: int
    weight: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps, rarest first; the first `essential` of them name the documents, the others refine."""

    steps: tuple[Step, ...] = ()
    essential: int = 0

    @property
    def required(self) -> tuple[int, ...]:
        """The places of the steps without which a document does not match."""
        return tuple(place for place, step in enumerate(self.steps) if step.slot.required)


def inverse_frequency(documents: int, total: int) -> float:
    """How telling a word is (BM25's idf, never negative)."""
    return math.log(1 + (total - documents + 0.5) / (documents + 0.5))


def plan(query: Query, frequencies: Mapping[str, int], total: int) -> Plan:
    """The plan for a query, from the number of documents that hold each of its terms.

    A word that stands nowhere is dropped, unless it is required: then nothing matches.
    """
    steps = []
    for slot in query.slots:
        step = _step(slot, frequencies, total)
        if step.documents:
            steps.append(step)
        elif slot.required:
            return Plan()
    if query.draft:
        steps = heapq.nlargest(TELLING_WORDS, steps, key=lambda step: (step.weight, step.slot.word))
    steps.sort(key=lambda step: (not step.slot.required, step.documents, step.slot.word))
    return Plan(tuple(steps), _essential(steps))


def _step(slot: Slot, frequencies: Mapping[str, int], total: int) -> Step:
    held = {term: frequencies[term] for term in slot.terms if frequencies.get(term)}
    if slot.prefix:
        begun = {term: count for term, count in frequencies.items() if term.startswith(slot.prefix)}
        held |= dict(
            heapq.nlargest(MAX_BEGINNINGS, begun.items(), key=lambda item: (item[1], item[0]))
        )
    documents = min(total, sum(held.values()))
    weight = inverse_frequency(documents, total) * weight_of_times(slot)
    return Step(slot, tuple(held), documents, weight)


def _essential(steps: Sequence[Step]) -> int:
    if steps and steps[0].slot.required:
        return 1
    found = 0
    for place, step in enumerate(steps, 1):
        found += step.documents
        if found >= ENOUGH:
            return place
    return len(steps)
