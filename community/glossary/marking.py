"""The first use of each known word in a text becomes a link that explains itself; stored HTML stays as it is.

Works on what `core/sanitiser` lets through: attributes in double quotes, signs escaped. A text of 32 KiB takes a few
milliseconds whatever the number of words: each word of it is looked up once.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from community.core.html_texts import LITERAL, change_texts
from community.glossary.spelling import fold, tokens_of

# Inside these a link would be wrong, unreadable, or change what is meant literally.
HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6", "summary", "figcaption")
LEFT_ALONE: Final = frozenset((*HEADINGS, *LITERAL, "a", "button", "label", "dfn", "abbr"))
# A letter may be followed by its accent.
WORD: Final = re.compile(r"&#?\w+;|\w[\w\u0300-\u036f]*")
# What may stand between the words of one spelling: never the end of a sentence, behind which a space comes.
GAP: Final = re.compile(r"(?:\s|[-‐‑–’'/]|&amp;|&#39;|&#x27;|&nbsp;)+|\.")
LONGEST_GAP: Final = 12
MOST_WORDS: Final = 16
MOST_MET: Final = 50_000

Spelling = tuple[tuple[str, ...], int]


@dataclass(frozen=True, eq=False)
class Words:
    """The spellings of one language, by their first word, longest first; made once, so only itself is equal."""

    locale: str
    by_first: Mapping[str, tuple[Spelling, ...]] = field(default_factory=dict)
    # A word as it stands in some text → the spellings that it begins; texts repeat themselves.
    met: dict[str, tuple[Spelling, ...]] = field(default_factory=dict)

    def beginning_with(self, word: str) -> tuple[Spelling, ...]:
        """The spellings that this word of a text may begin."""
        if len(self.met) > MOST_MET:
            self.met.clear()
        found = self.by_first.get(fold(word, self.locale), ())
        return self.met.setdefault(
            word, (*self.by_first.get(word, ()), *found) if word.isupper() else found
        )


@dataclass(frozen=True)
class Marked:
    """A text with its marks, and the terms that it uses in the order of their first use."""

    html: str
    term_ids: tuple[int, ...] = ()


def words_of(spellings: Iterable[tuple[str, int]], locale: str) -> Words:
    """The spellings (text, term id) of a language, ready to be looked for."""
    found: dict[str, dict[tuple[str, ...], int]] = {}
    for spelling, term_id in spellings:
        tokens = tokens_of(spelling, locale)
        if tokens:
            found.setdefault(tokens[0], {}).setdefault(tokens, term_id)
    by_first = {
        first: tuple(sorted(same.items(), key=lambda one: -len(one[0])))
        for first, same in found.items()
    }
    return Words(locale, by_first)


def marked(html: str, words: Words, key: str = "text") -> Marked:
    """The text with the first use of each term as a link to its note (`#word-<term>`); `key` tells the texts
    of one page apart."""
    if not words.by_first:
        return Marked(html)
    used: dict[int, None] = {}
    made = change_texts(html, lambda text: _marked_text(text, words, used, key), LEFT_ALONE)
    return Marked(made, tuple(used))


def _marked_text(text: str, words: Words, used: dict[int, None], key: str) -> str:
    found = [one for one in WORD.finditer(text) if text[one.start()] != "&"]
    out: list[str] = []
    place, number, met = 0, 0, words.met
    while number < len(found):
        word = found[number][0]
        same = met.get(word)
        if same is None:
            same = words.beginning_with(word)
        if not same:
            number += 1
            continue
        tokens, term_id = _longest(text, found[number : number + MOST_WORDS], words.locale, same)
        if tokens and term_id not in used:
            used[term_id] = None
            start, end = found[number].start(), found[number + len(tokens) - 1].end()
            out += (text[place:start], _link(text[start:end], term_id, key))
            place = end
        number += len(tokens) or 1
    return "".join(out) + text[place:] if out else text


def _longest(
    text: str, found: list[re.Match[str]], locale: str, same: tuple[Spelling, ...]
) -> Spelling:
    """The longest spelling that stands at the first of these words; an empty one for none."""
    return next((one for one in same if _stands(text, found, locale, one[0])), ((), 0))


def _stands(text: str, found: list[re.Match[str]], locale: str, tokens: tuple[str, ...]) -> bool:
    if len(tokens) > len(found):
        return False
    for before, after, token in zip(found, found[1:], tokens[1:], strict=False):
        gap = text[before.end() : after.start()]
        if token not in (fold(after[0], locale), after[0]):
            return False
        if len(gap) > LONGEST_GAP or not GAP.fullmatch(gap):
            return False
    return True


def _link(words: str, term_id: int, key: str) -> str:
    return (
        f'<a class="term" href="#word-{term_id}" id="use-{key}-{term_id}"'
        f' aria-describedby="word-{term_id}-text">{words}</a>'
    )
