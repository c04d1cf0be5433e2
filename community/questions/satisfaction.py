"""Figures of solved questions; groups so small that one could tell who said what are never shown apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

LEAST: Final = 5
SATISFIED_FROM: Final = 4
EASY_FROM: Final = 4


@dataclass(frozen=True)
class Figures:
    """What askers of some solved questions said, as numbers."""

    asked: int = 0
    answered: int = 0
    satisfied: int = 0
    rated: int = 0
    easy: int = 0
    effort: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        """Both together."""
        return Figures(
            self.asked + other.asked,
            self.answered + other.answered,
            self.satisfied + other.satisfied,
            self.rated + other.rated,
            easy=self.easy + other.easy,
            effort=self.effort + other.effort,
        )

    @property
    def is_enough(self) -> bool:
        """Whether neither question was answered by a few only; nobody at all is not a few."""
        said = [number for number in (self.answered, self.rated) if number]
        return bool(said) and min(said) >= LEAST

    @property
    def csat(self) -> int | None:
        """Percent of those who said whether it was solved who said 4 or 5 of 5."""
        return round(100 * self.satisfied / self.answered) if self.answered else None

    @property
    def ces(self) -> float | None:
        """How easy it was on average, from 1 (very hard) to 5 (very easy)."""
        return round(self.effort / self.rated, 1) if self.rated else None

    @property
    def easy_share(self) -> int | None:
        """Percent of those who said how hard it was who said easy or very easy."""
        return round(100 * self.easy / self.rated) if self.rated else None


@dataclass(frozen=True)
class Band:
    """Some months together, both named by their first day."""

    first: date
    last: date
    figures: Figures


@dataclass(frozen=True)
class AreaGroup:
    """A part of the product, or with no id all that is too small to stand apart."""

    product_area_id: int | None
    figures: Figures


def bands(months: Sequence[tuple[date, Figures]]) -> list[Band]:
    """Months, newest first, each with those before it until they are enough together; none when all are too few."""
    found: list[Band] = []
    open_band: Band | None = None
    for month, figures in sorted(months, key=lambda one: one[0], reverse=True):
        last = open_band.last if open_band else month
        sum_of = open_band.figures + figures if open_band else figures
        open_band = Band(month, last, sum_of)
        if sum_of.is_enough:
            found.append(open_band)
            open_band = None
    if open_band and found:
        newest = found.pop()
        found.append(Band(open_band.first, newest.last, newest.figures + open_band.figures))
    return found


def groups(areas: Iterable[tuple[int | None, Figures]]) -> list[AreaGroup]:
    """Areas, most answers first; small ones and questions without one together, with others as long as it takes."""
    by_size = sorted(areas, key=lambda one: (-one[1].answered, one[0] or 0))
    apart = [AreaGroup(key, one) for key, one in by_size if key is not None and one.is_enough]
    rest = sum((one for key, one in by_size if key is None or not one.is_enough), Figures())
    while apart and (rest.answered or rest.rated) and not rest.is_enough:
        rest += apart.pop().figures
    if not rest.is_enough:
        return apart
    return [*apart, AreaGroup(None, rest)]
