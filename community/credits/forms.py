"""The shape of what customers and the team type about claims."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from community.core.forms import Form, Line, Text, text
from community.credits.words import MOST_MINUTES, ClaimWords


class WordsForm(Form):
    """What a customer says beside what was measured."""

    note = Text(
        _l("What it meant for you"),
        [Length(max=2000)],
        description=_l("What stood still, when, and how you noticed."),
    )
    own_minutes = IntegerField(
        _l("Minutes down as you counted them"),
        [Optional(), NumberRange(1, MOST_MINUTES)],
        description=_l("Only where your count differs from ours."),
    )
    reference = Line(
        _l("Your reference"),
        [Length(max=80)],
        description=_l("It will stand beside the credit on the invoice."),
    )

    @property
    def words(self) -> ClaimWords:
        """What was typed."""
        return ClaimWords(text(self.note), self.own_minutes.data, text(self.reference))


class ApproveForm(Form):
    """How much is credited."""

    percent = IntegerField(
        _l("Percent of the month’s price"), [InputRequired(_l("Please fill this in."))]
    )
    reason = Text(
        _l("A word to the customer"),
        [Length(max=2000)],
        description=_l("Needed when it is less than was measured."),
    )


class RejectForm(Form):
    """Why nothing is credited."""

    why = Text(_l("Why not?"), [Length(max=2000)])


class ApplyForm(Form):
    """On which invoice it stands."""

    invoice = Line(_l("Number of the invoice"), [Length(max=80)])
