"""Commands end with a sentence where what they need is not there, and with a letter kept for later."""

from __future__ import annotations

import io
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import Result
from flask import Flask
from flask_migrate.cli import db as migrations  # type: ignore[import-not-found]  # no stubs

from community.app import create_app
from community.cli import saying_why
from community.cli_mail import TRY_AGAIN
from community.core import engines
from community.core.db import db
from config import ConfigFaults, load
from tests.services.portals import close_app, config_for_tests

AWAY = "postgresql+psycopg://portal@127.0.0.1:1/portal"
COMMANDS = [
    "events parked",
    "setup-link",
    "counters check",
    "search verify",
    "erase-member a --yes",
]


@pytest.fixture
def empty(database: str, new_database: Callable[[str], str], tmp_path: Path) -> Iterator[Flask]:
    """A portal whose database was never initialised."""
    app = create_app(config_for_tests(new_database(database), tmp_path))
    yield app
    close_app(app)


@pytest.fixture
def away(tmp_path: Path) -> Flask:
    """A portal whose database is not there."""
    return create_app(config_for_tests(AWAY, tmp_path))


def run(app: Flask, command: str) -> Result:
    """What the command answers; inside the app, as `flask` calls it."""
    group, *rest = command.split()
    called = {"cli": migrations, "args": rest} if group == "db" else {"args": command.split()}
    with app.app_context():
        found = app.test_cli_runner().invoke(**called)
        db.session.remove()
    return found


def assert_says(found: Result, words: str) -> None:
    assert found.exit_code == 1
    assert words in found.output
    assert isinstance(found.exception, SystemExit)  # a sentence, no trace


@pytest.mark.parametrize("command", COMMANDS)
def test_a_database_that_was_not_initialised_is_named(empty: Flask, command: str) -> None:
    found = run(empty, command)
    if command == "search verify" and "rebuild" in found.output:  # it has no index either
        return
    assert_says(found, "was `flask init` run")


@pytest.mark.parametrize("command", [*COMMANDS[:3], "init", "db upgrade", "db current"])
def test_a_database_that_is_away_is_named(away: Flask, command: str) -> None:
    assert_says(run(away, command), "The database cannot be used: ")


@pytest.fixture
def no_database(tmp_path: Path) -> Flask:
    """A portal whose database file holds something else."""
    file = tmp_path / "portal.db"
    file.write_bytes(b"The tulips are in the shed. " * 200)
    return create_app(config_for_tests(f"sqlite:///{file}", tmp_path))


@pytest.mark.parametrize("command", [*COMMANDS[:3], "init", "db upgrade"])
def test_a_file_that_is_no_database_is_named(no_database: Flask, command: str) -> None:
    assert_says(run(no_database, command), "The database cannot be used: file is not a database")


def test_pages_over_a_file_that_is_no_database_say_that_they_are_back_soon(
    no_database: Flask,
) -> None:
    answer = no_database.test_client().get("/questions")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


@pytest.mark.parametrize("command", ["init", "db upgrade"])
def test_two_first_starts_at_once_say_so(
    new_database: Callable[[str], str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
) -> None:
    monkeypatch.setattr(engines, "BUSY_MS", 50)
    url = new_database("sqlite")
    app = create_app(config_for_tests(url, tmp_path))
    with sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        assert_says(run(app, command), "database is locked")
        other.execute("ROLLBACK")
    other.close()
    close_app(app)


def test_a_file_that_cannot_be_used_is_named() -> None:
    @click.command()
    def save() -> None:
        Path("/proc/none").write_text("x")

    found = click.testing.CliRunner().invoke(saying_why(save))
    assert_says(found, "'/proc/none'")


def test_a_letter_that_comes_meanwhile_is_to_be_brought_again(
    empty: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = io.TextIOWrapper(io.BytesIO(b"To: inbox@localhost.example\r\n\r\nGood\r\n"))
    monkeypatch.setattr(sys, "stdin", letter)
    found = empty.test_cli_runner().invoke(args=["mail", "receive"], input=letter.buffer)
    assert found.exit_code == TRY_AGAIN


def test_a_data_folder_that_cannot_be_written_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    environment = {"PORTAL_DATA": str(tmp_path / "file"), "PORTAL_SECRET_KEY": "a long secret " * 4}
    with pytest.raises(ConfigFaults, match="PORTAL_DATA must be a folder"):
        load(environment)
