"""Who writes on SQLite waits for whoever writes, asks as often as anybody else, and gives up in the end."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import OperationalError

from community.core import engines

ASK = "BEGIN IMMEDIATE"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An engine of the portal on a file of its own, for writing."""
    found = create_engine(f"sqlite:///{tmp_path}/turns.db")
    engines.prepare(found)
    yield found.execution_options(immediate=True)
    found.dispose()


@pytest.fixture
def other(engine: Engine, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Somebody else who writes."""
    engine.connect().close()
    connection = sqlite3.connect(tmp_path / "turns.db", isolation_level=None)
    connection.execute(ASK)
    yield connection
    connection.close()


def listen(engine: Engine, hear: Callable[[str], None]) -> None:
    """Hear of each statement that reaches the database on a new connection."""
    engine.dispose()
    event.listen(engine, "connect", lambda driver, _record: driver.set_trace_callback(hear))


def test_a_writer_asks_again_and_again_until_it_is_his_turn(
    engine: Engine, other: sqlite3.Connection
) -> None:
    asked: list[str] = []

    def hear(statement: str) -> None:
        asked.extend([statement] if statement == ASK else [])
        if len(asked) == 3 and other.in_transaction:
            other.execute("COMMIT")

    listen(engine, hear)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE wishes (id INTEGER)")
    assert len(asked) == 3


def test_who_has_waited_long_enough_is_told_and_the_connection_waits_as_before(
    engine: Engine, other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BUSY_MS", 50)
    with pytest.raises(OperationalError, match="database is locked"), engine.begin():
        pass
    with engine.execution_options(immediate=False).connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 50


def test_what_is_no_writer_in_the_way_is_told_without_waiting(engine: Engine) -> None:
    asked: list[str] = []
    listen(engine, lambda statement: asked.extend([statement] if statement == ASK else []))
    with (
        engine.execution_options(immediate=False).begin() as connection,
        pytest.raises(OperationalError, match="within a transaction"),
    ):
        engines.begin_to_write(connection)
    assert len(asked) == 2
