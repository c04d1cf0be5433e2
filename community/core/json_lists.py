"""Lists in a column, asked of the database: each engine has its own words for it."""

from typing import Any

from sqlalchemy import ColumnElement, func, literal, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB

from community.core.db import db


def holds(column: Any, number: int) -> ColumnElement[bool]:
    """That the list of numbers in a Json column holds this one."""
    if db.session.get_bind().dialect.name == "postgresql":
        return type_coerce(column, JSONB).contains([number])
    return literal(number).in_(select(func.json_each(column).table_valued("value").c.value))
