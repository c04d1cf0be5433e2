"""The database on both engines, and the one place that commits."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar, cast

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Enum,
    MetaData,
    Table,
    event,
    inspect,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import (
    DeclarativeBase,
    ORMExecuteState,
    Session,
    UOWTransaction,
    make_transient_to_detached,
)
from sqlalchemy.orm.util import identity_key
from sqlalchemy.types import TypeDecorator, TypeEngine

from community.core.engines import OPENING, PortalSession, prepare
from community.core.errors import NotFound
from community.core.metrics import METRICS

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(
    model_class=Base, session_options={"expire_on_commit": False, "class_": PortalSession}
)

T = TypeVar("T", bound=Base)

# Whoever inserts a row that points at a locked one need not wait: only its key must stay, and keys never change.
SHARED_KEY: dict[str, Any] = {"key_share": True}
WRITING, AFTER_COMMIT, RECORDED = "writing", "after_commit", "recorded"


class UTCDateTime(TypeDecorator[datetime]):
    """An instant: aware UTC in Python, on both engines; a naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime is no instant")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = JSON().with_variant(JSONB(), "postgresql")


class Translated(TypeDecorator[dict[str, str]]):
    """Words that staff write for the interface: locale → text; `i18n.local` picks one."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(JSONB() if dialect.name == "postgresql" else JSON())


def str_enum(kind: type[StrEnum]) -> Enum:
    """A column type that stores a StrEnum as its value in 32 characters."""
    return Enum(
        kind,
        native_enum=False,
        length=32,
        create_constraint=False,
        validate_strings=True,
        values_callable=lambda members: [member.value for member in members],
    )


def init_db(app: Flask) -> None:
    """Bind the database to the app and set both engines up as trust.md says."""
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)


@event.listens_for(Session, "before_flush")
def refuse_flush(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    """A GET never writes: rows are flushed inside writing() only."""
    if not session.info.get(WRITING) and (session.new or session.dirty or session.deleted):
        raise RuntimeError("rows changed outside writing()")


@event.listens_for(Session, "do_orm_execute")
def refuse_statement(state: ORMExecuteState) -> None:
    """A GET never writes: insert, update and delete are executed inside writing() only."""
    if not state.session.info.get(WRITING) and (
        state.is_insert or state.is_update or state.is_delete
    ):
        raise RuntimeError("a statement that writes outside writing()")


@contextmanager
def writing() -> Iterator[Session]:
    """One write transaction: what was read before is read again; committed at the end, undone on any error."""
    session = db.session()
    if session.info.get(WRITING):
        raise RuntimeError("writing() inside writing()")
    session.rollback()
    callbacks: list[Callable[[], object]] = []
    session.info.update({WRITING: True, AFTER_COMMIT: callbacks, RECORDED: []})
    started = time.perf_counter()
    try:
        session.connection(execution_options=OPENING[session.get_bind().dialect.name])
        started = time.perf_counter()
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(WRITING)
        METRICS.write_seconds.observe(time.perf_counter() - started)
    for callback in callbacks:
        callback()


def after_commit(callback: Callable[[], object]) -> None:
    """Call this once the present write transaction has been committed; never when it is undone."""
    db.session().info[AFTER_COMMIT].append(callback)


def after_commit_once(key: str, callback: Callable[[], object]) -> None:
    """As after_commit, but only one callback a transaction for this key."""
    callbacks = db.session().info[AFTER_COMMIT]
    if not any(getattr(one, "key", None) == key for one in callbacks):

        def once() -> None:
            callback()

        once.key = key  # type: ignore[attr-defined]
        callbacks.append(once)


def is_pending(row: Base) -> bool:
    """Whether the row is still to be inserted: nobody else can have it."""
    return bool(inspect(row).pending)


def key_of(row: Base) -> Any:
    """The primary key of a row with one key column; asked of a row that must be read again, it reads nothing."""
    identity = inspect(row).identity
    return identity[0] if identity else inspect(type(row)).primary_key_from_instance(row)[0]


def unread(model: type[T], key: int) -> T:
    """A row that is not read yet, for an act that reads and locks it first; there may be none."""
    known = db.session.identity_map.get(identity_key(model, key))
    if known is not None:
        return known
    row = model(id=key)
    make_transient_to_detached(row)
    db.session.add(row)
    return row


def ensure_writing() -> None:
    """Outside writing() a lock would be let go before its caller looks."""
    if not db.session().info.get(WRITING):
        raise RuntimeError("a lock outside writing()")


def lock(row: T) -> T:
    """The same row read again and locked until the commit, a pending one as it is; NotFound when it is gone."""
    if is_pending(row):
        return row
    ensure_writing()
    try:
        db.session.refresh(row, with_for_update={"of": type(row), **SHARED_KEY})
    except InvalidRequestError as error:
        raise NotFound from error
    return row


def get_locked(model: type[T], key: Any) -> T:
    """The row with this key, locked until the commit; NotFound when there is none."""
    ensure_writing()
    asked = {"of": model, **SHARED_KEY}
    row = db.session.get(model, key, with_for_update=asked, populate_existing=True)
    if row is None:
        raise NotFound
    return row


def insert_once(model: type[Base], **values: Any) -> bool:
    """Insert unless a unique key forbids it; True if this call inserted (rowcount is −1 on PostgreSQL)."""
    key = inspect(model).primary_key[0]
    statement = _insert(model).on_conflict_do_nothing().returning(key)
    return writer().execute(statement, values).first() is not None


def insert_one(model: type[Base], **values: Any) -> Any:
    """Insert a row that nothing else touches before the commit; its key."""
    statement = _insert(model).returning(inspect(model).primary_key[0])
    return writer().execute(statement, values).scalar_one()


def upsert(model: type[Base], keys: dict[str, Any], **values: Any) -> None:
    """Insert the row or, where one with these keys stands, set the values; expressions may use the model's columns."""
    plain = {
        name: value[0] if isinstance(value, tuple) else value for name, value in values.items()
    }
    change = {
        name: value[1] if isinstance(value, tuple) else value for name, value in values.items()
    }
    statement = _insert(model).on_conflict_do_update(index_elements=list(keys), set_=change)
    writer().execute(statement, {**keys, **plain})


