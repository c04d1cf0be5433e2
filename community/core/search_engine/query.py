"""What a person typed → what the engines look for; any input is harmless.

Words are wanted, "phrases" must stand as written, -words must not stand. Each word is
looked for as every language of the portal would have indexed it.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from community.core.search_engine.analysis import (
    base_lang,
    fold,
    is_stop_word,
    stem,
    straight,
    words,
)

MAX_QUERY, MAX_DRAFT, MAX_SLOTS = 400, 20_000, 32
LANGS = ("en", "fr")
PIECE = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
ENDING = 4
# One small word may be a name or a word of the reader's own language: AI, "son".
SEVERAL = 2


class Variant(NamedTuple):
    """A token that will do as well, counted as so much (0 to 1) of what was typed."""

    term: str
    factor: float


@dataclass(frozen=True, slots=True)
class Slot:
    """One asked word: the tokens any of which will do, those that will nearly do, and how much it matters.

    `after` is the small word that follows it and is not looked for itself: the `in` of `sign in`.
    """

    word: str
    terms: tuple[str, ...]
    prefix: str = ""
    required: bool = False
    times: int = 1
    variants: tuple[Variant, ...] = ()
    weight: float = 1.0
    after: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for; nothing at all when there is no word in what was typed.

    `corrections` (typed word, word looked for) and `also` (synonyms) tell the reader what else was looked for.
    """

    slots: tuple[Slot, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    without: tuple[Slot, ...] = ()
    without_phrases: tuple[tuple[str, ...], ...] = ()
    draft: bool = False
    corrections: tuple[tuple[str, str], ...] = ()
    also: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.slots)

    @property
    def is_typed(self) -> bool:
        """Whether the last word may go on."""
        return any(slot.prefix for slot in self.slots)

    @property
    def words(self) -> tuple[str, ...]:
        """The words as typed, for telling the reader what was looked for."""
        return tuple(slot.word for slot in self.slots)


def weight_of_times(slot: Slot) -> float:
    """How much more a word counts that was said several times."""
    return 1 + math.log(slot.times)


def parse(text: str, lang: str = "", *, typing: bool = False) -> Query:
    """The query in what a person typed in this language; `typing` takes the last word as a beginning."""
    text = straight(text[:MAX_QUERY]).replace("\x00", " ")
    pieces = list(PIECE.finditer(text))
    wanted: list[str] = []
    phrases: list[str] = []
    refused: list[str] = []
    refused_phrases: list[str] = []
    for piece in pieces:
        phrase, word = piece.group("phrase"), piece.group("word")
        if phrase is not None:
            (refused_phrases if piece.group("minus") else phrases).append(phrase)
        else:
            (refused if piece.group("minus") else wanted).append(word)
    unfinished = typing and bool(pieces) and not text[-1:].isspace() and text[-1:] != '"'
    slots = _slots(" ".join(wanted), lang, unfinished=unfinished and bool(wanted))
    musts = [slot for phrase in phrases for slot in _slots(phrase, lang, required=True)]
    return Query(
        slots=_distinct([*musts, *slots]),
        phrases=tuple(filter(None, map(_phrase, phrases))),
        without=_distinct([slot for word in refused for slot in _exclusion(word)]),
        without_phrases=tuple(filter(None, map(_phrase, refused_phrases))),
    )


def draft(text: str, lang: str = "") -> Query:
    """A whole draft as a query: every word of it, without operators; engines use its most telling ones."""
    every = list(words(text[:MAX_DRAFT]))
    known = _spoken(every, lang)
    kept = [word for word in every if not is_stop_word(word, known)]
    slots = Counter(_slot(word) for word in kept)
    merged: dict[tuple[str, ...], Slot] = {}
    for slot, times in slots.items():
        before = merged.get(slot.terms)
        count = times + (before.times if before else 0)
        merged[slot.terms] = Slot(slot.word, slot.terms, times=count)
    return Query(slots=tuple(merged.values()), draft=True)


def _slots(text: str, lang: str, *, required: bool = False, unfinished: bool = False) -> list[Slot]:
    every = list(words(text))
    known = _spoken(every, lang)
    found = [
        _slot(word, required=required, after=_small(following, known))
        for place, (word, following) in enumerate(pairwise([*every, ""]))
        if not is_stop_word(word, known) or (unfinished and place == len(every) - 1)
    ]
    if not found and not required:
        found = [_slot(word) for word in every]
    if unfinished and found:
        # One letter after whole words says nothing yet, and a tenth of all texts would be looked through for it.
        last = found.pop()
        found += [_beginning(last)] if len(last.word) > 1 or not found else []
    return found


def _spoken(every: Sequence[str], lang: str) -> str:
    """The language in which it is written: the reader's, unless there are more small words of another, and several."""
    known = base_lang(lang)
    small = {one: sum(is_stop_word(word, one) for word in every) for one in LANGS}
    most = max(LANGS, key=lambda one: small[one])
    return most if small[most] >= max(SEVERAL, 1 + small.get(known, 0)) else known


def _small(word: str, lang: str) -> str:
    return fold(word) if is_stop_word(word, lang) else ""


def _slot(word: str, *, required: bool = False, after: str = "") -> Slot:
    terms = dict.fromkeys(stem(word, lang) for lang in LANGS if not is_stop_word(word, lang))
    terms.setdefault(fold(word))
    return Slot(fold(word), tuple(terms), required=required, after=after)


def _beginning(slot: Slot) -> Slot:
    # Tokens are stems, shorter than what one is typing: `integratio` must go on finding `integr`.
    shorter = [
        slot.word[:length] for length in range(len(slot.word) - 1, len(slot.word) - ENDING - 1, -1)
    ]
    stems = tuple(word for word in shorter if len(word) >= ENDING)
    return replace(slot, terms=tuple(dict.fromkeys(slot.terms + stems)), prefix=slot.word)


def _exclusion(word: str) -> Sequence[Slot]:
    return [_slot(part) for part in words(word)]


def _phrase(text: str) -> tuple[str, ...]:
    """The phrase as each language's documents would hold it."""
    every = list(words(text))
    streams = [
        " ".join(stem(word, lang) for word in every if not is_stop_word(word, lang))
        for lang in (*LANGS, "")
    ]
    return tuple(dict.fromkeys(stream for stream in streams if stream))


def _distinct(slots: Sequence[Slot]) -> tuple[Slot, ...]:
    kept: dict[tuple[str, ...], Slot] = {}
    for slot in slots:
        kept.setdefault(slot.terms, slot)
    return tuple(kept.values())[:MAX_SLOTS]
