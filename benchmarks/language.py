"""Texts and searches in words that mean nothing, with the frequencies of any language."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import accumulate

# As many different words as a help center has, as often as in any language (Zipf).
VOCABULARY = 12_000
SYLLABLES = [one + other for one in "bcdfglmnprstv" for other in "aeio"]


@dataclass
class Language:
    """Words of no language with the frequencies of any."""

    chance: random.Random
    words: list[str] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        made = dict[str, None]()
        while len(made) < VOCABULARY:
            made.setdefault("".join(self.chance.choices(SYLLABLES, k=self.chance.randint(2, 4))))
        self.words = list(made)
        self.weights = list(accumulate(1 / (place + 3) for place in range(VOCABULARY)))

    def text(self, count: int) -> str:
        """So many words."""
        return " ".join(self.chance.choices(self.words, cum_weights=self.weights, k=count))

    def searches(self, count: int) -> list[str]:
        """What people search for: one to five words."""
        return [self.text(self.chance.choice((1, 2, 2, 3, 3, 4, 5))) for _ in range(count)]

    def beginnings(self, count: int) -> list[str]:
        """What they have typed so far: the last word is not ended."""
        asked = self.searches(count)
        return [one[: -self.chance.randint(1, 3)] for one in asked]
