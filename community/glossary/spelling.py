"""When two spellings are the same word: capitals and plurals never tell words apart, accents do in French alone."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from community.core.search_engine.analysis import JOINED_LETTERS

WORD: Final = re.compile(r"\w+")
# An abbreviation is only itself in capitals: "POS" is a till, "pos" nothing, and "IT" is no pronoun.
LONGEST_ABBREVIATION: Final = 5
SHORTEST_PLURAL: Final = 4
PLURALS: Final = {"en": ("s",), "fr": ("s", "x")}


def tokens_of(spelling: str, locale: str) -> tuple[str, ...]:
    """The folded words of a spelling, abbreviations as they are; none for one without letters and digits."""
    found = WORD.findall(unicodedata.normalize("NFC", spelling))
    return tuple(word if is_abbreviation(word) else fold(word, locale) for word in found)


def key_of(spelling: str, locale: str) -> str:
    """What is equal for spellings of one word."""
    return " ".join(tokens_of(spelling, locale))


@lru_cache(maxsize=8192)
def fold(word: str, locale: str) -> str:
    """One word without what does not tell words apart."""
    plain = unicodedata.normalize("NFC", word.casefold()).translate(JOINED_LETTERS)
    # French capitals often stand without accents, small letters never do.
    if locale != "fr" and not plain.isascii():
        plain = without_accents(plain)
    for ending in PLURALS.get(locale, ()):
        if len(plain) >= SHORTEST_PLURAL and plain.endswith(ending):
            return plain[: -len(ending)]
    return plain


def is_abbreviation(word: str) -> bool:
    """Whether a word is written in capitals because it stands for others."""
    return 1 < len(word) <= LONGEST_ABBREVIATION and word.isupper()


def without_accents(word: str) -> str:
    """The letters alone: é is e, œ is oe."""
    split = unicodedata.normalize("NFD", word.translate(JOINED_LETTERS))
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def sort_key(word: str) -> tuple[str, str]:
    """The place of a word in a dictionary: accents and capitals come last."""
    return without_accents(word.casefold()), word


def first_letter(word: str) -> str:
    """The letter under which a word stands; `#` for numbers and signs."""
    letter = without_accents(word.strip())[:1].upper()
    return letter if letter.isalpha() else "#"
