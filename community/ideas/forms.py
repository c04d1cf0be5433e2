"""The shape of what people send to the idea board."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from community.core.forms import Form, Line, Text, choices, text
from community.core.i18n import NAMES
from community.ideas.circumstances import MOST, Circumstances, HowOften

HOW_OFTEN_WORDS = {
    HowOften.DAILY: _l("Every day"),
    HowOften.WEEKLY: _l("Every week"),
    HowOften.MONTHLY: _l("Every month"),
    HowOften.RARELY: _l("More rarely"),
}


class IdeaForm(Form):
    """The words of an idea."""

    title = Line(
        _l("Your idea in one sentence"),
        [InputRequired(_l("Please give your idea a title.")), Length(max=200)],
        description=_l("Say what should be possible: “Print delivery notes two to a page”."),
    )
    problem = Text(
        _l("Which problem would it solve?"),
        [Length(max=MOST)],
        description=_l("What goes wrong or takes too long today."),
    )
    how_often = SelectField(
        _l("How often do you meet it?"),
        choices=choices([("", _l("I’d rather not say")), *HOW_OFTEN_WORDS.items()]),
        default="",
    )
    way_round = Text(
        _l("What do you do today instead?"),
        [Length(max=MOST)],
        description=_l("Others may be glad of it until the idea is there."),
    )
    body = Text(
        _l("How should it work?"),
        [InputRequired(_l("Please describe your idea."))],
        description=_l("With pictures, if they help. Markdown works."),
    )
    lang = SelectField(_l("Language of your text"), choices=choices(NAMES.items()))

    @property
    def told(self) -> Circumstances:
        """What was told beside the body."""
        often = HowOften(self.how_often.data) if self.how_often.data else None
        return Circumstances(text(self.problem), often, text(self.way_round))


class ProposalForm(IdeaForm):
    """An idea as it is proposed."""

    board = SelectField(_l("Board"))


class IdeaEditForm(IdeaForm):
    """An idea as it is edited: its board stays."""

    note = StringField(_l("What did you change?"), [Length(max=300)])
