"""Statements on a bare connection, for what is asked before every page: no session, no transaction, no rows as objects.

Only reads whose answer is a few plain values go this way; everything else goes through `db.session`.
"""

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, cast

from sqlalchemy import ColumnElement, Engine, Select, Text, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.selectable import CompoundSelect

Rows = list[tuple[Any, ...]]


class Prepared:
    """A statement put together once for an engine; its parameters are named."""

    def __init__(
        self, statement: Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]], engine: Engine
    ) -> None:
        compiled: Any = statement.compile(dialect=engine.dialect)
        self.sql = str(compiled)
        self.order = tuple(compiled.positiontup) if compiled.positional else None
        makers = {
            name: bind.type.dialect_impl(engine.dialect).bind_processor(engine.dialect)
            for name, bind in compiled.binds.items()
        }
        self.makers = {name: make for name, make in makers.items() if make}
        known = {name: value for name, value in compiled.params.items() if value is not None}
        self.fixed = self._made(known)

    def values(self, given: Mapping[str, Any]) -> Any:
        """The parameters as the driver takes them."""
        named = {**self.fixed, **self._made(given)}
        return named if self.order is None else [named[name] for name in self.order]

    def _made(self, given: Mapping[str, Any]) -> dict[str, Any]:
        makers = self.makers
        return {
            name: makers[name](value) if name in makers else value for name, value in given.items()
        }


class SharedRead:
    """A read that one thread makes for all who asked before it began: nobody gets an answer older than his question."""

    def __init__(self, read: Callable[[], Rows]) -> None:
        self.read, self.turn = read, threading.Lock()
        self.begun, self.done, self.answer = 0, 0, Rows()

    def __call__(self) -> Rows:
        """What the read finds; its errors pass through to the thread that made it, and the next one tries again."""
        wanted = self.begun + 1
        with self.turn:
            if self.done < wanted:
                self.begun = mine = self.begun + 1
                self.answer = self.read()
                self.done = mine
            return self.answer


class BareConnections:
    """One connection for each thread, outside any transaction, made again when it is lost."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.own = engine, threading.local()

    def rows(self, prepared: Prepared, **given: Any) -> Rows:
        """What the statement finds, as the driver gives it; the driver's errors pass through."""
        return self.run(prepared.sql, prepared.values(given))

    def run(self, sql: str, values: Any = ()) -> Rows:
        """What this text finds; only for texts of our own that hold no value from outside."""
        try:
            found: Rows = self._connection().execute(sql, values).fetchall()
        except Exception:
            with suppress(Exception):  # it may be lost already
                self.close()
            self.own.connection = None
            raise
        return found

    def _connection(self) -> Any:
        connection = getattr(self.own, "connection", None)
        if connection is None:
            pooled = self.engine.raw_connection()
            connection = pooled.driver_connection
            pooled.detach()
            if self.engine.dialect.name == "postgresql":
                connection.autocommit = True  # type: ignore[union-attr]
            self.own.connection = connection
        return connection

    def close(self) -> None:
        """Let this thread's connection go."""
        connection = getattr(self.own, "connection", None)
        if connection is not None:
            connection.close()
            self.own.connection = None


def among(column: Any, name: str, engine: Engine) -> ColumnElement[bool]:
    """Whether the column is one of a list that is given as one parameter; `listed` makes its value."""
    if engine.dialect.name == "postgresql":
        return cast(ColumnElement[bool], column == any_(bindparam(name, type_=ARRAY(column.type))))
    each = func.json_each(bindparam(name, type_=Text)).table_valued("value")
    return cast(ColumnElement[bool], column.in_(select(each.c.value)))


def listed(values: Iterable[Any], engine: Engine) -> Any:
    """A list as the parameter that `among` reads."""
    found = list(values)
    return found if engine.dialect.name == "postgresql" else json.dumps(found)
