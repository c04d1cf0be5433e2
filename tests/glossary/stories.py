"""Terms for stories of the glossary."""

from __future__ import annotations

from community.content.actions import intern_audience
from community.content.prose import compose
from community.core.db import writing
from community.glossary import actions
from community.glossary.actions import TermWords
from community.glossary.models import GlossaryTerm
from community.policies.actor import SYSTEM


def words(word: str, meaning: str, *synonyms: str, french: str = "") -> TermWords:
    """What the word means, in English and perhaps in French."""
    both = {"en": word, "fr": french}
    return TermWords(
        word=both,
        definition={locale: compose(meaning) for locale in both},
        synonyms={"en": synonyms},
    )


def define(
    word: str,
    meaning: str = "The desk where one pays.",
    *synonyms: str,
    french: str = "",
    grant: str = "public",
) -> GlossaryTerm:
    """A term that those with this grant see."""
    with writing():
        audience_id = intern_audience([grant])
        made = words(word, meaning, *synonyms, french=french)
        return actions.define(SYSTEM, made, audience_id=audience_id)
