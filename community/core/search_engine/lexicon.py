"""The index's own words: nearest word, split and joined words, how a beginning goes on.

The worker writes them down (`build`) beside the index; a process reads the bytes once and asks
in microseconds. Nearness is found by symmetric deletion (W. Garbe's SymSpell): two words are
near when they become the same string after a letter or two are left out of each.
"""

import heapq
import sys
import time
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from community.core.search_engine.analysis import fold, is_stop_word, stem, stems, words

# So many words are kept, most frequent first; two letters may be wrong in the first few of them.
MOST_WORDS, MOST_FORGIVEN = 40_000, 15_000
SHORTEST, LONGEST = 3, 24
# From so many letters on one letter may be wrong, from so many on two.
ONE_WRONG, TWO_WRONG = 4, 7
LETTERS_FORGIVEN = 10
# A word of the index may be a mistake itself: when it is rare and a near one so many times as frequent.
RARE, MORE_FREQUENT = 2, 20
LOOKED_AT = 60
TOKENS_EACH = 3
PAUSE = 100
HEADER = "portal-lexicon-1"


class Spelling(NamedTuple):
    """A word as documents write it, its tokens, in how many documents it stands, how many letters away."""

    word: str
    tokens: tuple[str, ...]
    documents: int
    distance: float = 0.0


