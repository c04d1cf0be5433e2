"""The shape of what is said about tags and areas."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired, Length

from community.core.forms import Form, Line, Text, text
from community.core.i18n import LOCALES

NAMED = InputRequired(_l("Please give it a name."))


class TopicForm(Form):
    """Name and description in each language."""

    name_en = Line(_l("Name (English)"), [NAMED, Length(max=80)])
    name_fr = Line(_l("Name (French)"), [NAMED, Length(max=80)])
    description_en = Text(_l("Description (English)"), [Length(max=500)])
    description_fr = Text(_l("Description (French)"), [Length(max=500)])

    def in_languages(self, name: str) -> dict[str, str]:
        """The texts of a field by language."""
        return {one: text(self._fields[f"{name}_{one}"]) for one in LOCALES}


class TagForm(TopicForm):
    """A tag's words and synonyms."""

    synonyms = Text(
        _l("Synonyms"),
        [Length(max=3000)],
        description=_l("One a line: other spellings that lead to this tag."),
    )


class KeyForm(Form):
    """How a tag stands in addresses."""

    key = Line(
        _l("Key"),
        [InputRequired(_l("Please give it a key.")), Length(max=40)],
        description=_l("Letters, numbers and hyphens. Old addresses lead to the new one for ever."),
    )


class MergeForm(Form):
    """Into which tag another one goes."""

    into = Line(
        _l("The tag that stays"),
        [InputRequired(_l("Please name the tag that stays.")), Length(max=40)],
        description=_l("Its word, or one of its synonyms."),
    )


def present(name: Mapping[str, str], description: Mapping[str, str]) -> dict[str, str]:
    """What a TopicForm shows of a topic."""
    return {f"name_{one}": name.get(one, "") for one in LOCALES} | {
        f"description_{one}": description.get(one, "") for one in LOCALES
    }
