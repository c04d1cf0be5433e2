"""The shape of a webhook's form."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from community.core.forms import Form, Line, choices
from community.webhooks.catalogue import EVENT_WORDS, WebhookEvent


class Ticks(SelectMultipleField):
    """Several choices as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class EndpointForm(Form):
    """Where messages go, and which."""

    url = Line(
        _l("Address"),
        [InputRequired(_l("Please fill this in.")), Length(max=500)],
        description=_l("It begins with https:// and leads outside of your network."),
    )
    description = Line(
        _l("What it is"), [Length(max=200)], description=_l("For you and your colleagues.")
    )
    events = Ticks(_l("What it hears of"), choices=choices(EVENT_WORDS.items()))

    @property
    def chosen(self) -> set[WebhookEvent]:
        """The ticked events."""
        return {WebhookEvent(key) for key in self.events.data or ()}
