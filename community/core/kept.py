"""What a process keeps of the database while nothing has changed that counts its changes (`core/versions.py`)."""

from collections.abc import Callable
from typing import TypeVar

from flask import current_app

from community.core.http_edge.page_cache import stamp_of_request

Value = TypeVar("Value")


def kept(name: str, read: Callable[[], Value]) -> Value:
    """What was read last under this name; read anew once any version was raised, and always outside a request.

    The version is read before the value, so what is kept is never older than its version.
    """
    stamp = stamp_of_request()
    if stamp is None:
        return read()
    table: dict[str, tuple[object, Value]] = current_app.extensions.setdefault("portal_kept", {})
    version, value = table.get(name, (object(), None))
    if version != stamp[-1] or value is None:
        value = read()
        table[name] = (stamp[-1], value)
    return value
