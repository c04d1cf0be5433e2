"""The shape of what people send to the idea board."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from community.core.forms import Form, Line, Text, choices
from community.core.i18n import NAMES


class IdeaForm(Form):
    """The words of an idea."""

    title = Line(
        _l("Your idea in one sentence"),
        [InputRequired(_l("Please give your idea a title.")), Length(max=200)],
        description=_l("Say what should be possible: “Print delivery notes two to a page”."),
    )
    body = Text(
        _l("What would it change for you?"),
        [InputRequired(_l("Please describe the problem behind the idea."))],
        description=_l(
            "The problem, how often you meet it, and what you do today instead. Markdown works."
        ),
    )
    lang = SelectField(_l("Language of your text"), choices=choices(NAMES.items()))


class ProposalForm(IdeaForm):
    """An idea as it is proposed."""

    board = SelectField(_l("Board"))


class IdeaEditForm(IdeaForm):
    """An idea as it is edited: its board stays."""

    note = StringField(_l("What did you change?"), [Length(max=300)])


class BoardForm(Form):
    """A board as administrators make it."""

    name_en = Line(_l("Name (English)"), [InputRequired(), Length(max=80)])
    name_fr = Line(_l("Name (French)"), [InputRequired(), Length(max=80)])
    description_en = Line(_l("Description (English)"), [Length(max=200)])
    description_fr = Line(_l("Description (French)"), [Length(max=200)])
    slug = Line(
        _l("Address"),
        [InputRequired(), Length(max=60)],
        description=_l("Letters, numbers and hyphens."),
    )
    audience = SelectField(
        _l("Who sees it"),
        choices=choices(
            [
                ("public", _l("Everybody")),
                ("members", _l("Members")),
                ("staff", _l("Staff only")),
            ]
        ),
    )
