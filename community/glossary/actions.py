"""What writers do with the glossary: define a word, change it, take it away, bring it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from community.content.actions import change_audience, change_visibility, new_subject
from community.content.models import Subject, SubjectKind, Visibility
from community.content.prose import Prose
from community.core.audit import audit
from community.core.clock import now
from community.core.db import db, get_locked, insert_once
from community.core.errors import Conflict, Invalid, NotFound
from community.core.i18n import LOCALES
from community.core.markup import RENDERER_VERSION
from community.core.versions import raise_version
from community.glossary.models import (
    MAX_DEFINITION,
    MAX_SYNONYMS,
    MAX_WORD,
    GlossaryTerm,
    GlossaryWord,
)
from community.glossary.queries import VERSION
from community.glossary.spelling import key_of
from community.policies.actor import PUBLIC_AUDIENCE_ID, Actor
from community.policies.permission import Permission
from community.policies.registry import ensure


@dataclass(frozen=True, kw_only=True)
class TermWords:
    """A term as somebody writes it, by language; definitions are rendered before the transaction."""

    word: Mapping[str, str]
    definition: Mapping[str, Prose]
    synonyms: Mapping[str, Sequence[str]] = field(default_factory=dict)


def define(
    actor: Actor,
    words: TermWords,
    *,
    audience_id: int = PUBLIC_AUDIENCE_ID,
    created_at: datetime | None = None,
) -> GlossaryTerm:
    """A new term; Invalid for a spelling that leads to another term already."""
    ensure(actor, Permission.GLOSSARY_WRITE)
    words = tidy(words)
    subject = new_subject(
        actor,
        SubjectKind.GLOSSARY_TERM,
        lang=next(iter(words.word)),
        audience_id=audience_id,
        created_at=created_at,
    )
    term = GlossaryTerm(id=subject.id)
    _say(term, words)
    db.session.add(term)
    db.session.flush()  # its spellings point at it
    _take_spellings(term)
    _note(actor, "glossary.defined", term)
    return term


def change(actor: Actor, term: GlossaryTerm, words: TermWords, *, audience_id: int) -> None:
    """Other words, another meaning or another audience."""
    ensure(actor, Permission.GLOSSARY_WRITE)
    term, subject = _locked(term)
    if not subject.is_visible:
        raise Conflict(_l("This word was taken away. Bring it back first."))
    _say(term, tidy(words))
    term.edited_at, term.edited_by_id = now(), actor.member_id
    _free_spellings(term)
    _take_spellings(term)
    change_audience(subject, audience_id)
    _note(actor, "glossary.changed", term)


def remove(actor: Actor, term: GlossaryTerm) -> None:
    """Take a word away: it is marked nowhere, and its spellings are free for another term."""
    ensure(actor, Permission.GLOSSARY_WRITE)
    term, subject = _locked(term)
    if subject.visibility is Visibility.DELETED:
        return
    _free_spellings(term)
    change_visibility(actor, subject, Visibility.DELETED)
    _note(actor, "glossary.removed", term)


def restore(actor: Actor, term: GlossaryTerm) -> None:
    """Bring a word back; Conflict when another term has one of its spellings by now."""
    ensure(actor, Permission.GLOSSARY_WRITE)
    term, subject = _locked(term)
    if subject.visibility is not Visibility.DELETED:
        return
    try:
        _take_spellings(term)
    except Invalid as taken:
        raise Conflict(taken.message) from taken
    change_visibility(actor, subject, Visibility.VISIBLE)
    _note(actor, "glossary.restored", term)


def _locked(term: GlossaryTerm) -> tuple[GlossaryTerm, Subject]:
    subject = get_locked(Subject, term.id)
    if subject.kind is not SubjectKind.GLOSSARY_TERM:
        raise NotFound
    return get_locked(GlossaryTerm, term.id), subject


def tidy(words: TermWords) -> TermWords:
    """The same without spaces and empty languages; Invalid(field) for what cannot stand in a glossary."""
    word = _lines(words.word)
    if not word:
        raise Invalid(
            _l("Please write the word in one language at least."), field=f"word_{LOCALES[0]}"
        )
    for locale in word:
        _check_word(word[locale], locale, "word")
        if not words.definition.get(locale) or not words.definition[locale].text:
            raise Invalid(_l("Please say what the word means."), field=f"definition_{locale}")
        if len(words.definition[locale].body) > MAX_DEFINITION:
            message = _l("Keep it short: %(max)s characters at most.", max=MAX_DEFINITION)
            raise Invalid(message, field=f"definition_{locale}")
    synonyms = {key: _synonyms(words.synonyms.get(key, ()), word[key], key) for key in word}
    definition = {locale: words.definition[locale] for locale in word}
    return TermWords(word=word, definition=definition, synonyms=synonyms)


def _lines(texts: Mapping[str, str]) -> dict[str, str]:
    tidied = {locale: " ".join(texts.get(locale, "").split()) for locale in LOCALES}
    return {locale: text for locale, text in tidied.items() if text}


def _synonyms(given: Sequence[str], word: str, locale: str) -> list[str]:
    kept: dict[str, str] = {}
    for one in given:
        spelling = " ".join(one.split())
        if spelling:
            _check_word(spelling, locale, "synonyms")
            kept.setdefault(key_of(spelling, locale), spelling)
    kept.pop(key_of(word, locale), None)
    if len(kept) > MAX_SYNONYMS:
        message = _l("%(max)s synonyms are enough.", max=MAX_SYNONYMS)
        raise Invalid(message, field=f"synonyms_{locale}")
    return list(kept.values())


def _check_word(spelling: str, locale: str, field_name: str) -> None:
    if not key_of(spelling, locale):
        raise Invalid(_l("A word needs letters or digits."), field=f"{field_name}_{locale}")
    if len(spelling) > MAX_WORD:
        message = _l("A word has at most %(max)s characters.", max=MAX_WORD)
        raise Invalid(message, field=f"{field_name}_{locale}")


def _say(term: GlossaryTerm, words: TermWords) -> None:
    term.word = dict(words.word)
    term.synonyms = {key: "\n".join(words.synonyms[key]) for key in words.word}
    term.definition = {key: prose.body for key, prose in words.definition.items()}
    term.html = {key: prose.html for key, prose in words.definition.items()}
    term.text = {key: prose.text for key, prose in words.definition.items()}
    term.renderer_version = RENDERER_VERSION


def _take_spellings(term: GlossaryTerm) -> None:
    """Let each spelling lead to this term; Invalid on the field of one that leads to another."""
    for locale, word in term.word.items():
        for place, spelling in enumerate([word, *term.synonyms_in(locale)]):
            values = {"locale": locale, "key": key_of(spelling, locale), "spelling": spelling}
            is_synonym = place > 0
            if not insert_once(GlossaryWord, **values, term_id=term.id, is_synonym=is_synonym):
                message = _l("“%(word)s” stands in the glossary already.", word=spelling)
                raise Invalid(message, field=f"{'synonyms' if is_synonym else 'word'}_{locale}")


def _free_spellings(term: GlossaryTerm) -> None:
    db.session.execute(delete(GlossaryWord).where(GlossaryWord.term_id == term.id))


def _note(actor: Actor, act: str, term: GlossaryTerm) -> None:
    raise_version(VERSION)
    audit(actor.member_id, act, ("glossary_term", term.id))
