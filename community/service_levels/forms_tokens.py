"""The shape of what administrators type about service tokens."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField
from wtforms.validators import InputRequired, Length, NumberRange, Regexp

from community.core.forms import Form, Line

MOST = 100


class GiveForm(Form):
    """Tokens for an organisation, and why; `seen` is the ledger's last line when the form was drawn."""

    seen = HiddenField(validators=[Regexp(r"[0-9]{1,9}\Z")])

    amount = IntegerField(
        _l("How many"), [InputRequired(_l("Please fill this in.")), NumberRange(1, MOST)], default=1
    )
    reason = Line(
        _l("Why"),
        [InputRequired(_l("Say why: the organisation reads it.")), Length(max=300)],
        description=_l("The organisation reads it in its ledger."),
    )
