"""Reading the embedded index's postings for one search."""

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from community.core.search_engine.frequencies import facet_term
from community.core.search_engine.holding import Said, held_words
from community.core.search_engine.planning import Plan, Read, closely_read
from community.core.search_engine.port import Candidate, FieldCounts, Filters
from community.core.search_engine.query import Query
from community.core.search_engine.whoosh_postings import Segment
from community.core.search_engine.whoosh_terms import Worth

# How many documents are looked into for a phrase, most promising first.
PHRASE_READS = 1_000
# Promises that differ by less than this are equal, whatever the order they were added up in.
PLACES = 4

# What a document promises, its number (of equals the newest is first), its segment.
Promise = tuple[float, int, int]


class Search:
    """One search over the segments of one reader."""

    def __init__(
        self, query: Query, plan: Plan, audience_ids: frozenset[int], filters: Filters
    ) -> None:
        self.query, self.plan = query, plan
        self.audience_ids, self.filters = audience_ids, filters

    def run(self, segments: Sequence[Segment], limit: int) -> tuple[Candidate, ...]:
        """The candidates of all segments, most promising first."""
        best: list[Promise] = []
        for place, segment in enumerate(segments):
            best += self._promising(segment, place, limit)
        best.sort(reverse=True)
        close = {one[1:] for one in best[: closely_read(self.query)]}
        found: list[Candidate] = []
        for place, segment in enumerate(segments):
            numbers = [number for _, number, of in best[:limit] if of == place]
            found += self._candidates(segment, numbers, {n for n, of in close if of == place})
        return tuple(found)

    def _promising(self, segment: Segment, place: int, limit: int) -> list[Promise]:
        worth = self._worth(segment)
        wanted = PHRASE_READS if self._reads_streams else limit
        best = _best(worth, wanted)
        if self._reads_streams:
            best = [one for one in best if self._stream_fits(segment.stream(one[1]))][:limit]
        return [(promise, number, place) for promise, number in best]

    def _worth(self, segment: Segment) -> Worth:
        """What each document that matches and may be found promises."""
        admitted = self._admitted(segment)
        worth: Worth = {}
        essential, others = self._reads
        for read in essential:
            worth = segment.postings(read.term).gathered(worth, read.worth, admitted)
        for read in others:
            worth = segment.postings(read.term).refined(worth, read.worth)
        wanted = self._held_by(segment)
        return {n: one for n, one in worth.items() if n in wanted} if wanted is not None else worth

    @property
    def _reads(self) -> tuple[Sequence[Read], Sequence[Read]]:
        return self.plan.reads[: self.plan.essential], self.plan.reads[self.plan.essential :]

    def _held_by(self, segment: Segment) -> set[int] | None:
        """The documents that hold all that is required; None when nothing is."""
        groups: list[Iterable[str]] = [self.plan.steps[place].terms for place in self.plan.required]
        groups += [map(facet_term, group) for group in self.filters.facets]
        held = [_numbers(segment, group) for group in groups]
        return set.intersection(*held) if held else None

    def _refused(self, segment: Segment) -> set[int]:
        terms = [term for slot in self.query.without for term in slot.terms]
        terms += map(facet_term, self.filters.without_facets)
        return _numbers(segment, terms) | segment.deleted

    def _admitted(self, segment: Segment) -> Sequence[int]:
        """For each document whether it may be found."""
        sorts, _of, created = segment.gate
        audiences, filters = self.audience_ids, self.filters
        # Thousands of documents are asked about, of a handful of sorts.
        sorts_admitted = bytes(
            one.audience_id in audiences and filters.admit(one.kind, one.lang, one.area_id)
            for one in sorts
        )
        admitted = segment.opened.each(sorts_admitted)
        for number in self._refused(segment):
            admitted[number] = False
        if filters.created_before:
            end = filters.created_before.timestamp()
            for number, at in enumerate(created):
                admitted[number] = admitted[number] and at < end
        return admitted

    @property
    def _reads_streams(self) -> bool:
        return bool(self.query.phrases or self.query.without_phrases)

    def _stream_fits(self, stream: str) -> bool:
        def stands(phrase: tuple[str, ...]) -> bool:
            return any(f" {words} " in stream for words in phrase)

        return all(map(stands, self.query.phrases)) and not any(
            map(stands, self.query.without_phrases)
        )

    def _candidates(
        self, segment: Segment, numbers: Sequence[int], close: Collection[int]
    ) -> Iterator[Candidate]:
        gate, fields, size = segment.gate, len(FieldCounts._fields), len(self.plan.steps)
        said: dict[int, list[Said]] = {number: [] for number in numbers}
        for read in self.plan.reads:
            postings = segment.postings(read.term)
            for number, packed in postings.among(said):
                said[number].append((read.step, read.truth, packed))
        for number in numbers:
            facts, sort = segment.facts(number), gate.sorts[gate.of[number]]
            subject_id, created, updated, votes, accepted, trust = facts[fields:]
            yield Candidate(
                key=f"{subject_id}:{sort.lang}",
                subject_id=subject_id,
                kind=sort.kind,
                lang=sort.lang,
                area_id=sort.area_id,
                lengths=FieldCounts(*facts[:fields]),
                held=held_words(size, said[number]),
                created_at=created,
                updated_at=updated,
                votes=votes,
                accepted=accepted,
                trust=trust,
                stream=segment.stream(number) if number in close else "",
            )


def _numbers(segment: Segment, terms: Iterable[str]) -> set[int]:
    return {number for term in terms for number in segment.postings(term).numbers()}


def _best(worth: Mapping[int, float], count: int) -> list[tuple[float, int]]:
    """So many of the most promising documents, of equals the newest first."""
    # Numbers alone are compared much faster than pairs.
    least = min(heapq.nlargest(count, worth.values()), default=0.0) - 10**-PLACES
    pairs = [(round(one, PLACES), number) for number, one in worth.items() if one >= least]
    pairs.sort(reverse=True)
    return pairs[:count]
