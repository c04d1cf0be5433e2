"""The shape of a moderator's decision."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import Length

from community.content.models import FlagReason
from community.core.forms import Form, Line, choices
from community.moderation.reasons import WORDS_LENGTH, KeepReason

HIDE_WORDS = {
    FlagReason.SPAM: _l("Spam"),
    FlagReason.RUDE: _l("Rude"),
    FlagReason.PRIVATE_DATA: _l("Private data"),
    FlagReason.OUTDATED: _l("Outdated"),
    FlagReason.OTHER: _l("Something else"),
}
KEEP_WORDS = {
    KeepReason.FINE: _l("Nothing is wrong with it"),
    KeepReason.CORRECTED: _l("It was corrected"),
    KeepReason.MISTAKE: _l("It was a mistake"),
}


class HideForm(Form):
    """Why a post is hidden."""

    reason = SelectField(_l("Why?"), choices=choices(HIDE_WORDS.items()))
    words = Line(_l("A word to its author (optional)"), [Length(max=WORDS_LENGTH)])


class KeepForm(Form):
    """Why a post stays, or comes back."""

    reason = SelectField(_l("Why?"), choices=choices(KEEP_WORDS.items()))
