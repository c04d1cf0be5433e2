"""The measures of the search report, defined once: what counts as found, opened and asked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class Measure(StrEnum):
    """By what the report lists phrases."""

    NOTHING = "nothing"
    UNOPENED = "unopened"
    ASKED = "asked"
    SEARCHES = "searches"


class Work(StrEnum):
    """What the team can make of a phrase."""

    ARTICLE = "article"
    SYNONYM = "synonym"
    QUESTION = "question"
    IDEA = "idea"


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of searches: found nothing, something was opened, a question or an idea followed."""

    searches: int = 0
    nothing: int = 0
    opened: int = 0
    asked: int = 0
    proposed: int = 0

    @property
    def unopened(self) -> int:
        """Searches that found something of which nothing was opened."""
        return max(0, self.searches - self.nothing - self.opened)

    def share(self, count: int) -> int:
        """So many of the searches in percent."""
        return round(100 * count / self.searches) if self.searches else 0


def week_of(instant: datetime | date) -> date:
    """The Monday (UTC) of the week of an instant."""
    day = instant.date() if isinstance(instant, datetime) else instant
    return day - timedelta(days=day.weekday())
