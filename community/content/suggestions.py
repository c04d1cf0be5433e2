"""What suggested edits of all pillars have in common: their states, how many may wait, and the words for them."""

from enum import StrEnum
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from community.core.errors import Invalid
from community.policies.actor import Actor

MAX_ANSWER: Final = 1000
# Undecided at once in each pillar: a newcomer's, and anybody else's.
MOST_OF_NEWCOMERS, MOST = 3, 20
DECIDED_MEANWHILE: Final = _l("Somebody has decided about this suggested edit in the meantime.")


class SuggestionState(StrEnum):
    """Where a suggested edit stands; a held one waits for a moderator before others see it."""

    HELD = "held"
    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    UNDONE = "undone"  # accepted, and taken out again
    VOID = "void"  # what it would change was deleted


UNDECIDED: Final = (SuggestionState.HELD, SuggestionState.OPEN)


def check_waiting(actor: Actor, waiting: int) -> None:
    """Invalid when so many suggested edits of this person wait that no more are taken."""
    most = MOST_OF_NEWCOMERS if actor.level == 0 and not actor.is_staff else MOST
    if waiting >= most:
        raise Invalid(
            _l(
                "So many of your suggested edits wait already that nobody could keep up. Please come back"
                " once some are decided; your text is still below."
            )
        )


def words_of_suggestions() -> dict[str, str]:
    """Where a suggested edit stands, in the reader's language."""
    return {
        SuggestionState.OPEN: _("To be looked at"),
        SuggestionState.HELD: _("Waits for a moderator"),
        SuggestionState.ACCEPTED: _("Accepted"),
        SuggestionState.REJECTED: _("Not taken"),
        SuggestionState.WITHDRAWN: _("Taken back"),
        SuggestionState.UNDONE: _("Undone"),
        SuggestionState.VOID: _("Deleted meanwhile"),
    }
