"""Child processes that end with the tests, whatever ends the tests."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

NOBODY = 65534
PATIENCE_S = 120
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)
# All that the tests may use, before one of their workers keeps to one; nothing where that cannot be told.
CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []

Program = subprocess.Popen[bytes] | BaseProcess


def end_with_parent() -> None:
    """Runs in the child before its program: the kernel ends it when the tests are killed."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def unprivileged_user() -> int | None:
    """PostgreSQL refuses root, so its processes run as nobody there; None means as oneself."""
    return NOBODY if os.geteuid() == 0 else None


def start(
    command: list[str],
    log: Path,
    *,
    env: dict[str, str] | None = None,
    user: int | None = None,
    folder: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a program in its own group, so that Ctrl-C reaches the tests alone."""
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
            cwd=folder or log.parent,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 (it makes a system call or two)
        )


def stop(process: Program, how: signal.Signals = signal.SIGTERM) -> None:
    """End one program by its id; by force after ten seconds, with its children, which share its group."""
    if has_ended(process):
        return
    os.kill(_id_of(process), how)
    until = time.monotonic() + 10
    while not has_ended(process) and time.monotonic() < until:
        time.sleep(0.02)
    kill(process)


def wait_until(ready: Callable[[], bool], process: Program, log: Path) -> None:
    """Wait for a service, long enough for a busy machine; what it wrote is shown when it ended or never came."""
    until = time.monotonic() + PATIENCE_S
    while not ready():
        if has_ended(process) or time.monotonic() > until:
            kill(process)
            raise RuntimeError(f"{process!r} did not start:\n{log.read_text()[-4000:]}")
        time.sleep(0.02)


def has_ended(process: Program) -> bool:
    """Whether a program that was started has ended."""
    if isinstance(process, BaseProcess):
        return not process.is_alive()
    return process.poll() is not None


def kill(process: Program) -> None:
    """End the process and its children, which share its group, without any warning."""
    if not has_ended(process):
        try:
            os.killpg(_id_of(process), signal.SIGKILL)
        except ProcessLookupError:  # it is so new that it has no group of its own
            process.kill()
    if isinstance(process, BaseProcess):
        process.join()
    else:
        process.wait()


def _id_of(process: Program) -> int:
    assert process.pid, "it was never started"  # 0 would be the tests themselves
    return process.pid


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


@contextmanager
def short_folder(prefix: str) -> Iterator[Path]:
    """A folder with a short path (sockets allow 107 bytes), open to the unprivileged user."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir="/tmp"))
    user = unprivileged_user()
    if user is not None:
        os.chown(folder, user, user)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
