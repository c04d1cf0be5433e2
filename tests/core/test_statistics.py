"""The database knows how its own tables are filled."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, inspect, text

from community.content.models import SlugRedirect
from community.core import statistics
from community.core.clock import now
from community.core.db import db, insert_new, writing
from community.core.statistics import LOOKED_AT, refresh_statistics
from tests.makers import make_question


def test_the_database_has_counted_its_rows(app: Flask) -> None:
    make_question()
    refresh_statistics()
    if db.engine.dialect.name == "sqlite":
        counted = db.session.execute(text("SELECT DISTINCT tbl FROM sqlite_stat1")).scalars()
        assert "subjects" in set(counted)
    else:
        assert not inspect(db.engine).has_table("sqlite_stat1")


def test_other_connections_learn_what_was_counted(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        refresh_statistics()  # PostgreSQL's connections share what is known
        return
    asked = "EXPLAIN QUERY PLAN SELECT * FROM slug_redirects WHERE path IN (?, ?, ?, ?, ?, ?, ?, ?)"

    def plan(connection: Connection, times: int) -> str:
        # To explain reads nothing, and so notices no change; the driver keeps what it explained under its words.
        connection.exec_driver_sql("SELECT path FROM slug_redirects LIMIT 1").all()
        return str(connection.exec_driver_sql(f"{asked} -- {times}", tuple("abcdefgh")).first())

    fill_redirects(2)
    refresh_statistics()
    with db.engine.connect() as reader:
        assert "SCAN" in plan(reader, 1)
        reader.rollback()
        fill_redirects(2_000)
        refresh_statistics()
        assert "SEARCH" in plan(reader, 2)


def test_each_index_is_as_long_as_its_table_but_for_one_of_some_rows(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        return  # PostgreSQL counts an index with its table
    fill_redirects(LOOKED_AT * 3)
    some = text("CREATE INDEX some_of_them ON slug_redirects (path) WHERE path LIKE '%/7'")
    with writing() as session:
        session.execute(some)
    refresh_statistics()
    counted = text("SELECT idx, stat FROM sqlite_stat1 WHERE tbl = 'slug_redirects'")
    lengths = {idx: int(stat.split()[0]) for idx, stat in db.session.execute(counted)}
    with writing() as session:
        session.execute(text("DROP INDEX some_of_them"))
    assert lengths.pop("some_of_them") == 1
    assert set(lengths.values()) == {LOOKED_AT * 3}


def test_the_connection_that_counted_plans_by_what_was_counted(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    if db.engine.dialect.name != "sqlite":
        return  # PostgreSQL's connections share what is known
    mine: list[Any] = []

    def count_two(connection: Connection) -> None:
        mine.append(connection.connection.driver_connection)
        connection.exec_driver_sql(
            "UPDATE sqlite_stat1 SET stat = '2 1' WHERE tbl = 'slug_redirects'"
        )

    monkeypatch.setattr(statistics, "_count_rows", count_two)
    fill_redirects(2_000)
    refresh_statistics()
    plan = mine[0].execute(
        "EXPLAIN QUERY PLAN SELECT * FROM slug_redirects WHERE path IN (?, ?, ?, ?, ?, ?, ?, ?)",
        tuple("abcdefgh"),
    )
    assert "SCAN" in plan.fetchone()[3]


def fill_redirects(number: int) -> None:
    """So many old addresses more."""
    row = {"target_kind": "tag", "target_id": 1, "created_at": now()}
    with writing():
        insert_new(SlugRedirect, [row | {"path": f"/{number}/{one}"} for one in range(number)])
