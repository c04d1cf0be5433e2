"""Reading the embedded index's postings for one search."""

import heapq
from collections.abc import Callable, Iterator
from functools import cache, cached_property, lru_cache
from typing import Any

from whoosh.matching import Matcher
from whoosh.reading import IndexReader

from community.core.search_engine.frequencies import add, unpack
from community.core.search_engine.planning import Plan, Step
from community.core.search_engine.port import Candidate, FieldCounts, Filters
from community.core.search_engine.query import Query
from community.core.search_engine.scorer import WEIGHTS, saturated

SAMPLE = 512
# How many documents are looked into for a phrase, most promising first.
PHRASE_READS = 1_000

Hits = dict[int, list[int]]
Admit = Callable[[int], list[int] | None]


class Search:
    """One search over the segments of one reader."""

    def __init__(
        self, query: Query, plan: Plan, audience_ids: frozenset[int], filters: Filters
    ) -> None:
        self.query, self.plan = query, plan
        self.audience_ids, self.filters = audience_ids, filters

    def run(self, reader: IndexReader, limit: int) -> tuple[Candidate, ...]:
        """The candidates of all segments."""
        best: list[tuple[float, int, int, list[int], Any]] = []
        for leaf, offset in reader.leaf_readers():
            promising = self._promising(leaf, limit)
            best += [
                (worth, -offset - number, number, counts, leaf)
                for worth, number, counts in promising
            ]
        chosen = heapq.nlargest(limit, best, key=lambda one: one[:2])
        return tuple(_candidate(leaf, number, counts) for _, _, number, counts, leaf in chosen)

    def _promising(self, leaf: Any, limit: int) -> list[tuple[float, int, list[int]]]:
        hits = self._hits(leaf)
        rated = ((self._worth(counts), -number, counts) for number, counts in hits.items())
        wanted = PHRASE_READS if self._reads_streams else limit
        best = heapq.nlargest(wanted, rated, key=lambda one: one[:2])
        if self._reads_streams:
            best = [one for one in best if self._stream_fits(leaf.stored_fields(-one[1])["stream"])]
        return [(worth, -number, counts) for worth, number, counts in best[:limit]]

    def _hits(self, leaf: Any) -> Hits:
        """The packed count of each step in each document that matches and may be found."""
        refused, gate = self._refused(leaf), self._gate(leaf)
        hits: Hits = {}

        def admit(number: int) -> list[int] | None:
            """Room for the counts of a document that may be found."""
            if number in refused or not gate(number):
                return None
            return hits.setdefault(number, [0] * len(self.plan.steps))

        for place, step in enumerate(self.plan.steps):
            for matcher in _matchers(leaf, step):
                if place < self.plan.essential:
                    _gather(matcher, place, hits, admit)
                else:
                    _refine(matcher, place, hits)
        must = self.plan.required
        return {n: counts for n, counts in hits.items() if all(counts[place] for place in must)}

    def _refused(self, leaf: Any) -> set[int]:
        numbers: set[int] = set()
        for slot in self.query.without:
            for matcher in _matchers(leaf, Step(slot, slot.terms, 0, 0.0)):
                numbers.update(matcher.all_ids())
        return numbers

    def _gate(self, leaf: Any) -> Callable[[int], bool]:
        gates = leaf.column_reader("gate", translate=False)
        before = self.filters.created_before
        end = before.timestamp() if before else None

        @cache
        def allowed(audience_id: int, area_id: int, kind: bytes, lang: bytes) -> bool:
            return audience_id in self.audience_ids and self.filters.admit(
                _text(kind), _text(lang), area_id
            )

        def admit(number: int) -> bool:
            audience_id, area_id, kind, lang, created = gates[number]
            return (end is None or created < end) and allowed(audience_id, area_id, kind, lang)

        return admit

    def _worth(self, counts: list[int]) -> float:
        return sum(
            step.weight * _promise(packed)
            for step, packed in zip(self.plan.steps, counts, strict=True)
            if packed
        )

    @cached_property
    def _reads_streams(self) -> bool:
        return bool(self.query.phrases or self.query.without_phrases)

    def _stream_fits(self, stream: str) -> bool:
        def stands(phrase: tuple[str, ...]) -> bool:
            return any(f" {words} " in stream for words in phrase)

        return all(map(stands, self.query.phrases)) and not any(
            map(stands, self.query.without_phrases)
        )


def mean_lengths(reader: IndexReader) -> FieldCounts:
    """The mean length of each field, from at most 512 documents of each segment."""
    total, weight = [0.0] * len(FieldCounts._fields), 0
    for leaf, _offset in reader.leaf_readers():
        size = leaf.doc_count_all()
        for place, mean in enumerate(_leaf_means(leaf, size)):
            total[place] += mean * size
        weight += size
    return FieldCounts(*(one / max(weight, 1) for one in total))


@lru_cache(maxsize=64)
def _leaf_means(leaf: Any, size: int) -> tuple[float, ...]:
    facts = leaf.column_reader("facts", translate=False)
    numbers = range(0, size, max(1, size // SAMPLE))
    rows = [facts[number][:5] for number in numbers]
    return tuple(sum(column) / max(1, len(rows)) for column in zip(*rows, strict=True))


def _matchers(leaf: Any, step: Step) -> Iterator[Matcher]:
    for term in step.terms:
        if ("words", term) in leaf:
            yield leaf.postings("words", term)


def _gather(matcher: Matcher, place: int, hits: Hits, admit: Admit) -> None:
    """Take in every document of the postings that may be found."""
    while matcher.is_active():
        number = matcher.id()
        counts = hits.get(number) or admit(number)
        if counts is not None:
            counts[place] = add(counts[place], int(matcher.weight()))
        matcher.next()


def _refine(matcher: Matcher, place: int, hits: Hits) -> None:
    """Add what the postings say about documents that are taken in already."""
    for number in sorted(hits):
        if not matcher.is_active():
            return
        if matcher.id() < number:
            matcher.skip_to(number)
        if matcher.is_active() and matcher.id() == number:
            hits[number][place] = add(hits[number][place], int(matcher.weight()))


@lru_cache(maxsize=20_000)
def _promise(packed: int) -> float:
    """What a packed count says before lengths are known."""
    return saturated(unpack(packed), WEIGHTS)


def _candidate(leaf: Any, number: int, counts: list[int]) -> Candidate:
    facts = leaf.column_reader("facts", translate=False)[number]
    _audience, area_id, kind, lang, _created = leaf.column_reader("gate", translate=False)[number]
    subject_id, created, updated, votes, accepted, trust = facts[5:]
    return Candidate(
        key=f"{subject_id}:{_text(lang)}",
        subject_id=subject_id,
        kind=_text(kind),
        lang=_text(lang),
        area_id=area_id,
        lengths=FieldCounts(*facts[:5]),
        counts=tuple(unpack(packed) if packed else None for packed in counts),
        created_at=created,
        updated_at=updated,
        votes=votes,
        accepted=accepted,
        trust=trust,
    )


def _text(padded: bytes) -> str:
    return padded.rstrip(b"\x00").decode("utf-8", "ignore")
