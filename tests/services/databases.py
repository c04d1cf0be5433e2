"""One database for each worker and engine, emptied between tests down to what a new portal holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, Table, event, func, select

from community.core.db import db

ENGINES = ("sqlite", "postgresql")
COPY = "baseline_"
# On a connection of its own, so that nothing need be switched back: no foreign keys, no waiting for the disk.
FREELY = {
    "sqlite": "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF",
    "postgresql": "SET session_replication_role = replica",
}
# PostgreSQL plans the statements of a function once, which takes it longer than to carry them out.
PLANNED = "CREATE FUNCTION pg_temp.restore() RETURNS void LANGUAGE plpgsql AS $$ BEGIN {}; END $$"


class Baseline:
    """What the tables held after installation, in temporary copies, and the way back to it in one script."""

    def __init__(self, app: Flask) -> None:
        with app.app_context():
            engine: Engine = db.engine
        self.is_dirty = False
        pooled = engine.raw_connection()
        raw: Any = pooled.driver_connection
        pooled.detach()
        if engine.dialect.name == "postgresql":
            raw.autocommit = True
        self.connection = raw
        self._run(FREELY[engine.dialect.name])
        with engine.connect() as connection:
            script = ";\n".join(self._copied(connection))
        if engine.dialect.name == "postgresql":
            self._run(PLANNED.format(script))
            self.script = "SELECT pg_temp.restore()"
        else:
            self.script = f"BEGIN;\n{script};\nCOMMIT"
        event.listen(engine, "commit", self._note_commit)

    def restore(self) -> None:
        """Empty every table and put the first rows back; costs nothing when nobody has committed."""
        if self.is_dirty:
            self._run(self.script)
            self.is_dirty = False

    def close(self) -> None:
        """Let the connection go."""
        self.connection.close()

    def _copied(self, connection: Connection) -> Iterator[str]:
        """Copy each table that holds something; the statements that bring all back."""
        tables: list[Table] = list(db.metadata.sorted_tables)
        quote = connection.dialect.identifier_preparer.format_table
        # Far quicker than TRUNCATE for small tables.
        yield from (f"DELETE FROM {quote(table)}" for table in reversed(tables))  # noqa: S608 (names of ours)
        for table in tables:
            if connection.execute(select(func.count()).select_from(table)).scalar_one():
                name, copy = quote(table), f'"{COPY}{table.name}"'
                names = ", ".join(
                    f'"{column.name}"' for column in table.columns if column.computed is None
                )
                self._run(f"CREATE TEMPORARY TABLE {copy} AS SELECT {names} FROM {name}")  # noqa: S608
                yield f"INSERT INTO {name} ({names}) SELECT {names} FROM {copy}"  # noqa: S608

    def _run(self, script: str) -> None:
        if hasattr(self.connection, "executescript"):
            self.connection.executescript(script)
        else:
            self.connection.execute(script, prepare=False)

    def _note_commit(self, _connection: Connection) -> None:
        self.is_dirty = True
