"""What is ordered for many ideas at once, as it is kept; pure.

An order is a dict of what is to be set, and what it does not name stays: `status` (its key) with `text`, `lang`,
`reason`, `way_round_id` and `way_round_path`, `assignee` and `area` (an id, or None for nobody's and none), `board` (an
id), and `reach`, `impact`, `confidence`, `effort`. What takes back names besides what was `said` with the status that
returns, and what is `expected` to stand there still.
"""

from collections.abc import Mapping
from typing import Any, Final

Order = Mapping[str, Any]

SCORES: Final = ("reach", "impact", "confidence", "effort")
# What a row remembers of an idea, to restore it.
PARTS: Final = ("status", "assignee", "area", "board", *SCORES)
MOST_ROWS: Final = 1000


def taken_back(before: Order, after: Order) -> dict[str, Any]:
    """The order that restores what a row changed."""
    return {part: before[part] for part in PARTS if before[part] != after[part]}


def names_something(order: Order) -> bool:
    """Whether an order changes anything at all."""
    return any(part in order for part in PARTS)
