"""What an idea tells beside its body: the problem, how often it is met, and the way round it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MOST: Final = 2_000
REASON_LENGTH: Final = 2_000  # of a vote


class HowOften(StrEnum):
    """How often somebody meets the problem behind an idea."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    RARELY = "rarely"


@dataclass(frozen=True)
class Circumstances:
    """Plain words; each may be left out."""

    problem: str = ""
    how_often: HowOften | None = None
    way_round: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """What was written, for screening and search."""
        return tuple(filter(None, (self.problem, self.way_round)))

    def beside(self, body: str) -> str:
        """The body with these words after it, as revisions keep them."""
        return "\n\n".join([body, *self.words])


NONE_TOLD: Final = Circumstances()
