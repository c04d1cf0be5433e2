"""Counts the SQL statements that a piece of a test runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

NOT_COUNTED = ("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")


class Statements(list[str]):
    """The statements in order; printing them explains a budget that was passed."""

    def __str__(self) -> str:
        return "\n".join(f"{number}. {' '.join(one.split())}" for number, one in enumerate(self, 1))


@contextmanager
def counting(engine: Engine) -> Iterator[Statements]:
    """Collect what the engine runs inside the block."""
    statements = Statements()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.lstrip().upper().startswith(NOT_COUNTED):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
