"""What is ordered for many ideas at once, as it is kept; pure.

An order is a dict of what is to be set, and what it does not name stays: `status` (its key) with `text`, `lang`,
`reason`, `way_round_id` and `way_round_path`, which wait until `due_at` where that is named, and the newest change that
was `seen` (no idea that was changed after it gets the status), `assignee` and `area` (an id, or None for nobody's and
none), `board` (an id), and `reach`, `impact`, `confidence`, `effort`. What takes back names besides what was `said`
with the status that returns, what was `planned` (an id, or None for nothing), and what is `expected` to stand there
still.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

Order = Mapping[str, Any]

SCORES: Final = ("reach", "impact", "confidence", "effort")
# What a row remembers of an idea, to restore it.
PARTS: Final = ("status", "planned", "assignee", "area", "board", *SCORES)
MOST_ROWS: Final = 1000


def taken_back(before: Order, after: Order) -> dict[str, Any]:
    """The order that restores what a row changed."""
    return {part: before[part] for part in PARTS if before.get(part) != after.get(part)}


def names_something(order: Order) -> bool:
    """Whether an order changes anything at all."""
    return any(part in order for part in PARTS)


def due_of(order: Order) -> datetime | None:
    """When the status of an order is to be given; None for at once."""
    said = order.get("due_at")
    return datetime.fromisoformat(said) if said else None
