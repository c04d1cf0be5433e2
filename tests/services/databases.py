"""One database for each worker and engine, emptied between tests down to what a new portal holds."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, Table, event, insert, select

from community.core.db import db

ENGINES = ("sqlite", "postgresql")
Rows = list[dict[str, Any]]


class Baseline:
    """What the tables held after installation, and the way back to it."""

    def __init__(self, app: Flask) -> None:
        with app.app_context():
            self.engine: Engine = db.engine
        self.tables: list[Table] = list(db.metadata.sorted_tables)
        self.is_dirty = False
        with self.engine.connect() as connection:
            self.rows = {table: read_rows(connection, table) for table in self.tables}
        event.listen(self.engine, "commit", self._note_commit)

    def restore(self) -> None:
        """Empty every table and put the first rows back; costs nothing when nobody has committed."""
        if not self.is_dirty:
            return
        with self.engine.connect() as connection:
            set_foreign_keys(connection, enforced=False)
            with connection.begin():
                empty(connection, self.tables)
                for table in self.tables:
                    if self.rows[table]:
                        connection.execute(insert(table), self.rows[table])
            set_foreign_keys(connection, enforced=True)
        self.is_dirty = False

    def _note_commit(self, _connection: Connection) -> None:
        self.is_dirty = True


def read_rows(connection: Connection, table: Table) -> Rows:
    """All rows of a table, as they can be inserted again."""
    return [dict(row) for row in connection.execute(select(table)).mappings()]


def set_foreign_keys(connection: Connection, *, enforced: bool) -> None:
    """Switch foreign keys of this connection; SQLite obeys outside a transaction only."""
    if connection.dialect.name == "postgresql":
        role = "origin" if enforced else "replica"
        connection.exec_driver_sql(f"SET session_replication_role = {role}")
        connection.commit()
        return
    raw: Any = connection.connection.driver_connection
    raw.execute(f"PRAGMA foreign_keys = {'ON' if enforced else 'OFF'}")


def empty(connection: Connection, tables: list[Table]) -> None:
    """Delete all rows; one round trip, and far quicker than TRUNCATE for small tables."""
    quote = connection.dialect.identifier_preparer.format_table
    statements = [f"DELETE FROM {quote(table)}" for table in reversed(tables)]  # noqa: S608 (names of ours)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("; ".join(statements))
        return
    for statement in statements:
        connection.exec_driver_sql(statement)
