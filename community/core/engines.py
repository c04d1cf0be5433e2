"""How each engine is used: one writer at a time on SQLite, no transaction for reading on PostgreSQL."""

import sqlite3
import time
from functools import lru_cache, partial
from typing import Any

import psycopg
from flask_sqlalchemy.session import Session as BoundSession
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DatabaseError, DBAPIError, InvalidatePoolError, OperationalError

PLANS = 500
# A connection that rested longer is asked whether it still answers before it is used; one that was just used, is not.
RESTED_SECONDS = 5
LAST_USED = "last_used"
# How long a writer of SQLite waits for others, and after how long it begins to ask from anew (1, 2, 5 and 10 ms apart).
BUSY_MS, ASKING_MS = 5_000, 18
PRIMARY = 0xFF  # of SQLite's codes of errors, without what they say beside
# How a write transaction is opened on each engine.
OPENING: dict[str, dict[str, Any]] = {
    "sqlite": {"immediate": True},
    "postgresql": {"isolation_level": "READ COMMITTED"},
}


class PlainCursor(psycopg.Cursor[Any]):
    """Describes columns by name and type, which is all that is asked; the driver's makes an object of each."""

    __slots__ = ()

    @property
    def description(self) -> Any:
        """(name, type) of each column, None where there are none; asked for with each statement."""
        found = self.pgresult
        if found is None or not found.nfields:
            return None
        encoding = self.connection.info.encoding
        columns = range(found.nfields)
        return [((found.fname(n) or b"").decode(encoding), found.ftype(n)) for n in columns]


class PortalSession(BoundSession):
    """Reads without a transaction on PostgreSQL, where a transaction shows a statement nothing more than that.

    BEGIN and ROLLBACK are two round trips, and the driver forgets its prepared statements at each ROLLBACK.
    """

    def get_bind(self, *arguments: Any, **options: Any) -> Engine | Connection:
        """The engine of this app, for reading; `writing()` opens a transaction on it."""
        found = super().get_bind(*arguments, **options)
        is_engine = isinstance(found, Engine) and found.dialect.name == "postgresql"
        return reading_engine(found) if is_engine else found


def is_unusable(error: DBAPIError) -> bool:
    """Whether the database is away or no database (any more), so that no other statement would fare better.

    SQLite says of a damaged file or one of something else no more than that something is wrong.
    """
    return isinstance(error, OperationalError) or type(error) is DatabaseError


@lru_cache(maxsize=8)
def reading_engine(engine: Engine) -> Engine:
    """The same pool of connections, each statement by itself."""
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def prepare(engine: Engine) -> None:
    """Listen on an engine: SQLite gets WAL, foreign keys and BEGIN IMMEDIATE for writers, PostgreSQL its plans kept."""
    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", equip)
        event.listen(engine, "checkin", note_use)
        event.listen(engine, "checkout", partial(wake, engine))
        return

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        # The driver's own transactions are off: its deferred BEGIN loses updates without an error.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            f"busy_timeout={BUSY_MS}",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA cache_size=-20000")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        if connection.get_execution_options().get("immediate"):
            begin_to_write(connection)
        else:
            connection.exec_driver_sql("BEGIN")


def begin_to_write(connection: Connection) -> None:
    """Begin as soon as nobody else writes; OperationalError where that is not so within BUSY_MS.

    Whoever has waited long asks as often as whoever has just come. SQLite itself lets him ask ever more rarely, down to
    ten times a second: in a crowd some would never be lucky.
    """
    driver: Any = connection.connection.dbapi_connection
    driver.execute(f"PRAGMA busy_timeout={ASKING_MS}")
    try:
        if not _takes_its_turn(driver):
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # fails, and says why
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_MS}")


def _takes_its_turn(driver: sqlite3.Connection) -> bool:
    until = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            driver.execute("BEGIN IMMEDIATE")
            return True
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & PRIMARY
            if code != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                return False
            time.sleep(0.001)  # where SQLite did not wait at all


def equip(connection: Any, _record: Any) -> None:
    """Let a connection hold the plan of every statement of the pages, some hundreds, and describe columns plainly."""
    connection.prepared_max = PLANS
    connection.cursor_factory = PlainCursor


def note_use(_connection: Any, record: Any) -> None:
    """Remember when a connection came back to the pool."""
    record.info[LAST_USED] = time.monotonic()


def wake(engine: Engine, connection: Any, record: Any, _proxy: Any) -> None:
    """Ask a connection that has rested whether it answers; when it does not, all that rest are made anew."""
    last = record.info.get(LAST_USED)
    if last is None or time.monotonic() - last < RESTED_SECONDS:
        return
    try:
        engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error as error:
        raise InvalidatePoolError from error
