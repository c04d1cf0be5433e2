"""What people who ask for help say in everyday words: synonyms, and words that tell little.

Written for help centers at large, in the two languages of the interface; the glossary adds
the words of one company's product.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from community.core.search_engine.analysis import fold, is_stop_word, stem, words

HERE = Path(__file__).parent
Tokens = tuple[str, ...]


class Near(NamedTuple):
    """A token near in meaning; `share` is less than 1 when it is only a part of an expression."""

    token: str
    share: float


@cache
def chatter(lang: str) -> frozenset[str]:
    """Words that stand in any text and so tell little, folded; none for a language without a list."""
    return frozenset(fold(word) for word in _text("chatter", lang).split())


@cache
def synonyms(lang: str) -> Mapping[Tokens, tuple[Near, ...]]:
    """For the tokens of a word or expression those of the others in its groups."""
    found: dict[Tokens, dict[str, float]] = {}
    for line in _text("synonyms", lang).splitlines():
        if not line.startswith("#"):
            entries = [tokens_of(entry, lang) for entry in line.split(",")]
            for entry in filter(None, entries):
                _join(found.setdefault(entry, {}), entry, entries)
    return {
        entry: tuple(Near(token, share) for token, share in near.items())
        for entry, near in found.items()
    }


def tokens_of(text: str, lang: str) -> Tokens:
    """The tokens of a word or expression, without stop words."""
    return tuple(stem(word, lang) for word in words(text) if not is_stop_word(word, lang))


def _join(near: dict[str, float], own: Tokens, entries: list[Tokens]) -> None:
    for entry in entries:
        for token in entry:
            if token not in own:
                near[token] = max(near.get(token, 0.0), 1 / len(entry))


def _text(name: str, lang: str) -> str:
    path = HERE / f"{name}_{lang}.txt"
    return path.read_text("utf-8") if lang.isalpha() and path.is_file() else ""
