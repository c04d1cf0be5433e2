"""The shape of what moderators say about a vote ring."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired, Length

from community.core.forms import Form, Text


class RingForm(Form):
    """Why the votes stay void, or come back."""

    reason = Text(
        _l("Why?"),
        [InputRequired(_l("Please say why, in a sentence.")), Length(max=500)],
        description=_l("Moderators alone read it."),
    )
