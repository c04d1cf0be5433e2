"""States of claims in the reader's language."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from community.credits.states import ClaimState

STATES: dict[ClaimState, LazyString] = {
    ClaimState.DRAFT: _l("Draft"),
    ClaimState.SUBMITTED: _l("Submitted"),
    ClaimState.UNDER_REVIEW: _l("Under review"),
    ClaimState.APPROVED: _l("Approved"),
    ClaimState.REJECTED: _l("Rejected"),
    ClaimState.APPLIED: _l("Credited"),
    ClaimState.WITHDRAWN: _l("Withdrawn"),
    ClaimState.EXPIRED: _l("Expired"),
}


def claim_state_text(state: ClaimState) -> str:
    """A claim's state."""
    return str(STATES[state])
