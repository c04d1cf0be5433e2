"""Pages and frames that were drawn: an own memory for each process before a store that all processes share."""

import hashlib
import logging
import os
import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol, TypeVar

from cachelib import BaseCache, FileSystemCache, RedisCache

from community.core.clock import now
from community.core.redis_server import redis_at

SECONDS = 60
MAX_BYTES = 48 * 1024 * 1024
MAX_PAGE_BYTES = 512 * 1024
# So many files are left when a process looks through them: at its first, and whenever it has written so many more.
MOST_FILES, LOOKED_THROUGH_EVERY = 2_000, 500
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
        self.folder = None if redis_url else folder
        self.own: OrderedDict[str, Kept] = OrderedDict()
        self.size, self.written, self.guard = 0, 0, threading.Lock()

    def find(self, key: str, kind: type[K], stamp: Stamp) -> K | None:
        """What was kept under this key, if it still holds."""
        found = self.own.get(key)
        if not isinstance(found, kind) or found.stamp != stamp:
            found = self._ask_shared(lambda store: store.get(_hashed(key)))
            if not isinstance(found, kind) or found.stamp != stamp:
                return None
            self._remember(key, found)
        return found if found.until > now().timestamp() else None

    def keep(self, key: str, thing: Kept, *, is_shared: bool = True) -> None:
        """Keep it here and, if it shall be shared, for the other processes, unless it is too large."""
        if thing.size > 2 * MAX_PAGE_BYTES:
            return
        self._remember(key, thing)
        if is_shared:
            self._ask_shared(lambda store: store.set(_hashed(key), thing, timeout=SECONDS))
            self.written += 1
            if self.written % LOOKED_THROUGH_EVERY == 1:
                self._ask_shared(self._remove_old)

    def empty(self) -> None:
        """Keep nothing any more; of other processes, what they share."""
        with self.guard:
            self.own.clear()
            self.size = 0
        self.shared.clear()

    def _remove_old(self, _store: BaseCache) -> None:
        """Leave the newest of the files, so many at most, and none that has expired; Redis does so itself."""
        if self.folder is None:
            return
        ages, oldest = [], now().timestamp() - SECONDS
        for file in os.scandir(self.folder):
            with suppress(FileNotFoundError):  # another process was here first
                ages.append((file.stat().st_mtime, file.path))
        ages.sort(reverse=True)
        for place, (written_at, path) in enumerate(ages):
            if place >= MOST_FILES or written_at < oldest:
                with suppress(OSError):
                    Path(path).unlink()

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
        shared = redis_at(redis_url)
        return RedisCache(host=shared, key_prefix="portal:page:", default_timeout=SECONDS)
    # With a bound of its own it looks through all files at each writing once there are more: longer than a page takes.
    return FileSystemCache(str(folder), threshold=0, default_timeout=SECONDS, mode=0o600)


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
