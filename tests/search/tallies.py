"""What was searched for, as the report has counted it."""

from __future__ import annotations

from community.core.clock import now
from community.core.db import writing
from community.search.models import SearchTally
from community.search.report import week_of


def tally(phrase: str, searches: int = 1, nothing: int = 0, *, locale: str = "en") -> None:
    with writing() as session:
        session.add(
            SearchTally(
                week=week_of(now()),
                locale=locale,
                phrase=phrase,
                searches=searches,
                found_nothing=nothing,
            )
        )
