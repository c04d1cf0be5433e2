"""Runs migrations on the app's database; SQLite changes a table by making it anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy import Connection, Enum, types
from sqlalchemy.dialects.postgresql.base import PGDialect

from community.cli import in_sentences
from community.core.db import db


def render_item(kind: str, item: Any, autogen_context: AutogenContext) -> str | Literal[False]:
    """Migrations name the plain types that ours stand on, so that they outlive our code."""
    if kind != "type":
        return False
    if isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    if isinstance(item, types.TypeDecorator):
        item = item.load_dialect_impl(PGDialect())  # type: ignore[no-untyped-call]
    if isinstance(item, types.JSON):
        autogen_context.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return f"sa.{item!r}"


def run(connection: Connection) -> None:
    """Run what is asked for on this connection, all of it or nothing."""
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=render_item,
        process_revision_directives=leave_out_empty,
        transactional_ddl=True,
    )
    with foreign_keys_aside(connection), context.begin_transaction():
        context.run_migrations()


@contextmanager
def foreign_keys_aside(connection: Connection) -> Iterator[None]:
    """A table that SQLite makes anew is dropped first: what points at it must not go with it."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    yield
    broken = driver.execute("PRAGMA foreign_key_check").fetchall()
    driver.execute("PRAGMA foreign_keys=ON")
    if broken:
        raise RuntimeError(f"rows point at nothing: {broken[:5]}")


def leave_out_empty(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """No file for a migration that changes nothing."""
    options = getattr(context.config, "cmd_opts", None)
    if getattr(options, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives.clear()


def run_offline() -> None:
    """Write the statements instead of running them."""
    url = current_app.config["PORTAL"].database_url
    context.configure(
        url=url, target_metadata=db.metadata, literal_binds=True, render_as_batch=True
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    run_offline()
else:
    with in_sentences(), db.engine.connect() as online:
        run(online)
