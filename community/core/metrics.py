"""What the portal measures of itself, for /metrics: processes that serve and work beside each other count together."""

from __future__ import annotations

import fcntl
import logging
import os
from pathlib import Path
from typing import IO

from prometheus_client import CollectorRegistry, Counter, Histogram, values
from prometheus_client.multiprocess import MultiProcessCollector

log = logging.getLogger(__name__)

FILE_BYTES = 1 << 16  # what prometheus_client maps of a file at first; ours stay below it


class Metrics:
    """What this process counts: by itself, until it is told to share."""

    def __init__(self) -> None:
        self._held: tuple[IO[bytes], ...] = ()
        self._begin()

    def _begin(self, folder: Path | None = None) -> None:
        self.registry = CollectorRegistry()
        if folder:
            MultiProcessCollector(self.registry, path=str(folder))  # type: ignore[no-untyped-call]
        own = None if folder else self.registry
        self.write_seconds = Histogram(
            "portal_write_transaction_seconds",
            "How long write transactions lasted.",
            buckets=(0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2),
            registry=own,
        )
        self.requests = Counter(
            "portal_requests_total",
            "Answers by method and status.",
            ["method", "status"],
            registry=own,
        )
        self.request_seconds = Histogram(
            "portal_request_seconds",
            "How long answers took.",
            buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
            registry=own,
        )

    def share(self, folder: Path) -> None:
        """Count in this folder from now on, and tell what all count there; where it cannot be used, alone.

        A process that was forked shares anew: else it would count in the files of who forked it.
        """
        values.close_all_multiprocess_files()  # type: ignore[no-untyped-call]
        try:
            folder.mkdir(exist_ok=True)
            presence = _enter(folder)
            number, place = _take_place(folder)
        except OSError as error:
            log.warning("each process tells its own metrics alone", extra={"error": str(error)})
            values.ValueClass = values.MutexValue
            self._begin()
            return
        self._held = presence, place
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)  # where the library looks for it
        values.ValueClass = values.MultiProcessValue(lambda: number)  # type: ignore[no-untyped-call]
        self._begin(folder)


METRICS = Metrics()


def _enter(folder: Path) -> IO[bytes]:
    """Be there while this file is open; whoever finds nobody there begins at nothing."""
    presence = (folder / "presence.lock").open("ab")
    try:
        fcntl.flock(presence, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pass
    else:
        for file in folder.glob("*.db"):
            file.unlink()
    fcntl.flock(presence, fcntl.LOCK_SH)
    return presence


def _take_place(folder: Path) -> tuple[int, IO[bytes]]:
    """The first number whose files nobody holds: what a process that ended has counted there is counted on.

    So there are never more files than processes at one time. Their ids would not do: two containers have the same.
    """
    number = 0
    while True:
        place = (folder / f"counter_{number}.db").open("ab")
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            place.close()
            number += 1
            continue
        with (folder / f"histogram_{number}.db").open("ab") as other:
            for file in (place, other):
                # Room on the disk: a mapped page that finds none ends the process.
                file.write(bytes(max(0, FILE_BYTES - file.tell())))
                file.flush()
        return number, place
