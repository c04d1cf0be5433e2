"""What else a query means: synonyms, joined and split words, nearest words for typing errors; pure.

Each of these is a variant of an asked word, which counts for less than the word itself
(docs/search.md tells how much and why).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from community.core.search_engine.analysis import base_lang, fold, is_stop_word, stem, words
from community.core.search_engine.everyday import chatter, synonyms, tokens_of
from community.core.search_engine.lexicon import SHORTEST, Lexicon
from community.core.search_engine.query import LANGS, Query, Slot, Variant

# How truly each kind of variant says what was typed.
GLOSSARY, EVERYDAY, JOINED, SPLIT = 0.7, 0.4, 0.9, 0.8
SPELLING = {0: 0.95, 1: 0.8, 2: 0.72}
# A word that stands in any text tells so much of what its rarity here would say.
CHATTER = 0.4
NUMBERED = re.compile(r"\d+|\D+")
MOST_VARIANTS, LONGEST_EXPRESSION = 24, 3

Synonyms = Mapping[str, tuple[str, ...]]
NO_SYNONYMS: Synonyms = {}
Variants = dict[str, float]


def expand(query: Query, lang: str, lexicon: Lexicon, glossary: Synonyms = NO_SYNONYMS) -> Query:
    """The query with its variants, corrections and synonyms to be shown; a draft stays as it is."""
    if query.draft or not query.slots:
        return query
    known = base_lang(lang)
    more: list[Variants] = [{} for _ in query.slots]
    corrections = _spell(query.slots, lexicon, more)
    _join(query.slots, lexicon, more)
    _part(query.slots, lexicon, more)
    # What was mistyped has the synonyms of its nearest word.
    nearer = dict(corrections)
    said = [
        (slot.word, nearer.get(slot.word, slot.word)) if not slot.required else ()
        for slot in query.slots
    ]
    also = _say_otherwise(said, known, glossary, more)
    _everyday(query.slots, known, more)
    talk = chatter(known)
    slots = tuple(
        replace(
            slot,
            variants=(*slot.variants, *_variants(slot, variants)),
            weight=CHATTER if slot.word in talk and not slot.required else 1.0,
        )
        for slot, variants in zip(query.slots, more, strict=True)
    )
    return replace(query, slots=slots, corrections=corrections, also=also)


def _variants(slot: Slot, variants: Variants) -> Iterable[Variant]:
    best = sorted(variants.items(), key=lambda one: (-one[1], one[0]))
    return [Variant(term, factor) for term, factor in best if term not in slot.terms][
        :MOST_VARIANTS
    ]


def _add(variants: Variants, tokens: Iterable[str], factor: float) -> None:
    for token in tokens:
        variants[token] = max(variants.get(token, 0.0), factor)


def _spell(
    slots: Sequence[Slot], lexicon: Lexicon, more: Sequence[Variants]
) -> tuple[tuple[str, str], ...]:
    """Nearest words and halves for the words that the index has not; (typed, looked for) of each."""
    corrections = []
    for slot, variants in zip(slots, more, strict=True):
        if slot.required or _goes_on(slot, lexicon):
            continue
        near = () if _is_everyday(slot) else lexicon.spellings(slot.word, slot.terms)
        for one in near:
            _add(variants, one.tokens, SPELLING.get(int(one.distance), SPELLING[2]))
        if near:
            corrections.append((slot.word, near[0].word))
        elif not lexicon.knows(slot.word, slot.terms) and (halves := lexicon.split(slot.word)):
            for half in halves:
                _add(variants, _tokens(half), SPLIT)
            corrections.append((slot.word, " ".join(halves)))
    return tuple(corrections)


def _part(slots: Sequence[Slot], lexicon: Lexicon, more: Sequence[Variants]) -> None:
    """Letters and numbers of a code that the index has not, as others write it: `E1042` for E-1042."""
    for slot, variants in zip(slots, more, strict=True):
        if slot.word.isalpha() or slot.required or lexicon.knows(slot.word, slot.terms):
            continue
        for part in NUMBERED.findall(slot.word):
            if len(part) >= SHORTEST:
                _add(variants, _tokens(part), SPLIT)


def _goes_on(slot: Slot, lexicon: Lexicon) -> bool:
    """Whether it is the beginning of a word."""
    return bool(slot.prefix and lexicon.complete(slot.prefix, 1))


def _is_everyday(slot: Slot) -> bool:
    """Whether our lists know the word: it is written as it should be, though the index has it not."""
    return any((term,) in synonyms(lang) for lang in LANGS for term in slot.terms)


def _join(slots: Sequence[Slot], lexicon: Lexicon, more: Sequence[Variants]) -> None:
    for slot, variants in zip(slots, more, strict=True):
        whole = lexicon.joined(slot.word, slot.after) if slot.after else None
        _add(variants, _tokens(whole) if whole else (), JOINED)
    for (one, its), (other, others) in pairwise(zip(slots, more, strict=True)):
        both = lexicon.joined(one.word, other.word)
        if both:
            _add(its, _tokens(both), JOINED)
            _add(others, _tokens(both), JOINED)


def synonym_key(phrase: str, lang: str) -> str:
    """Under what `glossary` holds the synonyms of a word or expression of this language."""
    return " ".join(tokens_of(phrase, base_lang(lang)))


def _say_otherwise(
    said: Sequence[Sequence[str]], lang: str, glossary: Synonyms, more: Sequence[Variants]
) -> tuple[str, ...]:
    """The glossary's synonyms of asked words and expressions (typed, corrected), to be shown."""
    also: dict[str, None] = {}
    for start, end in _stretches(len(said)):
        spellings = (" ".join(words) for words in zip(*said[start:end], strict=False))
        found = (glossary.get(one) or glossary.get(synonym_key(one, lang), ()) for one in spellings)
        for synonym in next(filter(None, found), ()):
            also.setdefault(synonym)
            parts = [_tokens(word) for word in _telling(synonym)]
            for variants in more[start:end]:
                for tokens in parts:
                    _add(variants, tokens, GLOSSARY / len(parts))
    return tuple(also)


def _telling(expression: str) -> list[str]:
    """Its words, without the small ones of any language: `bon de livraison` is no reason to look for `de`."""
    every = list(words(expression))
    return [one for one in every if not any(is_stop_word(one, lang) for lang in LANGS)] or every


def _everyday(slots: Sequence[Slot], lang: str, more: Sequence[Variants]) -> None:
    table = synonyms(lang)
    # What was mistyped has its synonyms by its nearest words.
    readings = [
        dict.fromkeys([*slot.terms, *(token for token, truth in given.items() if truth > GLOSSARY)])
        for slot, given in zip(slots, more, strict=True)
    ]
    for tokens, variants in zip(readings, more, strict=True):
        for token in tokens:
            _near(table, (token,), [variants])
    firsts = [next(iter(tokens), "") for tokens in readings]
    for start, end in _stretches(len(slots)):
        if end - start > 1:
            _near(table, tuple(firsts[start:end]), more[start:end])


def _near(
    table: Mapping[tuple[str, ...], Sequence[tuple[str, float]]],
    said: tuple[str, ...],
    more: Iterable[Variants],
) -> None:
    for variants in more:
        for token, share in table.get(said, ()):
            _add(variants, (token,), EVERYDAY * share)


def _stretches(count: int) -> Iterable[tuple[int, int]]:
    for length in range(1, LONGEST_EXPRESSION + 1):
        for start in range(count - length + 1):
            yield start, start + length


def _tokens(word: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*(stem(word, lang) for lang in LANGS), fold(word)]))
