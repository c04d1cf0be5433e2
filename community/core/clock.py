"""The one source of time; tests set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_lived_through: ContextVar[datetime | None] = ContextVar("lived_through", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _lived_through.get() or datetime.now(UTC)


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """All that is done inside is done at this instant: imports and the demo live through their own past."""
    token = _lived_through.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _lived_through.reset(token)
