"""The states of a claim, and who moves it from one to the next."""

from enum import StrEnum


class ClaimState(StrEnum):
    """Where a claim stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    APPROVED = "approved"
    REJECTED = "rejected"
    APPLIED = "applied"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


# From which states a claim comes into this one.
COMES_FROM: dict[ClaimState, frozenset[ClaimState]] = {
    ClaimState.SUBMITTED: frozenset({ClaimState.DRAFT}),
    ClaimState.UNDER_REVIEW: frozenset({ClaimState.SUBMITTED}),
    # A decision is raised when the month turns out worse; never lowered.
    ClaimState.APPROVED: frozenset({ClaimState.UNDER_REVIEW, ClaimState.APPROVED}),
    ClaimState.REJECTED: frozenset({ClaimState.UNDER_REVIEW}),
    ClaimState.APPLIED: frozenset({ClaimState.APPROVED}),
    ClaimState.WITHDRAWN: frozenset(
        {ClaimState.DRAFT, ClaimState.SUBMITTED, ClaimState.UNDER_REVIEW}
    ),
    ClaimState.EXPIRED: frozenset({ClaimState.DRAFT}),
}
ENDED = frozenset({ClaimState.REJECTED, ClaimState.WITHDRAWN, ClaimState.EXPIRED})
WAITING = frozenset({ClaimState.SUBMITTED, ClaimState.UNDER_REVIEW})
# What the customer's steps show, in order.
PATH = (
    ClaimState.DRAFT,
    ClaimState.SUBMITTED,
    ClaimState.UNDER_REVIEW,
    ClaimState.APPROVED,
    ClaimState.APPLIED,
)