class Lexicon:
    """The words of one index, read from the bytes that `build` made; no bytes are no words."""

    def __init__(self, data: bytes = b"") -> None:
        """Read the words; bytes of another format are no words."""
        head, _, rest = data.partition(b"\n")
        name, _, size = head.decode("utf-8", "replace").partition(" ")
        text, deletes = (rest[: int(size)], rest[int(size) :]) if name == HEADER else (b"", b"")
        rows = [line.split("\t") for line in text.decode().split("\n") if line]
        self.folded = [row[0] for row in rows]
        self._rows = [(row[1], tuple(row[2].split())) for row in rows]
        self._documents = array("I", (int(row[3]) for row in rows))
        self._tokens = {token for _, tokens in self._rows for token in tokens}
        self._deletes = array("Q")
        self._deletes.frombytes(deletes[: len(deletes) // 8 * 8])
        if sys.byteorder == "big":
            self._deletes.byteswap()
        self._find = lru_cache(maxsize=4096)(self._near)

    def __len__(self) -> int:
        return len(self.folded)

    def documents(self, word: str) -> int:
        """In how many documents this word stands, whatever its accents and case."""
        place = self._place(fold(word))
        return self._documents[place] if place is not None else 0

    def knows(self, word: str, tokens: Iterable[str] = ()) -> bool:
        """Whether the word stands in the index, or another form of it with one of these tokens."""
        return self._place(fold(word)) is not None or not self._tokens.isdisjoint(tokens)

    def nearest(self, word: str, lang: str = "", limit: int = 3) -> tuple[str, ...]:
        """The words most like this one, best first; none for a word that the index knows."""
        return tuple(one.word for one in self.spellings(word, stems(word, lang), limit))

    def spellings(
        self, word: str, tokens: Iterable[str] = (), limit: int = 3
    ) -> tuple[Spelling, ...]:
        """The nearest words with their distance, for a word that the index has not or hardly has."""
        folded = fold(word)
        if not ONE_WRONG <= len(folded) <= LONGEST or not folded.isalpha():
            return ()
        least = 0
        if self.knows(word, tokens):
            own = self.documents(word)
            if not 0 < own <= RARE:
                return ()
            least = own * MORE_FREQUENT
        near = [one for one in self._find(folded) if one.documents >= least and one.distance]
        return tuple(one for one in near if one.distance <= near[0].distance)[:limit]

    def split(self, word: str) -> tuple[str, str] | None:
        """The two words of the index that this one is made of, or None: `signin` → `sign`, `in`."""
        folded, best = fold(word), (0, 0)
        for place in range(2, len(folded) - 1):
            first, second = folded[:place], folded[place:]
            if max(len(first), len(second)) < ONE_WRONG:
                continue
            fit = min(self._worth(first), self._worth(second))
            best = max(best, (fit, place))
        return (folded[: best[1]], folded[best[1] :]) if best[0] else None

    def joined(self, first: str, second: str) -> str | None:
        """The one word of the index that these two make, or None: `web`, `flow` → `webflow`."""
        both = fold(first) + fold(second)
        return both if len(both) > ONE_WRONG and self._place(both) is not None else None

    def complete(self, beginning: str, limit: int = 8) -> tuple[str, ...]:
        """The most frequent words that begin so."""
        return tuple(one.word for one in self.completions(beginning, limit))

    def completions(self, beginning: str, limit: int) -> list[Spelling]:
        """The most frequent words that begin so, with their tokens."""
        begun = fold(beginning)
        if not begun:
            return []
        start = bisect_left(self.folded, begun)
        end = bisect_left(self.folded, begun + chr(sys.maxunicode))
        places = heapq.nlargest(limit, range(start, end), key=self._documents.__getitem__)
        return [self._spelling(place) for place in places]

    def _place(self, folded: str) -> int | None:
        place = bisect_left(self.folded, folded)
        return place if place < len(self.folded) and self.folded[place] == folded else None

    def _worth(self, part: str) -> int:
        """How well half a word stands for itself: stop words are nowhere in the index and everywhere in texts."""
        place = self._place(part)
        if place is not None:
            return self._documents[place]
        return 1 if is_stop_word(part, "en") or is_stop_word(part, "fr") else 0

    def _spelling(self, place: int, distance: float = 0.0) -> Spelling:
        word, tokens = self._rows[place]
        return Spelling(word, tokens, self._documents[place], distance)

    def _near(self, folded: str) -> tuple[Spelling, ...]:
        """All near words, nearest and then most frequent first."""
        most = 2 if len(folded) >= TWO_WRONG else 1
        rated = []
        for place in self._look_up(folded, most):
            other = self.folded[place]
            away = distance(folded, other, most)
            if away <= most:
                rated.append(self._spelling(place, away + (other[0] != folded[0]) / 2))
        rated.sort(key=lambda one: (one.distance, -one.documents, one.word))
        return tuple(rated)

    def _look_up(self, folded: str, most: int) -> Iterator[int]:
        seen = dict[int, None]()
        for key in map(_key, _left_out(folded, most)):
            at = bisect_left(self._deletes, key << 32)
            while at < len(self._deletes) and self._deletes[at] >> 32 == key:
                seen.setdefault(self._deletes[at] & 0xFFFFFFFF)
                at += 1
        yield from heapq.nlargest(LOOKED_AT, seen, key=self._documents.__getitem__)


NO_WORDS = Lexicon()


class Publishing:
    """When the words of an index are due to be written down anew: it changed, and a while has passed.

    The while is so many times what writing them took, so that it is at most 1 % of the work.
    """

    def __init__(self) -> None:
        self._version: str | None = None
        self._ended, self._cost = 0.0, 0.0

    def is_due(self, version: str, *, at_once: bool = False) -> bool:
        """Whether to write down the words of this version of the index."""
        if version == self._version:
            return False
        return at_once or time.monotonic() - self._ended >= PAUSE * self._cost

    @contextmanager
    def measured(self, version: str) -> Iterator[None]:
        """Measure what writing them down takes."""
        started = time.monotonic()
        yield
        self._version, self._ended = version, time.monotonic()
        self._cost = self._ended - started


def build(counts: Mapping[str, int]) -> bytes:
    """The bytes of a lexicon, from in how many documents each of `written_words` stands."""
    entries: dict[str, list[tuple[int, str, str]]] = {}
    for pair, documents in counts.items():
        word, _, token = pair.partition(" ")
        if documents > 0 and token:
            entries.setdefault(fold(word), []).append((documents, word, token))
    totals = {folded: sum(one[0] for one in ones) for folded, ones in entries.items()}
    kept = heapq.nlargest(MOST_WORDS, totals, key=lambda folded: (totals[folded], folded))
    forgiven = set(kept[:MOST_FORGIVEN])
    kept.sort()
    keys = array("Q")
    for place, folded in enumerate(kept):
        most = 2 if folded in forgiven and len(folded) >= TWO_WRONG - 1 else 1
        keys.extend(_key(one) << 32 | place for one in _left_out(folded, most))
    lines = [_line(folded, entries[folded], totals[folded]) for folded in kept]
    text = "\n".join(lines).encode()
    return f"{HEADER} {len(text)}\n".encode() + text + _little(array("Q", sorted(keys)))


def written_words(lang: str, *texts: str) -> list[str]:
    """The different words of these texts that a lexicon could hold, each with its token: `buttons button`."""
    found = {word.casefold() for text in texts for word in words(text)}
    return sorted(f"{word} {stem(word, lang)}" for word in found if _is_spelt(word))


def _is_spelt(word: str) -> bool:
    return SHORTEST <= len(word) <= LONGEST and not word.isdigit()


@lru_cache(maxsize=20_000)
def distance(one: str, other: str, most: int) -> int:
    """How many letters were added, left out, mistaken or swapped with the next (at most `most` + 1)."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before, row = [0] * (len(other) + 1), list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        fresh = [i]
        for j, wanted in enumerate(other, 1):
            cost = min(row[j] + 1, fresh[-1] + 1, row[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, before[j - 2] + 1)
            fresh.append(cost)
        if min(fresh) > most:
            return most + 1
        before, row = row, fresh
    return row[-1]


def _line(folded: str, entries: list[tuple[int, str, str]], total: int) -> str:
    entries.sort(reverse=True)
    tokens = " ".join(dict.fromkeys(token for _, _, token in entries[:TOKENS_EACH]))
    return f"{folded}\t{entries[0][1]}\t{tokens}\t{total}"


def _left_out(word: str, most: int) -> set[str]:
    """The word with at most so many letters left out, among its first ten."""
    head, tail = word[:LETTERS_FORGIVEN], word[LETTERS_FORGIVEN:]
    every = {word}
    for count in range(1, min(most, len(head)) + 1):
        for left in combinations(range(len(head)), len(head) - count):
            every.add("".join([head[place] for place in left]) + tail)
    if tail:
        # One wrong letter may stand anywhere.
        every.update(word[:place] + word[place + 1 :] for place in range(len(word)))
    return every


def _key(text: str) -> int:
    return zlib.crc32(text.encode())


def _little(numbers: "array[int]") -> bytes:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()
