"""The words that tell most of a few short texts, in their own spelling; pure."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from community.core.i18n import NAMES
from community.core.search_engine.analysis import is_stop_word, stem, words

SHORTEST: Final = 4


class Term(NamedTuple):
    """A word as most people wrote it, and in how many of the texts it stands."""

    word: str
    texts: int


def telling_terms(
    texts: Sequence[tuple[str, str]], others: Sequence[tuple[str, str]], limit: int
) -> list[Term]:
    """The words of these (text, language) pairs that at least two of them hold, and that others seldom do.

    Each word weighs texts × ln(1 + all others / others that hold it); words that differ by their ending are one.
    """
    mine, spelled = _counted(texts)
    theirs, _ = _counted(others)
    weight = {
        key: count * math.log(1 + (1 + len(others)) / (1 + theirs[key]))
        for key, count in mine.items()
        if count > 1 or len(texts) == 1
    }
    best = sorted(weight, key=lambda key: (-weight[key], key))[:limit]
    return [
        Term(min(spelled[key].items(), key=lambda one: (-one[1], one[0]))[0], mine[key])
        for key in best
    ]


def _counted(texts: Sequence[tuple[str, str]]) -> tuple[Counter[str], dict[str, Counter[str]]]:
    counts: Counter[str] = Counter()
    spelled: dict[str, Counter[str]] = {}
    for text, lang in texts:
        seen: set[str] = set()
        for word in words(text):
            key = _key(word, lang)
            if key:
                seen.add(key)
                spelled.setdefault(key, Counter())[word.lower()] += 1
        counts.update(seen)
    return counts, spelled


def _key(word: str, lang: str) -> str:
    """The token of a word; empty for what tells nothing in any language that is spoken here."""
    is_empty = any(is_stop_word(word, one) for one in NAMES)
    return "" if is_empty or len(word) < SHORTEST or word.isdecimal() else stem(word, lang)
