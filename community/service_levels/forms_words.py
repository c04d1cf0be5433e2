"""The shape of what people say of a promise."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired, Length

from community.core.forms import Form, Text
from community.service_levels.models_words import MAX_WORDS

_WRITE = InputRequired(_l("Please write something here."))


class MissForm(Form):
    """Why a promise was missed."""

    happened = Text(
        _l("What happened?"),
        [_WRITE, Length(max=MAX_WORDS)],
        description=_l("Plain words, no excuses: the customer reads this with your name."),
    )
    next_steps = Text(_l("What happens now?"), [_WRITE, Length(max=MAX_WORDS)])
