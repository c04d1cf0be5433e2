"""When and from where a session is used, told coarsely: a place and five minutes, never a person's path."""

from datetime import datetime, timedelta

from community.core.clock import now
from community.core.signals import signal

SEEN_EVERY, SEEN_KEPT = timedelta(minutes=5), 10_000
SEEN = "session_seen"

# When this process last told of a session: one line in five minutes is enough.
_seen: dict[str, datetime] = {}


def network_of(address: str | None) -> str:
    """An address without its last part: enough to recognise a place, not a person."""
    text = address or ""
    return (
        ":".join(text.split(":")[:3]) + "::"
        if ":" in text
        else ".".join(text.split(".")[:3]) + ".0"
    )


def note_seen(key: str) -> None:
    """Leave a signal that this session is in use, now and then; the worker folds it in."""
    if is_worth_noting(key):
        signal(SEEN, session=key)


def is_worth_noting(key: str) -> bool:
    """Whether this process has said nothing of the session for a while; it counts as said now."""
    at = now()
    if _seen.get(key, at - SEEN_EVERY) > at - SEEN_EVERY:
        return False
    if len(_seen) > SEEN_KEPT:
        _seen.clear()
    _seen[key] = at
    return True
