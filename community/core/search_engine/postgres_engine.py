"""The engine that scales: PostgreSQL finds candidates by a GIN index over our own tokens.

Terms, counts and statistics are those of the embedded engine, so both rank alike.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import ProgrammingError

from community.core.search_engine import postgres_statements as sql
from community.core.search_engine.frequencies import analyse
from community.core.search_engine.lexicon import NO_WORDS, Lexicon, Publishing, build
from community.core.search_engine.port import (
    CANDIDATES,
    Document,
    Filters,
    Found,
    Health,
    IndexNotReady,
    Stored,
)
from community.core.search_engine.postgres_reading import Search
from community.core.search_engine.postgres_rows import Changes, indexed_terms, row
from community.core.search_engine.query import Query

Connections = Callable[[], AbstractContextManager[Connection]]
BATCH = 500
# The SQLSTATEs of a missing table and of a missing schema.
GONE = frozenset({"42P01", "3F000"})


class PostgresEngine:
    """A search engine in the portal's own database; see `SearchEngine` for what its methods promise."""

    def __init__(self, writing: Connections, reading: Connections | None = None) -> None:
        """`writing` gives a transaction of the engine's own; `reading` what to search on: the request's, say."""
        self.writing = writing
        self.reading = reading or writing
        self._seen_ready = False
        self._lexicon = NO_WORDS
        # The stamp of the words in memory, and of those in the database as the last search saw it.
        self._lexicon_stamp, self._lexicon_seen = "", "unknown"
        self._publishing = Publishing()

    def replace(self, subject_ids: Collection[int], documents: Iterable[Document]) -> None:
        """Write one transaction; IndexNotReady when there is no index."""
        with self.writing() as connection:
            if not connection.scalar(sql.statement(sql.READY)):
                raise IndexNotReady("there is no index yet")
            connection.execute(sql.statement(sql.LOCK), {"lock": sql.WRITE_LOCK})
            changes = Changes()
            _delete(connection, subject_ids, changes)
            _insert(connection, sql.SCHEMA, documents, changes)
            _count(connection, sql.SCHEMA, changes)

    def compact(self) -> None:
        """Drop the index before this one; what was replaced in this one is gone for the database to clean up."""
        with self.writing() as connection:
            connection.execute(sql.statement(sql.LOCK), {"lock": sql.WRITE_LOCK})
            connection.execute(sql.statement(sql.DROP_BEFORE))

    def candidates(
        self, query: Query, audience_ids: Collection[int], filters: Filters, limit: int = CANDIDATES
    ) -> Found:
        """The most promising documents for these audiences; IndexNotReady when there is no index."""
        if not query or not audience_ids:
            return Found()
        with self._ready() as connection:
            search = Search(query, audience_ids, filters)
            found = search.run(connection, limit)
        if search.lexicon_stamp:
            self._lexicon_seen = search.lexicon_stamp
        return found

    def stored(self, keys: Collection[str]) -> dict[str, Stored]:
        """What is kept of these documents."""
        if not keys:
            return {}
        with self._ready() as connection:
            rows = connection.execute(sql.statement(sql.STORED), {"keys": list(keys)})
            return {key: Stored(**shown) for key, shown in rows}

    def count(self) -> int:
        """How many documents the index holds."""
        with self._ready() as connection:
            return int(connection.scalar(sql.statement(sql.COUNT)) or 0)

    def all_keys(self) -> Iterator[tuple[str, str]]:
        """Each document's key and fingerprint."""
        with self._ready() as connection:
            for key, fingerprint in connection.execute(sql.statement(sql.ALL_KEYS)):  # noqa: UP028 (rows are no tuples to mypy)
                yield key, fingerprint

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build a fresh schema, then rename; readers see one or the other, whole. A second rebuild waits."""
        with self.writing() as holder:
            holder.execute(sql.statement(sql.LOCK), {"lock": sql.REBUILD_LOCK})
            return self._rebuild(documents, holder.engine)

    def state(self) -> str:
        """The present schema's identity, with a mark while another is being built."""
        with self.writing() as connection:
            schema, idle = connection.execute(
                sql.statement(sql.STATE), {"lock": sql.REBUILD_LOCK}
            ).one()
        return f"{schema}{'' if idle else '+'}"

    def health(self, *, anew: bool = False) -> Health:
        """How the index is, `anew` to whoever asks for it first."""
        self._seen_ready = self._seen_ready and not anew
        state = self.state()
        rebuilding = state.endswith("+")
        try:
            return Health(ready=True, documents=self.count(), rebuilding=rebuilding, detail=state)
        except IndexNotReady as error:
            return Health(ready=False, documents=0, rebuilding=rebuilding, detail=str(error))

    def lexicon(self) -> Lexicon:
        """The words as last published; read when a search saw that others were, so most calls cost nothing."""
        if self._lexicon_stamp != self._lexicon_seen:
            self._read_lexicon()
        return self._lexicon

    def publish_lexicon(self, *, at_once: bool = False) -> bool:
        """Count the words of all documents; due when the index changed and a while (by its cost) has passed."""
        with self.writing() as connection:
            if not connection.scalar(sql.statement(sql.READY)):
                return False
            if not self._publishing.is_due(_version(connection), at_once=at_once):
                return False
            # One after the other: two at once would each leave their words, and the later ones need not be newer.
            connection.execute(sql.statement(sql.LOCK), {"lock": sql.PUBLISH_LOCK})
            version = _version(connection)
            with self._publishing.measured(version):
                words = connection.execute(sql.statement(sql.WRITTEN))
                _write_lexicon(connection, sql.SCHEMA, {row[0]: row[1] for row in words})
        self._lexicon_seen = "unknown"
        return True

    def _read_lexicon(self) -> None:
        try:
            with self._ready() as connection:
                row = connection.execute(sql.statement(sql.LEXICON)).first()
        except IndexNotReady:
            return
        stamp, words = row or ("", b"")
        self._lexicon = Lexicon(bytes(words)) if words else NO_WORDS
        self._lexicon_stamp = self._lexicon_seen = stamp

    def _rebuild(self, documents: Iterable[Document], engine: Engine) -> int:
        with self.writing() as connection:
            connection.execute(sql.statement(sql.DROP_FRESH))
            _run_all(connection, sql.TABLES, sql.FRESH)
        changes = Changes()
        for batch in in_batches(documents):
            with self.writing() as connection:
                _insert(connection, sql.FRESH, batch, changes)
        with self.writing() as connection:
            _count(connection, sql.FRESH, changes)
            _write_lexicon(connection, sql.FRESH, changes.written)
            _run_all(connection, sql.INDEXES, sql.FRESH)
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            _run_all(connection, sql.SETTLE, sql.FRESH)
        with self.writing() as connection:
            # Whoever is writing into the present index, or its words, ends first.
            for lock in (sql.PUBLISH_LOCK, sql.WRITE_LOCK):
                connection.execute(sql.statement(sql.LOCK), {"lock": lock})
            _run_all(connection, sql.SWAP, sql.SCHEMA)
        return changes.documents

    def _ready(self) -> "ReadyConnection":
        return ReadyConnection(self)


