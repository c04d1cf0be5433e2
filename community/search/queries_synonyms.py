"""The glossary as search uses it: each spelling of a term leads to its others, in every language."""

from collections.abc import Mapping

from flask import current_app

from community.core.i18n import LOCALES
from community.core.search_engine.analysis import fold, words
from community.core.search_engine.expansion import synonym_key
from community.glossary.queries import Glossary, Term, glossary
from community.policies.actor import Actor

Synonyms = Mapping[str, tuple[str, ...]]
KEPT = "portal_search_synonyms"
MOST_AUDIENCES = 64


def synonyms(actor: Actor) -> Synonyms:
    """Folded word or phrase → the other spellings of the terms it names, of those that the actor sees.

    Kept in memory for each set of audiences until the glossary changes.
    """
    now_read = glossary()
    kept: tuple[Glossary | None, dict[frozenset[int], Synonyms]]
    kept = current_app.extensions.get(KEPT, (None, {}))
    if kept[0] is not now_read:
        kept = current_app.extensions[KEPT] = (now_read, {})
    seen = frozenset({term.audience_id for term in now_read.terms} & actor.audience_ids)
    if seen not in kept[1]:
        if len(kept[1]) >= MOST_AUDIENCES:
            kept[1].clear()
        kept[1][seen] = synonyms_of(now_read.seen_by(actor))
    return kept[1][seen]


def synonyms_of(terms: tuple[Term, ...]) -> Synonyms:
    """Each spelling of these terms → the others; a spelling of two terms leads to those of both."""
    found: dict[str, dict[str, None]] = {}
    for term in terms:
        group = [(one, locale) for locale in LOCALES for one in term.spellings(locale)]
        for spelling, locale in group:
            key = phrase_key(spelling)
            others = dict.fromkeys(other for other, _ in group if phrase_key(other) != key)
            # As written, and as its language inflects it: `invoices` is asked for as well.
            for name in (key, synonym_key(spelling, locale)):
                found.setdefault(name, {}).update(others)
    return {key: tuple(others) for key, others in found.items() if key and others}


def phrase_key(text: str) -> str:
    """How a word or phrase is looked up: folded words with one space between them."""
    return " ".join(fold(word) for word in words(text))
