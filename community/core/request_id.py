"""The id that ties a request to its log lines, events and mails."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[str | None] = ContextVar("request_id", default=None)


def current() -> str | None:
    """The id of the request that is being answered, or that caused what the worker does."""
    return _current.get()


def begin(given: str | None) -> str:
    """Start a request: a plain id handed in by a proxy is kept, else a new one is made."""
    plain = given and len(given) <= 64 and given.replace("-", "").isalnum() and given.isascii()
    identity = given if plain and given else secrets.token_hex(8)
    _current.set(identity)
    return identity


@contextmanager
def resumed(identity: str | None) -> Iterator[None]:
    """Go on under the id of the request that caused this work; what follows the block has nothing to do with it."""
    before = _current.set(identity)
    try:
        yield
    finally:
        _current.reset(before)
