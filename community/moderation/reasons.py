"""Why a post stays or comes back, as a moderator chooses it."""

from enum import StrEnum
from typing import Final

# The reason of a deleted post whose words are gone with the member who wrote it: nothing can bring it back.
ERASED: Final = "erased:"


class KeepReason(StrEnum):
    """Why a post stays or comes back."""

    FINE = "fine"
    CORRECTED = "corrected"
    MISTAKE = "mistake"
