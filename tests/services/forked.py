"""Programs of the portal in processes that need not import it: forked off a server that has, once for all of them."""

from __future__ import annotations

import multiprocessing
import os
import runpy
import sys
from collections.abc import Mapping
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path

from flask.cli import main

from tests.architecture.tree import ROOT
from tests.services import processes

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["community.app", __name__])
SERVER = "wsgi.py"


def prepare() -> None:
    """Let the server begin to import the portal, while the caller does something else."""
    forkserver.ensure_running()


def start(environment: Mapping[str, str], log: Path, *command: str) -> BaseProcess:
    """Start `flask …` or `wsgi.py …` in this environment and in a group of its own; what it says goes to the log."""
    log.touch()
    process = CONTEXT.Process(target=_run, args=(dict(environment), log, command, processes.CORES))
    process.start()
    return process


def _run(
    environment: dict[str, str], log: Path, command: tuple[str, ...], cores: list[int]
) -> None:
    os.setsid()
    _end_with_the_tests()
    os.chdir(ROOT)  # Granian looks for wsgi.py there
    if cores:  # what is proved is that it holds when processes run at the very same time
        os.sched_setaffinity(0, cores)
    with log.open("ab") as output:
        os.dup2(output.fileno(), sys.stdout.fileno())
        os.dup2(output.fileno(), sys.stderr.fileno())
    # As in a process of its own: else what this one shares is reported as left behind when it is killed.
    multiprocessing.set_start_method("fork", force=True)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = [*command]
    if command[0] == SERVER:
        runpy.run_path(SERVER, run_name="__main__")
    else:
        main()


def _end_with_the_tests() -> None:
    """The server of forks ends once nobody holds this any more, and with it what it has forked."""
    os.close(forkserver._forkserver._forkserver_alive_fd)  # type: ignore[attr-defined]  # private
    processes.end_with_parent()
