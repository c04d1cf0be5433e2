"""Asks the database how it reads what a page asks for, and finds what is read whole."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, event, func, select

from community.core.db import db

ALIAS = re.compile(r"\b(\w+) AS (\w+)\b")
SCAN = re.compile(r"^SCAN (\w+)(.*)$")
STEPS = 1_000
SORTS = ("USE TEMP B-TREE",)
BREAKS_LIMITS = {"Sort", "Aggregate", "HashAggregate", "Hash", "WindowAgg", "Unique", "SetOp"}


@dataclass(frozen=True)
class Asked:
    """A statement with its values."""

    statement: str
    values: Any


@contextmanager
def captured(engine: Engine) -> Iterator[list[Asked]]:
    """Collect what is read inside the block, each statement once."""
    found: dict[str, Asked] = {}
    asked: list[Asked] = []

    def note(
        _connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, is_many: bool
    ) -> None:
        is_read = statement.lstrip().upper().startswith(("SELECT", "WITH"))
        if is_read and not is_many and statement not in found:
            asked.append(found.setdefault(statement, Asked(statement, values)))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


@contextmanager
def weighed(engine: Engine) -> Iterator[list[int]]:
    """Collect a 1 for each thousand steps of SQLite's machine inside the block: work that no busy neighbour changes.

    PostgreSQL counts none: of it the list stays empty.
    """
    steps: list[int] = []
    connections: set[Any] = set()

    def note(connection: Any, *_rest: Any) -> None:
        driver = connection.connection.dbapi_connection
        if not hasattr(driver, "set_progress_handler"):
            return
        connections.add(driver)
        driver.set_progress_handler(lambda: steps.append(1), STEPS)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield steps
    finally:
        event.remove(engine, "before_cursor_execute", note)
        for driver in connections:
            driver.set_progress_handler(None, 0)


def list_large(rows: int) -> set[str]:
    """The tables with so many rows at least."""
    return {
        table.name
        for table in db.metadata.sorted_tables
        if (db.session.scalar(select(func.count()).select_from(table)) or 0) >= rows
    }


def read_whole(asked: Asked, large: Collection[str]) -> list[str]:
    """The large tables that this statement reads from one end to the other, as the database says it would."""
    is_postgresql = db.engine.dialect.name == "postgresql"
    found = _whole_on_postgresql(asked) if is_postgresql else _whole_on_sqlite(asked)
    return sorted(set(found) & set(large))


def _whole_on_sqlite(asked: Asked) -> Iterator[str]:
    """A SCAN, but for one along an index or the keys, whose order is wanted, which a LIMIT ends."""
    connection = db.session.connection()
    rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked.statement}", asked.values)
    lines = [str(row[3]) for row in rows]
    is_sorted_after = any(line.startswith(SORTS) for line in lines)
    names = {alias: table for table, alias in ALIAS.findall(asked.statement)}
    for line in lines:
        scan = SCAN.match(line)
        in_order = scan and ("USING" in scan[2] or f"ORDER BY {scan[1]}.id" in asked.statement)
        along = in_order and "LIMIT" in asked.statement and not is_sorted_after
        if scan and not along:
            yield str(names.get(scan[1], scan[1]))


def _whole_on_postgresql(asked: Asked) -> Iterator[str]:
    """A Seq Scan, or an index read without a condition that no LIMIT ends."""
    connection = db.session.connection()
    rows = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {asked.statement}", asked.values)
    return _walk(rows.scalar_one()[0]["Plan"], is_limited=False)


def _walk(node: dict[str, Any], *, is_limited: bool) -> Iterator[str]:
    kind, table = node["Node Type"], node.get("Relation Name")
    if kind == "Seq Scan":
        yield str(table)
    if kind in ("Index Scan", "Index Only Scan") and not is_limited and "Index Cond" not in node:
        yield str(table)
    below = kind == "Limit" or (is_limited and kind not in BREAKS_LIMITS)
    for child in node.get("Plans", []):
        yield from _walk(child, is_limited=below)
