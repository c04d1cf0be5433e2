"""Why a post is hidden, stays or comes back, as a moderator chooses it."""

from enum import StrEnum
from typing import Final

from community.content.models import FlagReason

# So long are his words at most: with the key of the reason they fit where the post keeps them.
WORDS_LENGTH: Final = 480
# The reason of a deleted post whose words are gone with the member who wrote it: nothing can bring it back.
ERASED: Final = "erased:"


class KeepReason(StrEnum):
    """Why a post stays or comes back."""

    FINE = "fine"
    CORRECTED = "corrected"
    MISTAKE = "mistake"


def keep_reason(reason: FlagReason, words: str) -> str:
    """What a hidden post keeps: the key of the reason, and below it what the moderator wrote to its author."""
    return "\n".join(filter(None, (reason.value, words)))


def read_reason(kept: str) -> tuple[FlagReason | None, str]:
    """The reason and the words of `keep_reason`; posts hidden in earlier versions keep one of them alone."""
    first, _, words = kept.partition("\n")
    return (FlagReason(first), words) if first in list(FlagReason) else (None, kept)