class ReadyConnection:
    """A connection on which the index can be read; a missing index shows itself as IndexNotReady."""

    def __init__(self, owner: PostgresEngine) -> None:
        self.owner = owner
        self.context = owner.reading()

    def __enter__(self) -> Connection:
        connection = self.context.__enter__()
        # Asked once: a failed statement would end the caller's transaction.
        if not self.owner._seen_ready:
            self.owner._seen_ready = bool(connection.scalar(sql.statement(sql.READY)))
        if not self.owner._seen_ready:
            self.context.__exit__(None, None, None)
            raise IndexNotReady("there is no index yet")
        return connection

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        self.context.__exit__(kind, error, trace)
        if isinstance(error, ProgrammingError) and getattr(error.orig, "sqlstate", "") in GONE:
            self.owner._seen_ready = False
            raise IndexNotReady("the index has gone") from error


def in_batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """The documents 500 at a time."""
    source = iter(documents)
    while batch := list(islice(source, BATCH)):
        yield batch


def _delete(connection: Connection, subject_ids: Collection[int], changes: Changes) -> None:
    statement = sql.statement(sql.DELETE_SUBJECTS)
    for counts, lengths in connection.execute(statement, {"subject_ids": list(subject_ids)}):
        changes.add(indexed_terms(counts), lengths, -1)


def _insert(
    connection: Connection, schema: str, documents: Iterable[Document], changes: Changes
) -> None:
    rows = []
    for document in documents:
        analysed = analyse(document)
        changes.written.update(analysed.written)
        changes.add(indexed_terms(analysed.counts), analysed.lengths, 1)
        rows.append(row(document, analysed))
    if rows:
        connection.execute(sql.statement(sql.INSERT_DOCUMENT, schema), rows)


def _count(connection: Connection, schema: str, changes: Changes) -> None:
    changed = {term: change for term, change in changes.terms.items() if change}
    terms = {"terms": list(changed), "changes": list(changed.values())}
    connection.execute(sql.statement(sql.ADD_TERMS, schema), terms)
    connection.execute(sql.statement(sql.DROP_TERMS, schema), {"terms": list(changed)})
    totals = {"documents": changes.documents, "lengths": changes.lengths}
    connection.execute(sql.statement(sql.ADD_TOTALS, schema), totals)


def _write_lexicon(connection: Connection, schema: str, counts: Mapping[str, int]) -> None:
    words = build(counts)
    connection.execute(sql.statement(sql.DROP_LEXICON, schema))
    connection.execute(sql.statement(sql.INSERT_LEXICON, schema), {"words": words})


def _version(connection: Connection) -> str:
    """Another one after each change of the index."""
    return str(connection.scalar(sql.statement(sql.VERSION)))


def _run_all(connection: Connection, script: str, schema: str) -> None:
    names = {"schema": schema, "fresh": sql.FRESH, "before": sql.BEFORE}
    connection.exec_driver_sql(script.format(**names))
