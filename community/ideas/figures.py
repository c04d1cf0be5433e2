"""What ideas are weighed by; pure."""

from dataclasses import dataclass
from typing import Final

IMPACTS: Final = (3.0, 2.0, 1.0, 0.5, 0.25)
CONFIDENCES: Final = (100, 80, 50)
LEAST_EFFORT: Final = 0.5
MOST_REACH, MOST_EFFORT = 1_000_000_000, 10_000


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """Reach in people (None: as the worker counts it), impact, confidence in percent, effort in person-months."""

    reach: int | None = None
    impact: float | None = None
    confidence: int | None = None
    effort: float | None = None


def trending_score(votes: int, comments: int, age_hours: float) -> float:
    """((5 · votes + 3 · comments of the last 7 days) − 1) / (age in hours + 2)^1.4, never below 0."""
    score: float = (5 * votes + 3 * comments - 1) / (age_hours + 2) ** 1.4
    return max(0.0, score)


def rice(reach: int, impact: float | None, confidence: int | None, effort: float | None) -> float:
    """Reach × impact × confidence (percent) ÷ effort (person-months); 0 while one of them is not said."""
    if not impact or not confidence or not effort:
        return 0.0
    return reach * impact * confidence / 100 / effort
