"""Reading the embedded index's postings for one search."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache

from community.core.search_engine.frequencies import facet_term, unpack
from community.core.search_engine.holding import held_words
from community.core.search_engine.planning import Plan, Read, closely_read
from community.core.search_engine.port import Candidate, FieldCounts, Filters
from community.core.search_engine.query import Query
from community.core.search_engine.scorer import WEIGHTS, saturated
from community.core.search_engine.whoosh_postings import Segment

# How many documents are looked into for a phrase, most promising first.
PHRASE_READS = 1_000

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
        best = sorted(worth, key=lambda one: (round(worth[one], 4), one), reverse=True)[:wanted]
        if self._reads_streams:
            best = [one for one in best if self._stream_fits(segment.stream(one))][:limit]
        return [(round(worth[number], 4), number, place) for number in best]

    def _worth(self, segment: Segment) -> dict[int, float]:
        """What each document that matches and may be found promises."""
        admit = self._gate(segment)
        worth: dict[int, float] = {}
        essential, others = self._reads
        for read in essential:
            _gather(segment, read, worth, admit)
        for read in others:
            _refine(segment, read, worth)
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

    def _gate(self, segment: Segment) -> Callable[[int], bool]:
        gate, refused = segment.gate, self._refused(segment)
        audiences, filters = self.audience_ids, self.filters
        narrows = bool(filters.kinds or filters.langs or filters.area_ids)
        end = filters.created_before.timestamp() if filters.created_before else None

        def admit(number: int) -> bool:
            """Whether the document may be found."""
            if gate.audiences[number] not in audiences or number in refused:
                return False
            if end is not None and gate.created[number] >= end:
                return False
            return not narrows or filters.admit(
                gate.kinds[number], gate.langs[number], gate.areas[number]
            )

        return admit

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
        gate, fields = segment.gate, len(FieldCounts._fields)
        columns = [
            [postings.get(number, 0) for number in numbers]
            for postings in (segment.postings(read.term) for read in self.plan.reads)
        ]
        for number, packed in zip(numbers, zip(*columns, strict=True), strict=True):
            facts = segment.facts(number)
            subject_id, created, updated, votes, accepted, trust = facts[fields:]
            yield Candidate(
                key=f"{subject_id}:{gate.langs[number]}",
                subject_id=subject_id,
                kind=gate.kinds[number],
                lang=gate.langs[number],
                area_id=gate.areas[number],
                lengths=FieldCounts(*facts[:fields]),
                held=held_words(self.plan, packed),
                created_at=created,
                updated_at=updated,
                votes=votes,
                accepted=accepted,
                trust=trust,
                stream=segment.stream(number) if number in close else "",
            )


def _numbers(segment: Segment, terms: Iterable[str]) -> set[int]:
    return {number for term in terms for number in segment.postings(term)}


def _gather(
    segment: Segment, read: Read, worth: dict[int, float], admit: Callable[[int], bool]
) -> None:
    """Take in every document of the postings that may be found."""
    postings = segment.postings(read.term)
    for number, packed in postings.items():
        before = worth.get(number)
        if before is not None:
            worth[number] = before + read.worth * _promise(packed)
        elif admit(number):
            worth[number] = read.worth * _promise(packed)


def _refine(segment: Segment, read: Read, worth: dict[int, float]) -> None:
    """Add what the postings say about documents that are taken in already."""
    counts = segment.postings(read.term)
    for number in counts.keys() & worth.keys():
        worth[number] += read.worth * _promise(counts[number])


@lru_cache(maxsize=20_000)
def _promise(packed: int) -> float:
    """What a packed count says before lengths are known."""
    return saturated(unpack(packed), WEIGHTS)