def _insert(model: type[Base]) -> Any:
    """An insert into the table itself, which costs half of one through the session."""
    table = cast(Table, model.__table__)
    is_postgresql = db.session.get_bind().dialect.name == "postgresql"
    return postgresql_insert(table) if is_postgresql else sqlite_insert(table)


def writer() -> Connection:
    """The connection of the present write transaction; what is executed on it is not checked again."""
    session = db.session()
    if not session.info.get(WRITING):
        raise RuntimeError("a statement that writes outside writing()")
    return session.connection()


def upsert_all(model: type[Base], rows: Sequence[dict[str, Any]], **changes: Any) -> None:
    """Insert these rows in one go, or change those that stand under the same primary key."""
    if not rows:
        return
    keys = [column.name for column in inspect(model).primary_key]
    statement = _insert(model).on_conflict_do_update(index_elements=keys, set_=changes)
    writer().execute(statement, rows)


def insert_from(model: type[Base], names: Sequence[str], rows: Any, **changes: Any) -> None:
    """Insert what this statement gives under these names; what a unique key forbids is left out, or changed so."""
    statement = _insert(model).from_select(list(names), rows)
    if changes:
        keys = [column.name for column in inspect(model).primary_key]
        statement = statement.on_conflict_do_update(index_elements=keys, set_=changes)
    else:
        statement = statement.on_conflict_do_nothing()
    writer().execute(statement)


def insert_new(model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert these rows in one go, those apart that a unique key forbids."""
    if rows:
        writer().execute(_insert(model).on_conflict_do_nothing(), rows)


def insert_fresh(model: type[Base], rows: Sequence[dict[str, Any]], name: str) -> list[Any]:
    """As insert_new; what the rows that were inserted hold under this name."""
    if not rows:
        return []
    column = cast(Table, model.__table__).c[name]
    statement = _insert(model).on_conflict_do_nothing().returning(column)
    return list(writer().execute(statement, rows).scalars())
