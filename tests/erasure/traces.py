"""Wherever a word stands: every column of every table that there is, the queue, and every file of the data folder."""

from __future__ import annotations

import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Text, case, cast, column, func, inspect, select, table
from sqlalchemy.types import LargeBinary

from community.core.db import db

OWN_FILES = ("-wal", "-shm", "-journal")


def find_traces(word: str, folder: Path) -> Counter[str]:
    """Where the word stands, in small or large letters: `table.column` or a file's path → how often."""
    db.session.rollback()
    with db.engine.connect() as connection:
        found = in_tables(connection, word.lower())
    return found + in_queue(folder, word) + in_files(folder, word)


def in_tables(connection: Connection, word: str) -> Counter[str]:
    """All tables that the database has, whoever made them; a new one is looked through by itself."""
    found, inspector = Counter[str](), inspect(connection)
    for schema in inspector.get_schema_names():
        if schema.startswith(("pg_", "information_schema")):
            continue
        for (_schema, name), columns in inspector.get_multi_columns(schema=schema).items():
            place = name if schema in ("public", "main") else f"{schema}.{name}"
            times = in_table(connection, name, schema, columns, word)
            found.update({f"{place}.{one}": many for one, many in times.items() if many})
    return found


def in_table(
    connection: Connection, name: str, schema: str, columns: list[Any], word: str
) -> dict[str, int]:
    """Column → in how many rows it holds the word, whatever its type."""
    rows = table(name, *(column(one["name"]) for one in columns), schema=schema)
    raw = {one["name"] for one in columns if isinstance(one["type"], LargeBinary)}
    found = {}
    for one in raw:
        values = connection.scalars(select(rows.c[one]))
        found[one] = sum(word.encode() in bytes(value or b"").lower() for value in values)
    readable = [one["name"] for one in columns if one["name"] not in raw]
    holds = [func.lower(cast(rows.c[one], Text)).contains(word) for one in readable]
    if holds:
        sums = (func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in holds)
        found.update(zip(readable, connection.execute(select(*sums)).one(), strict=True))
    return found


def in_queue(folder: Path, word: str) -> Counter[str]:
    """Tasks that wait in the queue's file."""
    with sqlite3.connect(folder / "queue.db") as queue:
        rows = list(queue.execute("SELECT data FROM task"))
    return Counter({"queue": sum(word.encode() in bytes(row[0]).lower() for row in rows)})


def in_files(folder: Path, word: str) -> Counter[str]:
    """Files with the word in them or in their names, those of databases apart: their rows are read above."""
    found = Counter[str]()
    for path in sorted(folder.rglob("*")):
        is_base = path.name.endswith(OWN_FILES) or path.suffix in (".db", ".sqlite")
        if path.is_file() and not is_base and "templates" not in path.parts:
            where = str(path.relative_to(folder))
            if word in where.lower() or word.encode() in path.read_bytes().lower():
                found[where.split("/", maxsplit=1)[0]] += 1
    return found
