"""The shape of a term."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import Length

from community.core.forms import Form, Line, Text, choices
from community.core.i18n import LOCALES
from community.glossary.models import MAX_DEFINITION, MAX_WORD, GlossaryTerm

AUDIENCES = [
    ("public", _l("Everybody")),
    ("members", _l("Members")),
    ("power_users", _l("Power users")),
    ("staff", _l("Staff only")),
]
_SYNONYMS = _l("One a line: what else people call it, and what they type into the search.")
_MEANING = _l("One or two sentences. Markdown works.")


class TermForm(Form):
    """A word, what else it is called, what it means, in each language; and who sees it."""

    word_en = Line(_l("Word (English)"), [Length(max=MAX_WORD)])
    word_fr = Line(_l("Word (French)"), [Length(max=MAX_WORD)])
    definition_en = Text(
        _l("Meaning (English)"), [Length(max=MAX_DEFINITION)], description=_MEANING
    )
    definition_fr = Text(_l("Meaning (French)"), [Length(max=MAX_DEFINITION)], description=_MEANING)
    synonyms_en = Text(_l("Synonyms (English)"), [Length(max=2000)], description=_SYNONYMS)
    synonyms_fr = Text(_l("Synonyms (French)"), [Length(max=2000)], description=_SYNONYMS)
    audience = SelectField(
        _l("Who sees it"),
        choices=choices(AUDIENCES),
        default="public",
        description=_l("For all others it is an ordinary word: nothing is marked or explained."),
    )

    def in_languages(self, name: str) -> dict[str, str]:
        """The texts of a field by language, empty ones too."""
        return {locale: self._fields[f"{name}_{locale}"].data or "" for locale in LOCALES}

    def keep_audience(self, key: str) -> None:
        """Let an audience stay that is none of the four."""
        if key not in dict(AUDIENCES):
            self.audience.choices = choices([*AUDIENCES, (key, key)])


def present(term: GlossaryTerm, audience: str) -> dict[str, Any]:
    """What the form shows of a term."""
    fields: Mapping[str, Mapping[str, str]] = {
        "word": term.word,
        "definition": term.definition,
        "synonyms": term.synonyms,
    }
    shown = {
        f"{name}_{locale}": words.get(locale, "")
        for name, words in fields.items()
        for locale in LOCALES
    }
    return {**shown, "audience": audience}
