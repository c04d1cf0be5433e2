"""The glossary as search uses it: each spelling of a term leads to its others, in every language."""

from collections.abc import Iterator, Mapping

from flask import current_app

from community.core.i18n import LOCALES
from community.core.search_engine.analysis import fold, words
from community.core.search_engine.expansion import synonym_key
from community.glossary.queries import Glossary, Term, glossary
from community.policies.actor import Actor

Synonyms = Mapping[str, tuple[str, ...]]
KEPT = "portal_search_synonyms"
MOST_READERS = 64


def synonyms(actor: Actor, locale: str) -> Synonyms:
    """Folded word or phrase → the other spellings of the terms it names, of those that the actor sees.

    Kept in memory for each set of audiences and language until the glossary changes.
    """
    now_read = glossary()
    table: dict[tuple[frozenset[int], str], Synonyms]
    of, table = current_app.extensions.get(KEPT, (None, {}))
    if of is not now_read or len(table) >= MOST_READERS:
        table = _begin(now_read)
    reader = frozenset({term.audience_id for term in now_read.terms} & actor.audience_ids), locale
    if reader not in table:
        table[reader] = synonyms_of(now_read.seen_by(actor), locale)
    return table[reader]


def _begin(now_read: Glossary) -> dict[tuple[frozenset[int], str], Synonyms]:
    table: dict[tuple[frozenset[int], str], Synonyms] = {}
    current_app.extensions[KEPT] = now_read, table
    return table


def synonyms_of(terms: tuple[Term, ...], locale: str) -> Synonyms:
    """Each spelling of these terms → the others, the reader's language first; that of two terms leads to both's."""
    found: dict[str, dict[str, None]] = {}
    for term in terms:
        others = _spellings(term, locale)
        for spelling, lang in _asked_by(term, locale):
            own = phrase_key(spelling)
            # As written, and as its language inflects it, also typed without accents: `invoices` is asked for as well.
            for name in dict.fromkeys([own, *(synonym_key(one, lang) for one in (spelling, own))]):
                more = (other for other in others if phrase_key(other) != own)
                found.setdefault(name, {}).update(dict.fromkeys(more))
    return {key: tuple(others) for key, others in found.items() if key and others}


def _spellings(term: Term, locale: str) -> list[str]:
    langs = sorted(LOCALES, key=lambda lang: lang != locale)
    return [spelling for lang in langs for spelling in term.spellings(lang)]


def _asked_by(term: Term, locale: str) -> Iterator[tuple[str, str]]:
    """What names the term for this reader: all its spellings in his language, its word alone in others.

    A synonym of another language is often a word of his own that means something else (`note`).
    """
    for lang in LOCALES:
        for spelling in term.spellings(lang)[: None if lang == locale else 1]:
            yield spelling, lang


def phrase_key(text: str) -> str:
    """How a word or phrase is looked up: folded words with one space between them."""
    return " ".join(fold(word) for word in words(text))
