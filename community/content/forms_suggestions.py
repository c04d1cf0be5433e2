"""The shape of what is said to a suggested edit."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired, Length

from community.content.suggestions import MAX_ANSWER
from community.core.forms import Form, Text


class RejectForm(Form):
    """Why a suggested edit is not taken."""

    reason = Text(
        _l("Why not?"),
        [InputRequired(_l("Please say why: its author reads it.")), Length(max=MAX_ANSWER)],
        description=_l("Its author reads this."),
    )
