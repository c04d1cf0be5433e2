"""A segment of the embedded index, opened once for all threads: postings by the block, facts of documents in columns.

Whoosh's matchers step from posting to posting; whole blocks are read here, ten times as fast.
Segments never change (deletions apart), so one stays open, with what was read of it, from commit
to commit: Whoosh copies the files of each that it opens, which took longer than the search.
"""

import threading
from array import array
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from itertools import accumulate, islice
from typing import Any, NamedTuple

from whoosh.reading import SegmentReader, TermNotFound

from community.core.search_engine.port import FieldCounts
from community.core.search_engine.whoosh_terms import Postings, Row, Table

# So many bytes of postings are kept of a segment.
KEPT_BYTES = 24_000_000
# A term that stands in one of so many documents has a row of all documents: smaller than a table, and quicker.
FREQUENT = 12
KEPT_TERMS, KEPT_BEGINNINGS, KEPT_ANSWERS = 50_000, 2_000, 16
SAMPLE = 512


NO_POSTINGS = Table()


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


class Opened:
    """A segment that is open, and what was read of it; one thread at a time reads its files."""

    def __init__(self, reader: SegmentReader) -> None:
        self.reader, self.lock = reader, threading.RLock()
        self.name, self.size = str(reader.segment().segment_id()), int(reader.doc_count_all())
        self._postings: dict[str, Postings] = {}
        self._bytes = 0
        self._frequencies: dict[str, int] = {}
        self._begun: dict[str, tuple[str, ...]] = {}
        self._columns: dict[str, Any] = {}
        self._by_sort: dict[bytes, bytes] = {}

    def postings(self, term: str) -> Postings:
        """The postings of a term, deleted documents among them."""
        with self.lock:
            # What was asked for last stays longest.
            found = self._postings.pop(term, None)
            if found is None:
                found = self._read(term)
                self._bytes += found.size
            self._postings[term] = found
            while self._bytes > KEPT_BYTES and len(self._postings) > 1:
                self._bytes -= self._postings.pop(next(iter(self._postings))).size
        return found

    def frequency(self, term: str) -> int:
        """In how many documents the term stands, deleted ones among them."""
        count = self._frequencies.get(term)
        if count is None:
            with self.lock:
                count = int(self.reader.doc_frequency("words", term))
            if len(self._frequencies) >= KEPT_TERMS:
                self._frequencies.clear()
            self._frequencies[term] = count
        return count

    def begun(self, prefix: str, most: int) -> tuple[str, ...]:
        """The first terms that begin so, in their order."""
        found = self._begun.get(prefix)
        if found is None:
            with self.lock:
                terms = islice(self.reader.expand_prefix("words", prefix), most)
                found = tuple(term.decode() for term in terms)
            if len(self._begun) >= KEPT_BEGINNINGS:
                self._begun.clear()
            self._begun[prefix] = found
        return found

    def numbers_of(self, key: str) -> Collection[int]:
        """The documents with this key, deleted ones among them."""
        with self.lock:
            return _read_postings(self.reader, "key", key).keys()

    def stored(self, number: int) -> dict[str, Any]:
        """What is stored of a document."""
        with self.lock:
            return dict(self.reader.stored_fields(number))

    def column(self, name: str, number: int) -> Any:
        """The value of a document in a column."""
        with self.lock:
            if name not in self._columns:
                self._columns[name] = self.reader.column_reader(name, translate=False)
            return self._columns[name][number]

    @cached_property
    def gate(self) -> Gate:
        """What decides of each document whether it may be found."""
        with self.lock:
            return _read_gate(self.reader)

    def each(self, by_sort: bytes) -> bytearray:
        """For each document what is given for its sort; yours to change."""
        kept = self._by_sort.get(by_sort)
        if kept is None:
            if len(self._by_sort) >= KEPT_ANSWERS:
                self._by_sort.clear()
            kept = self._by_sort[by_sort] = bytes(map(by_sort.__getitem__, self.gate.of))
        return bytearray(kept)

    @cached_property
    def mean_lengths(self) -> FieldCounts:
        """The mean length of each field, from at most 512 documents."""
        with self.lock:
            return _read_means(self.reader)

    def _read(self, term: str) -> Postings:
        found = _read_postings(self.reader, "words", term)
        return Row(found, self.size) if len(found) * FREQUENT > self.size else found


class Segment:
    """An open segment as one commit left it."""

    def __init__(self, opened: Opened, deleted: Iterable[int]) -> None:
        self.opened, self.deleted = opened, frozenset(deleted)
        self.postings, self.frequency = opened.postings, opened.frequency

    @property
    def documents(self) -> int:
        """How many documents there are."""
        return self.opened.size - len(self.deleted)

    @property
    def gate(self) -> Gate:
        """What decides of each document whether it may be found."""
        return self.opened.gate

    def present(self) -> Iterable[int]:
        """The documents that are not deleted."""
        return (number for number in range(self.opened.size) if number not in self.deleted)

    def facts(self, number: int) -> tuple[Any, ...]:
        """Lengths, subject, created, updated, votes, accepted, trust."""
        return tuple(self.opened.column("facts", number))

    def stream(self, number: int) -> str:
        """The tokens of a document in reading order."""
        return self._text("stream", number)

    def written(self, number: int) -> list[str]:
        """The words of a document as they are written, each with its token."""
        return self._text("written", number).split("\n")

    def shown(self, key: str) -> tuple[str, str, str, dict[str, str]] | None:
        """What is kept of the document with this key for showing it; None where it is not here."""
        for number in self.opened.numbers_of(key):
            if number not in self.deleted:
                shown: tuple[str, str, str, dict[str, str]] = self.opened.stored(number)["shown"]
                return shown
        return None

    def _text(self, column: str, number: int) -> str:
        return bytes(self.opened.column(column, number)).decode("utf-8", "ignore")


def _read_postings(reader: SegmentReader, field: str, term: str) -> Table:
    try:
        matcher = reader._terms.matcher(field, term.encode(), reader.schema[field].format)
    except TermNotFound:
        return NO_POSTINGS
    postings = Table()
    while matcher.is_active():
        matcher._read_data()
        # Numbers are kept as the steps between them; equal weights as one, or as none when all are 1.
        steps, weights, _values = matcher._data
        if not isinstance(weights, tuple):
            weights = (weights or 1,) * len(steps)
        postings.update(zip(accumulate(steps), map(int, weights), strict=True))
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
