"""The shape of a saved view."""

from urllib.parse import parse_qs

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms.validators import InputRequired, Length

from community.core.forms import Form, Line


class ViewForm(Form):
    """A name for how one looks at a desk, and whose it is."""

    name = Line(_l("Name of this view"), [InputRequired(), Length(max=80)])
    is_shared = BooleanField(_l("For the whole team"))
    query = HiddenField()

    @property
    def look(self) -> dict[str, list[str]]:
        """What the address of the desk says, by name; a desk leaves out what it does not know."""
        return parse_qs(self.query.data or "")
