"""The database knows how its own tables are filled."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import inspect, text

from community.core.db import db
from community.core.statistics import refresh_statistics
from tests.makers import make_question


def test_the_database_has_counted_its_rows(app: Flask) -> None:
    make_question()
    refresh_statistics()
    if db.engine.dialect.name == "sqlite":
        counted = db.session.execute(text("SELECT DISTINCT tbl FROM sqlite_stat1")).scalars()
        assert "subjects" in set(counted)
    else:
        assert not inspect(db.engine).has_table("sqlite_stat1")
