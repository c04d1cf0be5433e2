"""The demo is nobody's production: neither a command nor the server starts over it, wherever it was made."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import Popen

import pytest
from flask import Flask

from community.app import create_app
from community.core.db import db, writing
from community.core.versions import ContentVersion
from community.demo.presence import FIRST_ADDRESS, MARK, leave_mark
from community.demo.seed import sign_ins
from config import Config, ConfigFaults, Mode
from tests.architecture.tree import ROOT
from tests.makers import make_member
from tests.services import processes
from tests.services.live import BIN
from tests.services.portals import close_app, config_for_tests

SAID = "everybody knows its passwords"


def production(app: Flask, folder: Path) -> Config:
    """The same database under the strict mode."""
    url = app.config["PORTAL"].database_url
    return config_for_tests(url, folder, mode=Mode.PRODUCTION)


def start(command: list[str], folder: Path, log: Path, **changes: str) -> Popen[bytes]:
    """A program of the portal over a data folder."""
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    env = {"PATH": path, "PORTAL_DATA": str(folder), "FLASK_APP": "wsgi:app", **changes}
    return processes.start(command, log, env=env, folder=ROOT)


def test_a_production_starts_where_the_demo_never_was(app: Flask, tmp_path: Path) -> None:
    make_member("Ann")
    close_app(create_app(production(app, tmp_path)))


def test_no_production_starts_over_a_marked_demo(app: Flask, tmp_path: Path) -> None:
    with writing():
        leave_mark()
    with pytest.raises(ConfigFaults, match=SAID):
        create_app(production(app, tmp_path))


def test_a_demo_that_left_no_mark_is_known_by_its_first_address(app: Flask, tmp_path: Path) -> None:
    make_member("Camille", email=FIRST_ADDRESS)
    with pytest.raises(ConfigFaults, match=SAID):
        create_app(production(app, tmp_path))
    assert sign_ins()[0].address == FIRST_ADDRESS


def test_a_database_without_tables_holds_no_demo(
    database: str, new_database: Callable[[str], str], tmp_path: Path
) -> None:
    close_app(create_app(config_for_tests(new_database(database), tmp_path, mode=Mode.PRODUCTION)))


@pytest.mark.parametrize(
    "program",
    [
        "init",
        pytest.param("worker", marks=pytest.mark.prove),
        pytest.param("server", marks=pytest.mark.prove),
    ],
)
def test_each_program_ends_with_what_to_do(
    demo_folder: Callable[[], Path], tmp_path: Path, program: str
) -> None:
    port, log = str(processes.free_port()), tmp_path / "log"
    command = [sys.executable, "wsgi.py", "--workers", "2", "--port", port]
    if program != "server":
        command = [str(BIN / "flask"), program]
    strict = {
        "PORTAL_MODE": "production",
        "PORTAL_PUBLIC_URL": "http://localhost",
        "PORTAL_MAIL_URL": "file:",
    }
    process = start(command, demo_folder() / "data", log, **strict)
    assert process.wait(timeout=60) == 1
    assert log.read_text().count(SAID) == 1
    assert "Traceback" not in log.read_text()


def test_the_seeder_leaves_its_mark(demo_folder: Callable[[], Path]) -> None:
    data = demo_folder() / "data"
    app = create_app(config_for_tests(f"sqlite:///{data}/portal.db", data))
    with app.app_context():
        assert db.session.get(ContentVersion, MARK)
    close_app(app)


def test_counters_of_a_fresh_demo_agree_with_their_rows(
    demo_folder: Callable[[], Path], tmp_path: Path
) -> None:
    log = tmp_path / "log"
    process = start([str(BIN / "flask"), "counters", "check"], demo_folder() / "data", log)
    assert process.wait(timeout=60) == 0, log.read_text()


def children_of(pid: int) -> list[int]:
    """The processes that one has started, and theirs."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    own = [int(child) for task in tasks for child in task.read_text().split()]
    return own + [one for child in own for one in children_of(child)]


@pytest.mark.prove
def test_web_and_worker_end_with_the_terminal_that_they_were_started_in(
    demo_folder: Callable[[], Path], tmp_path: Path
) -> None:
    port, log = processes.free_port(), tmp_path / "log"
    command = [sys.executable, "-m", "tools.start"]
    process = start(command, demo_folder() / "data", log, PORT=str(port), LANG="C.UTF-8")
    processes.wait_until(lambda: "Started worker-2" in log.read_text(), process, log)
    started = children_of(process.pid)
    assert len(started) >= 4
    process.send_signal(signal.SIGHUP)
    process.wait(timeout=60)
    assert [one for one in started if Path(f"/proc/{one}").exists()] == []
