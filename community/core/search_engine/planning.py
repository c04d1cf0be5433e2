"""Which of the asked words to read, and in which order, so that a search costs little at any size."""

import heapq
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from community.core.search_engine.port import READ_CLOSELY, READ_WHILE_TYPING, Wanted
from community.core.search_engine.query import Query, Slot, weight_of_times

# A draft is asked by its most telling words only.
TELLING_WORDS = 24
# Rare terms are read whole until so many documents are found; the others then only refine these.
ENOUGH, ENOUGH_LIKE_A_DRAFT = 2_000, 4_000
# What one types may become so many words at most, fewer while it is but a letter or two.
MAX_BEGINNINGS, FEW_BEGINNINGS = 40, {1: 8, 2: 12, 3: 24}
# So many terms are read at most, the most telling of them.
MOST_READS = 48
# A word has a term for each language, so a draft has more; PostgreSQL notes them in the bits of one number.
MOST_READS_OF_A_DRAFT = 62
# Rarity tells less than it seems to: an everyday word is rare in a help center, too.
RARITY = 0.7


class Read(NamedTuple):
    """One term to read: the step it belongs to, how truly it says the asked word, and what it is worth."""

    term: str
    step: int
    truth: float
    worth: float
    documents: int


@dataclass(frozen=True, slots=True)
class Step:
    """One asked word: the index's terms for it with their truth, and its weight."""

    slot: Slot
    terms: Mapping[str, float]
    weight: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in the order of the words, reads rarest first; the first `essential` reads name the documents.

    `missing` is the weight of the words that stand nowhere.
    """

    steps: tuple[Step, ...] = ()
    reads: tuple[Read, ...] = ()
    essential: int = 0
    missing: float = 0.0

    @property
    def required(self) -> tuple[int, ...]:
        """The places of the steps without which a document does not match."""
        return tuple(place for place, step in enumerate(self.steps) if step.slot.required)

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """What the scorer needs to know of the steps."""
        return tuple(Wanted(step.weight, step.terms) for step in self.steps)


def most_beginnings(prefix: str) -> int:
    """How many words a beginning is looked for as."""
    return FEW_BEGINNINGS.get(len(prefix), MAX_BEGINNINGS)


def closely_read(query: Query) -> int:
    """How many of the most promising documents are worth reading closely: none for a draft, few while one types."""
    if query.draft:
        return 0
    return READ_WHILE_TYPING if query.is_typed else READ_CLOSELY


def most_reads(query: Query) -> int:
    """How many terms are read for the query at most."""
    return MOST_READS_OF_A_DRAFT if query.draft else MOST_READS


def enough(query: Query) -> int:
    """How many documents are found before frequent terms only say more about them."""
    return ENOUGH_LIKE_A_DRAFT if query.draft else ENOUGH


def inverse_frequency(documents: int, total: int) -> float:
    """How telling a word is (BM25's idf, never negative)."""
    # What was replaced is counted until segments are merged.
    held = min(documents, total)
    return math.log(1 + (total - held + 0.5) / (held + 0.5))


def asked_terms(query: Query) -> dict[str, float]:
    """Every term that a query names, with the truth it has in the slot where it is truest."""
    terms: dict[str, float] = {}
    for slot in query.slots:
        for term, truth in (*((term, 1.0) for term in slot.terms), *slot.variants):
            terms[term] = max(truth, terms.get(term, 0.0))
    return terms


def plan(
    query: Query,
    frequencies: Mapping[str, int],
    total: int,
    beginnings: Mapping[str, Mapping[str, int]] | None = None,
) -> Plan:
    """The plan for a query, from the number of documents that hold each of its terms.

    `beginnings` gives for each prefix the most frequent terms that go on from it. A word that
    stands nowhere is dropped, unless it is required: then nothing matches.
    """
    steps, missing = [], 0.0
    for slot in query.slots:
        step = _step(slot, frequencies, total, (beginnings or {}).get(slot.prefix, {}))
        if step.terms:
            steps.append(step)
        elif slot.required:
            return Plan()
        else:
            missing += _rarity(0, total) * _weight(slot)
    if query.draft:
        steps = heapq.nlargest(TELLING_WORDS, steps, key=lambda step: (step.weight, step.slot.word))
    counts = {
        **frequencies,
        **{t: n for terms in (beginnings or {}).values() for t, n in terms.items()},
    }
    reads = _reads(steps, counts, total, most_reads(query))
    return Plan(tuple(steps), reads, _essential(steps, reads, enough(query)), missing)


def _rarity(documents: int, total: int) -> float:
    return math.pow(inverse_frequency(documents, total), RARITY)


def _weight(slot: Slot) -> float:
    """What the word itself is worth, however rare it is."""
    return slot.weight * weight_of_times(slot)


def _step(slot: Slot, frequencies: Mapping[str, int], total: int, begun: Mapping[str, int]) -> Step:
    terms = {term: 1.0 for term in slot.terms if frequencies.get(term)}
    terms |= dict.fromkeys(begun, 1.0)
    for term, truth in slot.variants:
        if frequencies.get(term):
            terms.setdefault(term, truth)
    if not terms:
        return Step(slot, {}, 0.0)
    truest = max(terms.values())
    held = (
        begun.get(term) or frequencies[term] for term, truth in terms.items() if truth == truest
    )
    # What only its synonyms find says less than the word itself would.
    doubt = truest if truest < 0.75 else 1.0
    return Step(slot, terms, _rarity(max(held), total) * _weight(slot) * doubt)


def _reads(
    steps: list[Step], frequencies: Mapping[str, int], total: int, most: int
) -> tuple[Read, ...]:
    reads = []
    for place, step in enumerate(steps):
        for term, truth in step.terms.items():
            documents = frequencies[term]
            telling = _rarity(documents, total) * _weight(step.slot)
            worth = min(step.weight, telling) * truth
            reads.append(Read(term, place, truth, worth, documents))
    first = next((place for place, step in enumerate(steps) if step.slot.required), None)
    best = heapq.nsmallest(most, reads, key=lambda one: (one.step != first, -one.worth))
    # Rarest first; what only nearly says the word waits until it is rarer by far.
    best.sort(key=lambda one: (one.step != first, one.documents / one.truth**2, one.term))
    return tuple(best)


def _essential(steps: list[Step], reads: tuple[Read, ...], least: int) -> int:
    if any(step.slot.required for step in steps):
        # Whatever matches holds the first required word, whose terms are read first.
        return sum(one.step == reads[0].step for one in reads)
    found = 0
    for count, one in enumerate(reads, 1):
        found += one.documents
        if found >= least:
            return count
    return len(reads)
