"""The operators of the search box: in: tag: area: is: by: lang:, with their French names; all else is words.

`tag:refund` narrows, `-tag:refund` leaves out, `tag:refund,invoice` takes either, `tag:"cash desk"` holds a space.
What is no operator, or names no kind, state or language that there is, stays a word: any input is harmless.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from community.articles.states import Staleness
from community.content.models import SubjectKind
from community.core.i18n import LOCALES
from community.core.search_engine.analysis import WORD, fold, straight, words
from community.ideas.models import Meaning
from community.questions.states import QuestionState

MOST = 12
PIECE = re.compile(
    r'-?"[^"]*"?|(?<!\S)(?P<minus>-?)(?P<name>[^\W\d_]+):(?P<values>(?:"[^"]*"?|[^\s"])+)'
)
VALUE = re.compile(r'"([^"]*)"?|([^,"]+)')
REFUSED = re.compile(r'(?<!\S)-(?:"[^"]*"?|\S+)')
PLAIN = re.compile(rf"{PIECE.pattern}|{REFUSED.pattern}|(?P<word>{WORD.pattern})")


class Name(StrEnum):
    """What one can narrow by."""

    KIND = "in"
    TAG = "tag"
    AREA = "area"
    STATE = "is"
    AUTHOR = "by"
    LANG = "lang"


NAMES = {
    **{str(name): name for name in Name},
    "dans": Name.KIND,
    "etiquette": Name.TAG,
    "domaine": Name.AREA,
    "est": Name.STATE,
    "par": Name.AUTHOR,
    "langue": Name.LANG,
}
MYSELF = frozenset({"me", "moi"})
UNANSWERED, OFFICIAL, VERIFIED = "unanswered", "official", "verified"
QUESTION_STATES = (UNANSWERED, *QuestionState, OFFICIAL)
IDEA_STATES = tuple(meaning for meaning in Meaning if meaning is not Meaning.PENDING)
ARTICLE_STATES = (VERIFIED, *Staleness)
STATES_OF_KIND: dict[str, tuple[str, ...]] = {
    SubjectKind.ARTICLE: tuple(map(str, ARTICLE_STATES)),
    SubjectKind.QUESTION: tuple(map(str, QUESTION_STATES)),
    SubjectKind.IDEA: tuple(map(str, IDEA_STATES)),
}
STATES = {state: state for states in STATES_OF_KIND.values() for state in states} | {
    "sans_reponse": UNANSWERED,
    "officiel": OFFICIAL,
    "officielle": OFFICIAL,
    "verifie": VERIFIED,
    "verifiee": VERIFIED,
    "ouvert": "open",
    "ouverte": "open",
    "precisions_demandees": "needs_info",
    "needs_information": "needs_info",
    "avec_reponse": "answered",
    "repondu": "answered",
    "repondue": "answered",
    "resolu": "solved",
    "resolue": "solved",
    "ferme": "closed",
    "fermee": "closed",
    "archive": "archived",
    "archivee": "archived",
    "aux_archives": "archived",
    "a_l_etude": "under_review",
    "prevu": "planned",
    "prevue": "planned",
    "en_cours": "in_progress",
    "in_beta": "beta",
    "en_beta": "beta",
    "livre": "shipped",
    "livree": "shipped",
    "declinee": "declined",
    "doublon": "duplicate",
    "deja_disponible": "already_available",
    "up_to_date": "current",
    "a_jour": "current",
    "a_mettre_a_jour": "needs_update",
    "perime": "out_of_date",
    "perimee": "out_of_date",
}
KINDS: dict[str, str] = {
    "article": SubjectKind.ARTICLE,
    "articles": SubjectKind.ARTICLE,
    "help": SubjectKind.ARTICLE,
    "aide": SubjectKind.ARTICLE,
    "question": SubjectKind.QUESTION,
    "questions": SubjectKind.QUESTION,
    "idea": SubjectKind.IDEA,
    "ideas": SubjectKind.IDEA,
    "idee": SubjectKind.IDEA,
    "idees": SubjectKind.IDEA,
}
KNOWN = {Name.KIND: KINDS, Name.STATE: STATES, Name.LANG: {lang: lang for lang in LOCALES}}


class Narrowing(NamedTuple):
    """One operator: any of its values will do; `refused` leaves them all out."""

    name: Name
    values: tuple[str, ...]
    refused: bool = False

    @property
    def means_oneself(self) -> bool:
        """Whether it asks for what the reader himself wrote; a visitor has written nothing."""
        return self.name is Name.AUTHOR and not MYSELF.isdisjoint(self.values)


class Said(NamedTuple):
    """What was typed: its words, phrases and exclusions, and its operators."""

    words: str
    narrowings: tuple[Narrowing, ...] = ()


def read(text: str) -> Said:
    """The words and the operators of a text."""
    found: list[Narrowing] = []

    def take(piece: re.Match[str]) -> str:
        narrowing = _narrowing(piece) if len(found) < MOST else None
        if narrowing is None:
            return piece.group()
        found.append(narrowing)
        return " "

    rest = PIECE.sub(take, straight(text))
    return Said(rest.lstrip() if found else text, tuple(dict.fromkeys(found)))


def plain_words(text: str) -> str:
    """The wanted words alone, without signs and without what is to be left out; for a text without operators."""
    return " ".join(words(REFUSED.sub(" ", text)))


def respelt(text: str, nearer: Mapping[str, str]) -> str:
    """The text with nearer spellings of its folded words; operators, phrases and what is left out stay."""

    def mend(piece: re.Match[str]) -> str:
        word = piece["word"]
        return nearer.get(fold(word), word) if word else piece.group()

    return PLAIN.sub(mend, straight(text))


def _narrowing(piece: re.Match[str]) -> Narrowing | None:
    name = NAMES.get(fold(piece["name"] or ""))
    if name is None:
        return None
    given = [one or other for one, other in VALUE.findall(piece["values"])]
    values = [_value(name, one.strip()) for one in given if one.strip()]
    known = tuple(dict.fromkeys(one for one in values if one))
    return Narrowing(name, known[:MOST], bool(piece["minus"])) if known else None


def _value(name: Name, typed: str) -> str | None:
    """The value as the portal writes it; None for a kind, state or language that there is not."""
    folded = fold(typed)
    if name is Name.STATE:
        return STATES.get(re.sub(r"[-\s’']", "_", folded))
    return KNOWN[name].get(folded) if name in KNOWN else folded.lstrip("@")
