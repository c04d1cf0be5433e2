"""What a customer says beside what was measured."""

from dataclasses import dataclass

MOST_MINUTES = 44_640  # of a month with 31 days


@dataclass(frozen=True)
class ClaimWords:
    """What it meant for him, how many minutes he counted himself, and his reference for the invoice."""

    note: str = ""
    own_minutes: int | None = None
    reference: str = ""
