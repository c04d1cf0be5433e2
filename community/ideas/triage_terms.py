"""How the table of ideas is looked at: its columns, order and filters, as they stand in an address; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlencode

from community.ideas.models import Meaning

WAITING: Final = (Meaning.PENDING, Meaning.OPEN, Meaning.UNDER_REVIEW, Meaning.NEEDS_INFO)
ALL: Final = "all"
COLUMNS: Final = (
    *("status", "board", "area", "assignee", "votes", "people", "organisations", "value"),
    *("segments", "plans", "importance", "reach", "rice", "trending", "age", "answered", "promise"),
)
FIRST_COLUMNS: Final = (
    *("status", "assignee", "votes", "organisations", "value", "importance"),
    *("rice", "age", "promise"),
)
SORTS: Final = (
    *("votes", "people", "organisations", "value", "importance", "reach", "rice"),
    *("trending", "age", "answered", "promise"),
)
NUMBERS: Final = frozenset(SORTS) - {"importance", "age", "answered", "promise"}
# What one wants to see first in the other direction: what is due soonest, what waits longest.
LOW_FIRST: Final = frozenset({"promise", "answered", "age"})
PROMISES: Final = ("running", "missed")
LONGEST_TEXT: Final = 100


@dataclass(frozen=True, kw_only=True)
class Look:
    """A way to look at the table: `state` is a status, `all`, or empty for waiting; `who` an id, `me` or `nobody`."""

    columns: tuple[str, ...] = FIRST_COLUMNS
    sort: str = "votes"
    is_low_first: bool = False
    filters: Mapping[str, str] = field(default_factory=dict)

    def pairs(self) -> list[tuple[str, str]]:
        """Names and values of the address, in a fixed order; nothing that is so anyway."""
        found = [(name, self.filters[name]) for name in FILTERS if self.filters.get(name)]
        if self.columns != FIRST_COLUMNS:
            found += [("col", one) for one in self.columns]
        if self.order != "-votes":
            found.append(("sort", self.order))
        return found

    @property
    def order(self) -> str:
        """The order as the address writes it: `-votes`."""
        return self.sort if self.is_low_first else f"-{self.sort}"

    @property
    def query(self) -> str:
        """What stands behind the question mark."""
        return urlencode(self.pairs())

    def sorted_by(self, sort: str) -> "Look":
        """The same by another column; the other way round where it is sorted by it already."""
        low = not self.is_low_first if sort == self.sort else sort in LOW_FIRST
        return replace(self, sort=sort, is_low_first=low)


FILTERS: Final = ("board", "state", "area", "who", "segment", "plan", "promise", "q")


def look_of(one: Mapping[str, str], columns: Sequence[str]) -> Look:
    """The look that an address asks for; what it does not know is left out."""
    filters = {name: one[name].strip()[:LONGEST_TEXT] for name in FILTERS if name in one}
    if filters.get("promise") not in PROMISES:
        filters.pop("promise", None)
    filters = {name: value.replace("\x00", "") for name, value in filters.items() if value}
    sort = one.get("sort", "-votes")
    name, low = sort.removeprefix("-"), not sort.startswith("-")
    if name not in SORTS:
        name, low = "votes", False
    chosen = tuple(one for one in COLUMNS if one in columns) or FIRST_COLUMNS
    return Look(columns=chosen, sort=name, is_low_first=low, filters=filters)
