"""A segment of the embedded index as plain arrays: postings by the block, facts of documents in columns.

Whoosh's matchers step from posting to posting; whole blocks are read here, ten times as fast.
Segments never change (deletions apart), so what was read of one is kept by its name.
"""

from array import array
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from whoosh.reading import SegmentReader, TermNotFound

from community.core.search_engine.port import FieldCounts

# About 20 MB for the postings of a large segment.
KEPT_SEGMENTS, KEPT_ENTRIES = 24, 150_000
SAMPLE = 512


# The documents that hold a term, ascending, with the packed count of each.
Postings = Mapping[int, int]
NO_POSTINGS: Postings = {}


class Sort(NamedTuple):
    """What decides whether a document may be found; few documents have one of their own."""

    audience_id: int
    area_id: int
    kind: str
    lang: str


class Gate(NamedTuple):
    """The sorts of documents there are, and for each document the place of its sort and when it was made."""

    sorts: Sequence[Sort]
    of: Sequence[int]
    created: Sequence[int]


class Memory:
    """What was read of one segment, for all threads of the process."""

    def __init__(self, _name: str) -> None:
        self.postings: dict[str, Postings] = {}
        self.entries = 0
        self.gate: Gate | None = None
        self.means: FieldCounts | None = None

    def keep(self, term: str, postings: Postings) -> None:
        """Keep the postings of a term while there is room; the oldest go."""
        if len(postings) > KEPT_ENTRIES // 4:
            return
        self.postings[term] = postings
        self.entries += len(postings) + 1
        while self.entries > KEPT_ENTRIES and self.postings:
            oldest = next(iter(self.postings), None)
            gone = self.postings.pop(oldest, None) if oldest is not None else None
            self.entries -= len(gone) + 1 if gone is not None else 0


# One index after another may use the same process: names of segments are random, so none meets another's.
memory_of = lru_cache(maxsize=KEPT_SEGMENTS)(Memory)


class Segment:
    """One segment of a reader; deletions are those of the reader it came from."""

    def __init__(self, reader: SegmentReader) -> None:
        self.reader = reader
        self.memory = memory_of(str(reader.segment().segment_id()))

    def postings(self, term: str) -> Postings:
        """The postings of a term, deleted documents among them."""
        postings = self.memory.postings.get(term)
        if postings is None:
            postings = _read_postings(self.reader, term)
            self.memory.keep(term, postings)
        return postings

    @cached_property
    def deleted(self) -> frozenset[int]:
        """The documents that are gone."""
        return frozenset(self.reader.segment().deleted_docs())

    @property
    def gate(self) -> Gate:
        """What decides of each document whether it may be found."""
        if self.memory.gate is None:
            self.memory.gate = _read_gate(self.reader)
        return self.memory.gate

    @property
    def mean_lengths(self) -> FieldCounts:
        """The mean length of each field, from at most 512 documents."""
        if self.memory.means is None:
            self.memory.means = _read_means(self.reader)
        return self.memory.means

    def facts(self, number: int) -> tuple[Any, ...]:
        """Lengths, subject, created, updated, votes, accepted, trust."""
        return tuple(self._columns["facts"][number])

    def stream(self, number: int) -> str:
        """The tokens of a document in reading order."""
        return bytes(self._columns["stream"][number]).decode("utf-8", "ignore")

    @cached_property
    def _columns(self) -> dict[str, Any]:
        return {
            name: self.reader.column_reader(name, translate=False) for name in ("facts", "stream")
        }


def _read_postings(reader: SegmentReader, term: str) -> Postings:
    try:
        matcher = reader._terms.matcher("words", term.encode(), reader.schema["words"].format)
    except TermNotFound:
        return NO_POSTINGS
    postings: dict[int, int] = {}
    while matcher.is_active():
        matcher._read_ids()
        matcher._read_weights()
        postings.update(zip(matcher._ids, map(int, matcher._weights), strict=True))
        matcher._next_block()
    return postings


def _read_gate(reader: SegmentReader) -> Gate:
    column = reader.column_reader("gate", translate=False)
    sorts: dict[tuple[Any, ...], int] = {}
    of, created = array("l"), array("q")
    for number in range(reader.doc_count_all()):
        *sort, at = column[number]
        of.append(sorts.setdefault(tuple(sort), len(sorts)))
        created.append(at)
    named = [Sort(one, area, text_of(kind), text_of(lang)) for one, area, kind, lang in sorts]
    return Gate(named, of, created)


def _read_means(reader: SegmentReader) -> FieldCounts:
    size, column = reader.doc_count_all(), reader.column_reader("facts", translate=False)
    fields = len(FieldCounts._fields)
    rows = [column[number][:fields] for number in range(0, size, max(1, size // SAMPLE))]
    return FieldCounts(*(sum(one) / max(1, len(rows)) for one in zip(*rows, strict=True)))


def text_of(padded: bytes) -> str:
    """The text in a column of fixed width."""
    return padded.rstrip(b"\x00").decode("utf-8", "ignore")
