"""What of a text is shown under its title, and where the asked words stand in it; escaped throughout."""

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup, escape

from community.core.search_engine.analysis import WORD, base_lang, fold, is_stop_word, stems
from community.core.search_engine.query import Query

LENGTH = 220
# A text is looked through this far.
LOOKED_THROUGH = 12_000
Span = tuple[int, int]
# But for dying, lying and the like, whose stems end in ie.
CHANGED = "ying"


def highlighted(text: str, query: Query, lang: str) -> Markup:
    """The whole text with the asked words marked."""
    return _marked(text, spans(text, query, lang))


def snippet(text: str, query: Query, lang: str, length: int = LENGTH) -> Markup:
    """The part of the text where most of the asked words stand together, with these marked."""
    flat = " ".join(text[:LOOKED_THROUGH].split())
    found = spans(flat, query, lang)
    start = _best_start(found, length)
    start = flat.rfind(" ", 0, max(0, start - 40)) + 1 if start > 40 else 0
    end = min(len(flat), start + length)
    if end < len(flat):
        space = flat.rfind(" ", start, end + 1)
        # Some languages write no spaces.
        end = space if space > start else end
    inside = [(a - start, b - start) for a, b in found if a >= start and b <= end]
    shown = _marked(flat[start:end], inside)
    return Markup(f"{'… ' if start else ''}{shown}{' …' if end < len(flat) else ''}")  # noqa: S704 (escaped)


def spans(text: str, query: Query, lang: str) -> list[Span]:
    """Where the asked words stand in the text."""
    is_asked = _asked_words(query, base_lang(lang))
    return [match.span() for match in WORD.finditer(text) if is_asked[match.group()]]


class AskedWords(dict[str, bool]):
    """Whether a word of this language is one that the query asks for; worked out once for each."""

    def __init__(self, query: Query, lang: str) -> None:
        super().__init__()
        self.lang, self.typed = lang, frozenset(query.words)
        self.terms = {term for slot in query.slots for term in slot.terms}
        self.terms |= {variant.term for slot in query.slots for variant in slot.variants}
        self.beginnings = tuple(slot.prefix for slot in query.slots if slot.prefix)
        # A stem begins with the first two letters of its word, or is the first: most words are passed by at these.
        self.begun = frozenset(word[:2] for word in (*self.terms, *self.beginnings))

    def __missing__(self, word: str) -> bool:
        self[word] = found = self._is_asked(word)
        return found

    def _is_asked(self, word: str) -> bool:
        folded = fold(word)
        if self.begun.isdisjoint((folded[:2], folded[:1])) and not folded.endswith(CHANGED):
            return False
        if is_stop_word(word, self.lang) and folded not in self.typed:
            return False
        return not self.terms.isdisjoint(stems(word, self.lang)) or bool(
            self.beginnings and folded.startswith(self.beginnings)
        )


# The hits of one search are shown one after the other, and the next search asks for other words.
_asked_words = lru_cache(maxsize=16)(AskedWords)


def _best_start(found: Sequence[Span], length: int) -> int:
    """Where the stretch of this length begins that holds the most of them, the first of equals."""
    starts = [start for start, _ in found]
    counts = [bisect_left(starts, start + length) - place for place, start in enumerate(starts)]
    return starts[counts.index(max(counts))] if counts else 0


def _marked(text: str, found: Sequence[Span]) -> Markup:
    parts: list[str] = []
    place = 0
    for start, end in found:
        parts += [escape(text[place:start]), "<mark>", escape(text[start:end]), "</mark>"]
        place = end
    return Markup("".join([*parts, escape(text[place:])]))  # noqa: S704 (each piece is escaped)
