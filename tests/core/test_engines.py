"""Connections to PostgreSQL: lost while they rested, they are made anew before anybody notices; their cursors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from community.core import engines
from community.core.db import db
from tests.services.portals import Portal

pytestmark = pytest.mark.parametrize("engine", ["postgresql"])


@pytest.fixture
def app(engine: str, portals: Callable[[str], Portal]) -> Iterator[Flask]:
    app = portals(engine).app
    with app.app_context():
        yield app
        db.session.remove()


def lose_connections() -> None:
    """End every connection of this app's pool from outside, as a restart of the server does."""
    own = db.session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    db.session.remove()
    address = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [own])


def test_one_that_rested_is_asked_first(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    lose_connections()
    monkeypatch.setattr(engines, "RESTED_SECONDS", 0)
    assert db.session.execute(text("SELECT 1")).scalar_one() == 1


def test_one_that_was_just_used_fails_once(app: Flask) -> None:
    lose_connections()
    with pytest.raises(OperationalError):
        db.session.execute(text("SELECT 1"))
    db.session.remove()
    assert db.session.execute(text("SELECT 1")).scalar_one() == 1


def test_a_cursor_describes_columns_by_name_and_type_as_the_driver_does(app: Flask) -> None:
    raw = db.engine.raw_connection()
    try:
        connection = cast("psycopg.Connection", raw.driver_connection)
        for statement in (
            "SELECT 1 AS one, 'x'::text AS \"größe\"",
            "SET jit = off",
            "SELECT 1 WHERE false",
        ):
            ours, theirs = connection.cursor(), psycopg.Cursor(connection)
            ours.execute(statement)
            theirs.execute(statement)
            wanted = [tuple(one[:2]) for one in theirs.description or ()]
            assert [tuple(one) for one in ours.description or ()] == wanted
    finally:
        raw.close()
