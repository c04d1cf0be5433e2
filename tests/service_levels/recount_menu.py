"""The terms by which promises are counted once more, written down as the menu's table states them."""

from __future__ import annotations

HOUR, OFFICE_DAY, DAY = 60, 480, 1440

Targets = dict[str | None, tuple[int, str | None]]

# Target in minutes and the hours it counts in; `None` is every minute.
FIRST: dict[str, Targets] = {
    "community": {None: (2 * OFFICE_DAY, "office")},
    "standard": {
        "L1": (2 * HOUR, "local"),
        "L2": (6 * HOUR, "local"),
        "L3": (OFFICE_DAY, "local"),
        "L4": (2 * OFFICE_DAY, "local"),
    },
    "premium": {
        "L1": (HOUR, None),
        "L2": (2 * HOUR, "week"),
        "L3": (OFFICE_DAY, "local"),
        "L4": (2 * OFFICE_DAY, "local"),
    },
    "enterprise": {
        "L1": (30, None),
        "L2": (2 * HOUR, None),
        "L3": (8 * HOUR, None),
        "L4": (24 * HOUR, None),
    },
}
SOLUTION: dict[str, Targets] = {
    "premium": {"L1": (DAY, None), "L2": (3 * DAY, "week"), "L3": (10 * OFFICE_DAY, "local")},
    "enterprise": {"L1": (DAY, None), "L2": (3 * DAY, None), "L3": (10 * DAY, None)},
}


def target_of(plan: str, severity: str | None, kind: str) -> tuple[int, str | None] | None:
    """(minutes, hours) that a plan promises."""
    table = SOLUTION.get(plan, {}) if kind == "resolution" else FIRST[plan]
    found = table.get(severity) or table.get(None)
    if found is None:
        return None
    return (found[0] * 2, found[1]) if kind == "next_response" else found
