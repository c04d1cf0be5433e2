"""The shape of what is said about votes: how much one needs an idea, for whom staff vote, what is merged or split."""

import re

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField
from wtforms.fields import RadioField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from community.content.models import Importance
from community.core.forms import Form, Line, Text, choices, text
from community.core.i18n import NAMES
from community.ideas.circumstances import REASON_LENGTH

IMPORTANCE_WORDS = {
    Importance.NICE_TO_HAVE: _l("Nice to have"),
    Importance.IMPORTANT: _l("Important"),
    Importance.CRITICAL: _l("Critical"),
}
NOT_SAID = ("", _l("I’d rather not say"))
IDEA = re.compile(r"(?:/ideas/[^/\s]+/)?(\d{1,9})(?!\d)")


class WeightForm(Form):
    """How much a supporter needs an idea, and why."""

    importance = RadioField(
        _l("How much do you need it?"),
        choices=choices([*IMPORTANCE_WORDS.items(), NOT_SAID]),
        default="",
    )
    reason = Text(
        _l("What is the problem behind it?"),
        [Length(max=REASON_LENGTH)],
        description=_l(
            "The team reads this with your name. Others see only how many find it important."
        ),
    )

    @property
    def chosen(self) -> Importance | None:
        """The importance, None where it was not said."""
        return Importance(self.importance.data) if self.importance.data else None


class WishForm(WeightForm):
    """A customer's vote as staff note it."""

    email = Line(
        _l("The customer’s e-mail address"),
        [InputRequired(_l("Please write an address.")), Length(max=320)],
        description=_l("Whoever has an account is found by it. Others can claim theirs later."),
    )
    name = Line(
        _l("Name"),
        [Length(max=80)],
        description=_l("Needed for somebody without an account."),
    )
    organisation = Line(
        _l("Organisation"),
        [Length(max=200)],
        description=_l("Exactly as it is kept here. Empty: the one the customer belongs to."),
    )
    source = Line(
        _l("Where did you hear it?"),
        [InputRequired(_l("Please say where you heard it.")), Length(max=200)],
        description=_l("A call, a visit, a ticket’s number. The customer reads it, too."),
    )
    lang = SelectField(_l("Language of the letter"), choices=choices(NAMES.items()))


class MergeForm(Form):
    """What an idea is to be merged into."""

    into = Line(
        _l("The other idea"),
        [InputRequired(_l("Please give the address or the number of the other idea."))],
        description=_l("Its address or its number."),
    )

    @property
    def into_id(self) -> int | None:
        """The number that was meant, None for what holds none."""
        found = IDEA.search(text(self.into))
        return int(found[1]) if found else None


class Ticks(SelectMultipleField):
    """Several supporters as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class SplitForm(Form):
    """A part of an idea, and whose wish it is."""

    title = Line(
        _l("The part in one sentence"),
        [InputRequired(_l("Please give the part a title.")), Length(max=200)],
    )
    body = Text(_l("What it is about"), [InputRequired(_l("Please describe the part."))])
    members = Ticks(
        _l("Whose votes come along"),
        description=_l("They keep their vote here, are told, and may take either back."),
    )

    @property
    def member_ids(self) -> list[int]:
        """The members who were ticked."""
        return [int(one) for one in self.members.data or () if one.isdecimal()]
