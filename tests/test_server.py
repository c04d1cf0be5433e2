"""The server stands alone on its port, outlives one of its processes, and ends with a sentence where none can start."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from community.core.ports import refuse_port
from tests.architecture.tree import ROOT
from tests.services import live, processes, smtp_sink
from tests.services.live import LivePortal


@pytest.fixture
def portal(tmp_path: Path, new_database: Callable[[str], str]) -> Iterator[LivePortal]:
    """A portal without its processes."""
    with (
        smtp_sink.running() as sink,
        live.prepared(new_database("sqlite"), tmp_path, sink) as portal,
    ):
        yield portal


def refused(portal: LivePortal, log: Path, **changes: str) -> str:
    """What a server says that does not start."""
    port = portal.address.rpartition(":")[2]
    command = [sys.executable, "wsgi.py", "--workers", "2", "--port", port]
    process = processes.start(command, log, env=portal.environment | changes, folder=ROOT)
    assert process.wait(timeout=60) == 1
    return log.read_text()


def test_a_second_server_on_a_port_is_refused(portal: LivePortal, tmp_path: Path) -> None:
    portal.start_web()
    said = refused(portal, tmp_path / "second.log")
    assert "cannot be used (Address already in use)" in said
    assert "Traceback" not in said


def test_a_port_that_is_let_go_in_a_moment_is_waited_for() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        end = threading.Timer(0.3, taken.close)
        end.start()
        refuse_port("127.0.0.1", taken.getsockname()[1], instead="take another.")
        end.join()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"PORTAL_SECRET_KEY": "short"}, "PORTAL_SECRET_KEY must have"),
        pytest.param(
            {"PORTAL_DATA": "/proc/none"}, "PORTAL_DATA must be a folder", marks=pytest.mark.prove
        ),
    ],
)
def test_a_faulty_configuration_ends_the_server_once(
    portal: LivePortal, tmp_path: Path, changes: dict[str, str], reason: str
) -> None:
    said = refused(portal, tmp_path / "faulty.log", **changes)
    assert said.count(reason) == 1
    assert "Traceback" not in said


@pytest.mark.prove
def test_a_process_that_was_killed_is_made_anew(portal: LivePortal) -> None:
    server = portal.start_web(workers=2)
    log = portal.folder / "web.log"
    before = processes_of(server.pid or 0)
    assert len(before) == 2
    os.kill(before[0], signal.SIGKILL)
    processes.wait_until(
        lambda: len(set(processes_of(server.pid or 0)) - {before[0]}) == 2, server, log
    )
    processes.wait_until(portal.answers, server, log)


def processes_of(pid: int) -> list[int]:
    """The processes that a server has forked."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def told(portal: LivePortal, name: str) -> float:
    """The sum of a figure at /metrics, by whichever process answers."""
    with urllib.request.urlopen(f"{portal.address}/metrics", timeout=30) as answer:  # noqa: S310 (ours)
        lines = answer.read().decode().splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))


def test_each_process_tells_the_figures_of_all(portal: LivePortal) -> None:
    portal.start_web(workers=2)
    before = told(portal, "portal_requests_total")
    for number in range(1, 21):
        assert told(portal, "portal_requests_total") == before + number


@pytest.mark.prove
def test_what_a_killed_process_has_counted_counts_on(portal: LivePortal) -> None:
    server = portal.start_web(workers=2)
    counted = [told(portal, "portal_requests_total") for _ in range(20)][-1]
    killed = processes_of(server.pid or 0)[0]
    os.kill(killed, signal.SIGKILL)
    # While it goes, it may still be given a request.
    processes.wait_until(
        lambda: killed not in processes_of(server.pid or 0) and portal.answers(),
        server,
        portal.folder / "web.log",
    )
    assert told(portal, "portal_requests_total") > counted


def test_figures_are_those_of_the_worker_too(portal: LivePortal) -> None:
    portal.start_web()
    worker = portal.start_worker()
    processes.wait_until(
        lambda: told(portal, "portal_write_transaction_seconds_count") > 0,
        worker,
        portal.folder / "worker.log",
    )
