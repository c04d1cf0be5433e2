"""The postings of one term of a segment, and what they promise of documents; a search adds up thousands of them."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from operator import add
from typing import Protocol

from community.core.search_engine.frequencies import unpack
from community.core.search_engine.scorer import WEIGHTS, saturated

MOST_PROMISES = 20_000
# A table takes about so many bytes for each document, and when it is empty.
TABLE_BYTES, EMPTY_BYTES = 90, 180

# What each document promises so far, by its number.
Worth = dict[int, float]


class Promises(dict[int, float]):
    """What a packed count says before lengths are known; worked out once for each."""

    def __missing__(self, packed: int) -> float:
        if len(self) >= MOST_PROMISES:
            self.clear()
        self[packed] = promise = saturated(unpack(packed), WEIGHTS)
        return promise


PROMISES = Promises()


class Postings(Protocol):
    """The documents that hold a term, with the packed count of each."""

    @property
    def size(self) -> int:
        """About how many bytes they take."""

    def numbers(self) -> Iterable[int]:
        """All these documents."""

    def among(self, wanted: Mapping[int, object]) -> Iterable[tuple[int, int]]:
        """Those of the wanted documents that hold the term, with its packed count."""

    def gathered(self, worth: Worth, weight: float, admitted: Sequence[int]) -> Worth:
        """What was promised and what these promise, every document taken in that may be found."""

    def refined(self, worth: Worth, weight: float) -> Worth:
        """What was promised and what these promise of the same documents."""


class Table(dict[int, int]):
    """The postings of a term that few documents hold: packed counts by number."""

    @property
    def size(self) -> int:
        """About how many bytes they take."""
        return EMPTY_BYTES + TABLE_BYTES * len(self)

    def numbers(self) -> Iterable[int]:
        """All these documents."""
        return self.keys()

    def among(self, wanted: Mapping[int, object]) -> Iterable[tuple[int, int]]:
        """Those of the wanted documents that hold the term, with its packed count."""
        return [(number, self[number]) for number in self.keys() & wanted.keys()]

    def gathered(self, worth: Worth, weight: float, admitted: Sequence[int]) -> Worth:
        """What was promised and what these promise; `worth` itself is changed."""
        promise = PROMISES
        for number, packed in self.items():
            if admitted[number]:
                worth[number] = worth.get(number, 0.0) + weight * promise[packed]
        return worth

    def refined(self, worth: Worth, weight: float) -> Worth:
        """What was promised and what these promise; `worth` itself is changed."""
        promise = PROMISES
        for number, packed in self.among(worth):
            worth[number] += weight * promise[packed]
        return worth


class Row:
    """The postings of a frequent term: for each document of the segment its packed count and 1, or 0.

    Tens of thousands are added up at once, so each step is one sweep.
    """

    def __init__(self, postings: Mapping[int, int], documents: int) -> None:
        self.all = array("I", bytes(4 * documents))
        for number, packed in postings.items():
            self.all[number] = packed + 1
        self.counts = frozenset(postings.values())

    @property
    def size(self) -> int:
        """About how many bytes they take."""
        return self.all.itemsize * len(self.all)

    def numbers(self) -> Iterable[int]:
        """All these documents."""
        return [number for number, more in enumerate(self.all) if more]

    def among(self, wanted: Mapping[int, object]) -> Iterable[tuple[int, int]]:
        """Those of the wanted documents that hold the term, with its packed count."""
        every = self.all
        return [(number, every[number] - 1) for number in wanted if every[number]]

    def gathered(self, worth: Worth, weight: float, admitted: Sequence[int]) -> Worth:
        """What was promised and what these promise, every document taken in that may be found."""
        said = self._said(weight)
        fresh = {
            number: said[more] for number, more in enumerate(self.all) if more and admitted[number]
        }
        for number, before in worth.items():
            fresh[number] = fresh.get(number, 0.0) + before
        return fresh

    def refined(self, worth: Worth, weight: float) -> Worth:
        """What was promised and what these promise of the same documents."""
        said = map(self._said(weight).__getitem__, map(self.all.__getitem__, worth))
        return dict(zip(worth, map(add, worth.values(), said), strict=True))

    def _said(self, weight: float) -> Mapping[int, float]:
        return {0: 0.0} | {packed + 1: weight * PROMISES[packed] for packed in self.counts}
