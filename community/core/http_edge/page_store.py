"""Pages and frames that were drawn: an own memory for each process before a store that all processes share."""

import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

from cachelib import BaseCache, FileSystemCache, RedisCache
from redis import Redis

from community.core.clock import now

SECONDS = 60
MAX_BYTES = 48 * 1024 * 1024
MAX_PAGE_BYTES = 512 * 1024
# A store that does not answer at once is as good as none.
STORE_SECONDS = 0.5
log = logging.getLogger(__name__)

Stamp = tuple[Any, ...]


class Kept(Protocol):
    """Something that holds under a stamp and until an instant."""

    @property
    def stamp(self) -> Stamp:
        """What it was made under."""

    @property
    def until(self) -> float:
        """When it changes by time alone."""

    @property
    def size(self) -> int:
        """About how many bytes it takes."""


K = TypeVar("K", bound=Kept)


class PageStore:
    """Keeps things by key, the newest 48 MiB of them in memory."""

    def __init__(self, redis_url: str | None, folder: Path) -> None:
        self.shared = _shared(redis_url, folder)
        self.own: OrderedDict[str, Kept] = OrderedDict()
        self.size, self.guard = 0, threading.Lock()

    def find(self, key: str, kind: type[K], stamp: Stamp) -> K | None:
        """What was kept under this key, if it still holds."""
        found = self.own.get(key)
        if not isinstance(found, kind) or found.stamp != stamp:
            found = self._ask_shared(lambda store: store.get(_hashed(key)))
            if not isinstance(found, kind) or found.stamp != stamp:
                return None
            self._remember(key, found)
        return found if found.until > now().timestamp() else None

    def keep(self, key: str, thing: Kept) -> None:
        """Keep it here and for the other processes, unless it is too large."""
        if thing.size <= 2 * MAX_PAGE_BYTES:
            self._remember(key, thing)
            self._ask_shared(lambda store: store.set(_hashed(key), thing, timeout=SECONDS))

    def empty(self) -> None:
        """Keep nothing any more; of other processes, what they share."""
        with self.guard:
            self.own.clear()
            self.size = 0
        self.shared.clear()

    def _ask_shared(self, ask: Callable[[BaseCache], Any]) -> Any:
        """What the shared store answers; None when it is away, or holds what another version wrote."""
        try:
            return ask(self.shared)
        except Exception:  # whatever its driver or its pickles raise: pages are drawn without it
            log.warning("the store of pages was asked in vain", exc_info=True)
            return None

    def _remember(self, key: str, thing: Kept) -> None:
        with self.guard:
            old = self.own.pop(key, None)
            self.size += thing.size - (old.size if old else 0)
            self.own[key] = thing
            while self.size > MAX_BYTES:
                _, gone = self.own.popitem(last=False)
                self.size -= gone.size


def _shared(redis_url: str | None, folder: Path) -> BaseCache:
    if redis_url:
        redis = Redis.from_url(
            redis_url, socket_timeout=STORE_SECONDS, socket_connect_timeout=STORE_SECONDS
        )
        return RedisCache(host=redis, key_prefix="portal:page:", default_timeout=SECONDS)
    return FileSystemCache(str(folder), threshold=2000, default_timeout=SECONDS, mode=0o600)


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
