"""The shape of the one question that category, section and article share: who sees it."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, widgets

from community.articles.audiences import MEMBERS, PUBLIC, SOME, STAFF, choice_of, chosen
from community.core.errors import Invalid
from community.core.forms import Form, choices

CHOICES = [
    (PUBLIC, _l("Everybody")),
    (MEMBERS, _l("Members")),
    (SOME, _l("Only those marked below, and staff")),
    (STAFF, _l("Staff only")),
]


class Marks(SelectMultipleField):
    """Several of a few, as checkboxes."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class AudienceFields(Form):
    """Who sees it: one choice, and the plans and segments that "only those" means."""

    audience = SelectField(_l("Who sees it"), choices=choices(CHOICES), default=PUBLIC)
    only = Marks(_l("Only those"), choices=[])

    def offer(self, names: Sequence[tuple[str, str]], *, outer: str | None = None) -> None:
        """Offer these (grant, words), and with `outer` to be seen as what it stands in."""
        held = [one for one in self.only.object_data or () if ":" in one]
        # What was chosen and is offered no more stays, by its key.
        gone = [(one, one.partition(":")[2]) for one in held if one not in dict(names)]
        self.only.choices = choices([*names, *gone])
        first = [("", outer)] if outer is not None else []
        self.audience.choices = choices([*first, *CHOICES])

    @property
    def grants(self) -> list[str] | None:
        """The grants chosen, None for those of what it stands in; Invalid when nobody is marked."""
        only = self.only.data or []
        if self.audience.data == SOME and not only:
            raise Invalid(_l("Mark who sees it, or choose staff only."), field="only")
        return chosen(self.audience.data or "", only)


class AudienceForm(AudienceFields):
    """Who sees an article."""


def present_audience(grants: Sequence[str] | None) -> dict[str, Any]:
    """The values of the fields for these grants."""
    return {"audience": choice_of(grants), "only": [one for one in grants or [] if one != STAFF]}
