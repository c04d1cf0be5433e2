"""Pages by key: the next page begins after the last row seen, so nothing shifts under the reader."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")
SIZE = 20


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows, and the keys of the pages on both sides (None at the ends)."""

    items: Sequence[T]
    older: str | None = None
    newer: str | None = None


def encode(key: Sequence[Any]) -> str:
    """A key as it stands in an address."""
    return base64.urlsafe_b64encode(json.dumps(list(key)).encode()).decode().rstrip("=")


def decode(text: str | None, length: int) -> list[Any] | None:
    """The key of an address; None when there is none or it is not one of ours."""
    if not text:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        return None
    fits = (
        isinstance(key, list)
        and len(key) == length
        and all(isinstance(part, int | float | str) for part in key)
    )
    return key if fits and not any(isinstance(part, bool) for part in key) else None


def cut(
    rows: list[T], key: Callable[[T], Sequence[Any]], *, size: int = SIZE, began: bool = False
) -> Page[T]:
    """A page of rows fetched with limit size + 1; `began` says that it began after a key."""
    more = len(rows) > size
    items = rows[:size]
    older = encode(key(items[-1])) if more and items else None
    newer = "" if began else None
    return Page(items=items, older=older, newer=newer)
