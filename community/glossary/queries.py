"""Reads of the glossary: all of it is kept in memory, and read again once something about it changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import func, select

from community.content.models import Audience, Subject, SubjectKind, Visibility
from community.core.db import db
from community.core.errors import NotFound
from community.core.http_edge.page_cache import stamp_of_request
from community.core.i18n import local
from community.core.versions import ContentVersion
from community.glossary.models import GlossaryTerm
from community.glossary.spelling import first_letter, sort_key
from community.policies.actor import VISITOR, Actor

VERSION = "glossary"
# What a moderator hides, or an audience that is closed, must be gone the same second.
# So must the name of a member who was forgotten.
VERSIONS = (VERSION, "visibility", "help", "members")
KEPT = "portal_glossary"
MOST_TERMS = 5000


@dataclass(frozen=True)
class Term:
    """A word that its audience sees, in all its languages."""

    id: int
    audience_id: int
    word: Mapping[str, str]
    html: Mapping[str, str]
    text: Mapping[str, str]
    synonyms: Mapping[str, str]

    def spellings(self, locale: str) -> tuple[str, ...]:
        """Its word and its synonyms in this language; none where it has no word in it."""
        word = self.word.get(locale)
        return (word, *self.synonyms_in(locale)) if word else ()

    def synonyms_in(self, locale: str) -> tuple[str, ...]:
        """What else it is called in this language."""
        return tuple(self.synonyms.get(locale, "").splitlines())


@dataclass(frozen=True, eq=False)
class Glossary:
    """All visible terms as they were at a version; who may see which is asked of each. Itself alone is equal to it,
    so that what is made of it can be kept beside it."""

    version: int
    terms: tuple[Term, ...]

    def seen_by(self, actor: Actor) -> tuple[Term, ...]:
        """The terms in the actor's audiences: the rule of `is_seen_by`, which every term here passed for some."""
        return tuple(one for one in self.terms if one.audience_id in actor.audience_ids)


def glossary() -> Glossary:
    """The whole glossary; no statement while nothing has changed that counts its changes, else one or two."""
    stamp = stamp_of_request()
    kept_stamp, kept = current_app.extensions.get(KEPT, (None, None))
    if isinstance(kept, Glossary) and stamp is not None and stamp[-1] == kept_stamp:
        return kept
    version = _version()
    if not isinstance(kept, Glossary) or kept.version != version:
        kept = Glossary(version, _read())
    if stamp is not None:
        current_app.extensions[KEPT] = (stamp[-1], kept)
    return kept


def _version() -> int:
    changes = select(func.sum(ContentVersion.value)).where(ContentVersion.name.in_(VERSIONS))
    return db.session.scalar(changes) or 0


def _read() -> tuple[Term, ...]:
    statement = (
        select(
            GlossaryTerm.id,
            Subject.audience_id,
            GlossaryTerm.word,
            GlossaryTerm.html,
            GlossaryTerm.text,
            GlossaryTerm.synonyms,
        )
        .join(Subject, Subject.id == GlossaryTerm.id)
        .where(Subject.visibility == Visibility.VISIBLE)
        .order_by(GlossaryTerm.id)
        .limit(MOST_TERMS)
    )
    return tuple(Term(*row) for row in db.session.execute(statement))


def synonyms(locale: str, actor: Actor = VISITOR) -> tuple[tuple[str, ...], ...]:
    """The groups of spellings that mean the same in this language, the word itself first; only of terms
    that the actor sees, by default those of everybody."""
    groups = (term.spellings(locale) for term in glossary().seen_by(actor))
    return tuple(group for group in groups if len(group) > 1)


@dataclass(frozen=True)
class Letter:
    """The words that begin with a letter, in the order of a dictionary."""

    letter: str
    terms: Sequence[Term]


def list_letters(actor: Actor, locale: str) -> list[Letter]:
    """The glossary as a dictionary: words in this language, others by the word there is."""
    named = sorted(
        ((local(term.word, locale), term) for term in glossary().seen_by(actor)),
        key=lambda one: (sort_key(one[0]), one[1].id),
    )
    letters: dict[str, list[Term]] = {}
    for word, term in named:
        letters.setdefault(first_letter(word), []).append(term)
    return [Letter(letter, terms) for letter, terms in letters.items()]


@dataclass(frozen=True)
class DeskTerm:
    """A term as writers find it, deleted ones too."""

    id: int
    word: Mapping[str, str]
    synonyms: Mapping[str, str]
    visibility: Visibility
    grants: str

    @property
    def is_deleted(self) -> bool:
        """Whether it can be brought back."""
        return self.visibility is Visibility.DELETED


def list_desk() -> list[DeskTerm]:
    """All terms that writers look after, in the order of their words; one statement."""
    statement = (
        select(
            GlossaryTerm.id,
            GlossaryTerm.word,
            GlossaryTerm.synonyms,
            Subject.visibility,
            Audience.key,
        )
        .join(Subject, Subject.id == GlossaryTerm.id)
        .join(Audience, Audience.id == Subject.audience_id)
        .limit(MOST_TERMS)
    )
    rows = [DeskTerm(*row) for row in db.session.execute(statement)]
    return sorted(rows, key=lambda row: (row.is_deleted, sort_key(local(row.word))))


def get_term(term_id: int) -> tuple[GlossaryTerm, Subject]:
    """A term and its identity, for writers; NotFound for none."""
    statement = (
        select(GlossaryTerm, Subject)
        .join(Subject, Subject.id == GlossaryTerm.id)
        .where(GlossaryTerm.id == term_id, Subject.kind == SubjectKind.GLOSSARY_TERM)
    )
    row = db.session.execute(statement).first()
    if row is None:
        raise NotFound
    return row[0], row[1]


def grants_of(audience_id: int) -> list[str]:
    """Who sees what points at this audience, as audiences spell it."""
    key = db.session.scalars(select(Audience.key).where(Audience.id == audience_id)).one()
    return key.split("|")
