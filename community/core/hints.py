"""Words to a database's planner that change no answer; what they mean on each engine stands here alone."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement


class _Unsearched(FunctionElement[Any]):
    """A column that is compared row by row."""

    inherit_cache = True
    name = "unsearched"

    def __init__(self, column: ColumnElement[Any]) -> None:
        super().__init__(column)
        self.type = column.type


def unsearched(column: Any) -> Any:
    """The column for a condition that most rows meet: no index of it is a way to them.

    SQLite's figures say at most a thousand rows of a value, so that it would take such an index for the best.
    PostgreSQL knows better, and is told nothing.
    """
    return _Unsearched(column)


@compiles(_Unsearched)
def _as_it_is(element: _Unsearched, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.clauses, **options)


@compiles(_Unsearched, "sqlite")
def _with_a_plus(element: _Unsearched, compiler: SQLCompiler, **options: Any) -> str:
    return f"+{compiler.process(element.clauses, **options)}"
