"""What a GET leaves behind (a view, a search): a line in a spool, folded in by the worker.

A crash may lose the last second; that is the price for a GET that never writes to the database.
"""

import atexit
import hashlib
import hmac
import json
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import redis
from flask import Flask, current_app

from community.core.clock import now
from community.core.redis_server import redis_at
from community.core.tasks import one_at_a_time

log = logging.getLogger(__name__)

LIST = "portal:signals"
FAILED_LIST = "portal:signals:failed"
BATCH = 1000
SETTLE_SECONDS = 0.2
# So long a line may wait in memory for others: one write takes them all.
WAIT_SECONDS = 0.5

Fold = Callable[[list[dict[str, Any]]], None]
Folds = Mapping[str, Fold]


def init_signals(app: Flask, folds: Folds) -> None:
    """Tell the spool what each kind of signal is folded into."""
    config = app.config["PORTAL"]
    store: Store = (
        RedisSpool(config.redis_url)
        if config.redis_url
        else FileSpool(config.data_folder / "spool")
    )
    app.extensions["portal_spool"], app.extensions["portal_folds"] = Spool(store), folds


class Spool:
    """Gathers the lines of this process for a moment and puts them where the worker finds them."""

    def __init__(self, store: "Store") -> None:
        self.store = store
        self.waiting: list[str] = []
        self.guard = threading.Lock()
        atexit.register(self.flush)

    def put(self, line: str) -> None:
        """Leave a line; it is in the store within WAIT_SECONDS."""
        with self.guard:
            self.waiting.append(line)
            is_first = len(self.waiting) == 1
        if is_first:
            timer = threading.Timer(WAIT_SECONDS, self.flush)
            timer.daemon = True
            timer.start()

    def flush(self) -> None:
        """Put what waits into the store; a store that is away costs these lines."""
        with self.guard:
            lines, self.waiting = self.waiting, []
        if not lines:
            return
        try:
            self.store.put(lines)
        except (OSError, redis.RedisError):
            log.warning("signals lost", extra={"lines": len(lines)}, exc_info=True)

    def forget(self) -> None:
        """Drop what waits (a test begins anew)."""
        with self.guard:
            self.waiting = []


class FileSpool:
    """A file that every process appends to; taken by renaming it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.path = folder / "signals.log"

    def put(self, lines: list[str]) -> None:
        """Append lines in one write, which no other process comes between."""
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, "".join(f"{line}\n" for line in lines).encode())
        finally:
            os.close(descriptor)

    def take(self) -> Iterator[list[str]]:
        """Batches of lines; a batch's file goes once the caller comes back for the next."""
        if self.path.exists():
            self.path.rename(self.folder / f"taken-{time.monotonic_ns()}.log")
            time.sleep(SETTLE_SECONDS)  # a writer that had the file open finishes its line
        for taken in sorted(self.folder.glob("taken-*.log")):
            yield taken.read_text(errors="replace").splitlines()
            taken.unlink()

    def set_aside(self, kind: str, lines: list[str]) -> None:
        """Keep lines that could not be folded in, for an operator to look at."""
        path = self.folder / f"failed-{kind}-{time.monotonic_ns()}.log"
        path.write_text("".join(f"{line}\n" for line in lines))


class RedisSpool:
    """A Redis list, for several machines."""

    def __init__(self, url: str) -> None:
        self.redis = redis_at(url)

    def put(self, lines: list[str]) -> None:
        """Append lines."""
        self.redis.rpush(LIST, *lines)

    def take(self) -> Iterator[list[str]]:
        """Batches of lines; a batch is removed once the caller comes back for the next."""
        while lines := self.redis.lrange(LIST, 0, BATCH - 1):
            yield [line.decode() for line in lines]  # type: ignore[union-attr]
            self.redis.ltrim(LIST, len(lines), -1)

    def set_aside(self, _kind: str, lines: list[str]) -> None:
        """Keep lines that could not be folded in, for an operator to look at."""
        self.redis.rpush(FAILED_LIST, *lines)


Store = FileSpool | RedisSpool


def signal(kind: str, **fields: Any) -> None:
    """Leave a line; fields are plain JSON values without anything that names a person."""
    leave(current_app.extensions["portal_spool"], kind, fields)


def leave(spool: Spool, kind: str, fields: Mapping[str, Any]) -> None:
    """Leave a line in this spool."""
    spool.put(_line({"kind": kind, "at": now().isoformat(), **fields}))


@one_at_a_time
def fold_signals() -> int:
    """Fold all waiting signals in, each kind by itself: one that fails is set aside, the others count once."""
    spool: Spool = current_app.extensions["portal_spool"]
    folds: Folds = current_app.extensions["portal_folds"]
    spool.flush()
    total = 0
    for lines in spool.store.take():
        by_kind: dict[str, list[dict[str, Any]]] = {}
        for line in lines:
            fields = _parsed(line)
            if fields.get("kind") in folds:
                by_kind.setdefault(fields["kind"], []).append(fields)
        for kind, batch in by_kind.items():
            if _is_folded(folds[kind], batch):
                total += len(batch)
            else:
                spool.store.set_aside(kind, [_line(fields) for fields in batch])
    return total


def _is_folded(fold: Fold, batch: list[dict[str, Any]]) -> bool:
    try:
        fold(batch)
    except Exception:  # whatever a batch breaks, it must not make the others count twice
        log.exception("signals not folded in", extra={"kind": batch[0]["kind"]})
        return False
    return True


def _line(fields: Mapping[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=True)


def _parsed(line: str) -> dict[str, Any]:
    try:
        fields = json.loads(line)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}


def visitor_key(secret: str, address: str, browser: str) -> str:
    """Tells one visitor's visits of a day apart without keeping who it was: an HMAC that changes each day."""
    key = f"{secret}:{now():%Y-%m-%d}"
    return hmac.new(key.encode(), f"{address}|{browser}".encode(), hashlib.sha256).hexdigest()[:16]
