"""The order that staff give to boards and statuses."""

from collections.abc import Sequence
from typing import Protocol, TypeVar


class Placed(Protocol):
    """A row with a place among its like."""

    id: int
    position: int


Row = TypeVar("Row", bound=Placed)


def place_anew(rows: Sequence[Row], key: int, *, up: bool) -> None:
    """Let the row with this key change places with its neighbour, and number all from 1; at the end it stays."""
    order = sorted(rows, key=lambda row: (row.position, row.id))
    place = next((number for number, row in enumerate(order) if row.id == key), None)
    other = None if place is None else place + (-1 if up else 1)
    if place is not None and other is not None and 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    for number, row in enumerate(order, 1):
        row.position = number
