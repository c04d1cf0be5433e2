"""Why a post stays or comes back, as a moderator chooses it."""

from enum import StrEnum


class KeepReason(StrEnum):
    """Why a post stays or comes back."""

    FINE = "fine"
    CORRECTED = "corrected"
    MISTAKE = "mistake"
