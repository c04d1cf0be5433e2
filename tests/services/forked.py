"""Commands of the portal in processes that need not import it: forked off a server that has, once for all of them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path

from flask.cli import main

from tests.services import processes
from tests.services.live import LivePortal

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["community.app", __name__])


def prepare() -> None:
    """Let the server begin to import the portal, while the caller does something else."""
    forkserver.ensure_running()


def start(portal: LivePortal, *words: str) -> BaseProcess:
    """Start `flask` with these words, with the environment of the portal's own processes, in a group of its own."""
    log = portal.folder / f"{words[-1]}.log"
    process = CONTEXT.Process(target=_run, args=(portal.environment, log, words))
    process.start()
    return process


def kill(process: BaseProcess) -> None:
    """End the process and its children, which share its group, without any warning."""
    if process.pid is not None and process.is_alive():
        os.killpg(process.pid, signal.SIGKILL)
    process.join()


def _run(environment: dict[str, str], log: Path, words: tuple[str, ...]) -> None:
    os.setsid()
    processes.use_all_cores()
    with log.open("ab") as output:
        os.dup2(output.fileno(), sys.stdout.fileno())
        os.dup2(output.fileno(), sys.stderr.fileno())
    # As in a process of its own: else what this one shares is reported as left behind when it is killed.
    multiprocessing.set_start_method("fork", force=True)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["flask", *words]
    main()
