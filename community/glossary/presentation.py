"""A text with its known words marked for one reader, and the notes that explain them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from community.core.i18n import DEFAULT
from community.glossary.marking import Marked, Words, marked, words_of
from community.glossary.queries import Glossary, Term, glossary
from community.policies.actor import Actor


@dataclass(frozen=True)
class Note:
    """What explains a marked word on its page; `use` is the mark that it comes back to."""

    term_id: int
    word: str
    html: str
    lang: str
    use: str


def explained(actor: Actor, html: str, lang: str, key: str) -> Marked:
    """The text with the first use of each word that the actor's glossary holds in its language."""
    present = glossary()
    if not present.terms or not html:
        return Marked(html)
    held = frozenset(one.audience_id for one in present.terms) & actor.audience_ids
    return _marked(html, _words(present, lang, held), key)


@lru_cache(maxsize=64)
def _words(present: Glossary, lang: str, audience_ids: frozenset[int]) -> Words:
    seen = (term for term in present.terms if term.audience_id in audience_ids)
    return words_of(((one, term.id) for term in seen for one in term.spellings(lang)), lang)


@lru_cache(maxsize=256)
def _marked(html: str, words: Words, key: str) -> Marked:
    return marked(html, words, key)


def notes(actor: Actor, uses: Mapping[int, tuple[str, str]], locale: str) -> list[Note]:
    """The notes of these terms: id → (the text's language, the text's key); explained in the reader's language
    where there is a definition in it, those apart that the actor does not see."""
    seen = {term.id: term for term in glossary().seen_by(actor)}
    return [
        _note(seen[term_id], lang, key, locale)
        for term_id, (lang, key) in uses.items()
        if term_id in seen
    ]


def _note(term: Term, lang: str, key: str, locale: str) -> Note:
    chosen = best_language(term.html, (locale, lang))
    word = term.word.get(lang) or term.word[best_language(term.word, (locale,))]
    return Note(term.id, word, term.html[chosen], chosen, f"use-{key}-{term.id}")


def best_language(texts: Mapping[str, str], wanted: Iterable[str]) -> str:
    """The first wanted language that there is, else English, else any."""
    return next(one for one in (*wanted, DEFAULT, *texts) if texts.get(one))


def json_ld(terms: Iterable[Term], locale: str, address: str) -> dict[str, Any]:
    """The words of a page as search engines read them: a DefinedTermSet of schema.org."""
    return {
        "@context": "https://schema.org",
        "@type": "DefinedTermSet",
        "url": address,
        "inLanguage": locale,
        "hasDefinedTerm": [
            {
                "@type": "DefinedTerm",
                "url": f"{address}#term-{term.id}",
                "name": term.word[locale],
                "description": term.text.get(locale, ""),
            }
            for term in terms
            if term.word.get(locale)
        ],
    }
