"""Pages by key: the next page begins after the last row seen, so nothing shifts under the reader."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

T = TypeVar("T")
SIZE = 20
LONGEST_WORD = 250
GREATEST_KEY = 2**31 - 1  # that a row can have


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows, and the keys of the pages on both sides (None at the ends)."""

    items: Sequence[T]
    older: str | None = None
    newer: str | None = None


def encode(key: Sequence[Any]) -> str:
    """A key as it stands in an address."""
    return base64.urlsafe_b64encode(json.dumps(list(key)).encode()).decode().rstrip("=")


def decode(text: str | None, length: int, *, words: bool = False) -> list[Any] | None:
    """The key of an address: numbers that a column can hold, with `words` a text before them.

    None when there is none or it is not one of ours: anybody can write an address.
    """
    if not text:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, RecursionError):
        return None
    if not isinstance(key, list) or len(key) != length:
        return None
    numbers = key[1:] if words and isinstance(key[0], str) and _is_storable(key[0]) else key
    return key if all(map(_is_number, numbers)) else None


def as_instant(part: Any) -> datetime | None:
    """The instant that a part of a key names, in UTC; None when it names none."""
    try:
        instant = datetime.fromisoformat(str(part))
        return instant.astimezone(UTC) if instant.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _is_number(part: object) -> bool:
    """Neither a truth nor an infinity, and within the 32 bits of a key."""
    return (
        isinstance(part, int | float) and not isinstance(part, bool) and abs(part) <= GREATEST_KEY
    )


def _is_storable(part: str) -> bool:
    """Text that both databases can compare with."""
    return len(part) <= LONGEST_WORD and "\x00" not in part and part.isprintable()


def cut(
    rows: list[T], key: Callable[[T], Sequence[Any]], *, size: int = SIZE, began: bool = False
) -> Page[T]:
    """A page of rows fetched with limit size + 1; `began` says that it began after a key."""
    more = len(rows) > size
    items = rows[:size]
    older = encode(key(items[-1])) if more and items else None
    newer = "" if began else None
    return Page(items=items, older=older, newer=newer)
