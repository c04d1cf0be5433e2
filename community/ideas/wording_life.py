"""Words of an idea's life, in the reader's language."""

from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from community.ideas.models import DeclineReason

REASONS: Final[dict[DeclineReason, LazyString]] = {
    DeclineReason.OUT_OF_SCOPE: _l("It is not what our product is for"),
    DeclineReason.LITTLE_DEMAND: _l("Too few would use it"),
    DeclineReason.TOO_COSTLY: _l("It costs more than it gives"),
    DeclineReason.OTHER_WAY: _l("There is another way already"),
    DeclineReason.AGAINST_DIRECTION: _l("We go another way with the product"),
    DeclineReason.NOT_POSSIBLE: _l("It cannot be done"),
}


def reason_word(reason: DeclineReason) -> str:
    """Why an idea was declined, as a short sentence."""
    return str(REASONS[reason])
