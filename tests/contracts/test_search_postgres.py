"""What PostgreSQL's engine does its own way: terms that say one word alike are looked for at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext

import pytest
from psycopg._queries import MAX_CACHED_STATEMENT_LENGTH
from sqlalchemy import Engine, text

from community.core.search_engine import postgres_engine as engine_module
from community.core.search_engine import postgres_reading
from community.core.search_engine import postgres_statements as sql
from community.core.search_engine.lexicon import build
from community.core.search_engine.port import NO_FILTERS, Found
from community.core.search_engine.postgres_engine import PostgresEngine
from community.core.search_engine.query import parse
from tests.contracts.search_documents import PUBLIC, make_document, postgres_engine

MANY, BOTH = 60, 999
# The driver prepares a statement after so many; of that PostgreSQL tries so many plans before it keeps one.
PREPARED_AFTER, TRIED = 5, 5
WAITING = (
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.fixture
def engine(index_database: Callable[[], Engine]) -> PostgresEngine:
    """An engine with many texts that begin as is typed, many about printing, and one about both."""
    engine = postgres_engine(index_database())
    begun = "Invoice invention investment inventory invitation"
    about = ((1, begun), (101, "Print at night"), (201, "Something else"), (301, "Of no matter"))
    documents = [
        make_document(first + number, title) for first, title in about for number in range(MANY)
    ]
    engine.rebuild([*documents, make_document(BOTH, "Print the invoice")])
    return engine


def asked(engine: PostgresEngine, typed: str, limit: int) -> Found:
    return engine.candidates(parse(typed, "en", typing=True), {PUBLIC}, NO_FILTERS, limit)


def test_many_ways_in_which_a_word_may_go_on_do_not_crowd_out_what_holds_all_words(
    engine: PostgresEngine,
) -> None:
    few = asked(engine, "print inv", 5).candidates
    assert BOTH in [one.subject_id for one in few]
    assert len(few) == 5


def test_each_way_in_which_a_word_may_go_on_is_counted(engine: PostgresEngine) -> None:
    found = asked(engine, "inv", 200)
    titled = {
        one.subject_id: held.counts.title for one in found.candidates for held in one.held if held
    }
    assert (titled[1], titled[BOTH], len(titled)) == (5, 1, MANY + 1)


def test_frequent_words_say_more_of_what_rare_ones_found(
    engine: PostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_reading, "ENOUGH", 1)
    found = asked(engine, "invoice print", 200)
    held = {one.subject_id: [bool(word) for word in one.held] for one in found.candidates}
    assert (held[BOTH], held[1]) == ([True, True], [True, False])


def test_a_fresh_index_is_settled_before_anybody_searches_it(engine: PostgresEngine) -> None:
    settled = text(
        "SELECT relname FROM pg_stat_user_tables WHERE schemaname = :schema"
        " AND last_vacuum IS NOT NULL AND last_analyze IS NOT NULL"
    )
    with engine.writing() as connection:
        found = connection.scalars(settled, {"schema": sql.SCHEMA})
        assert set(found) == {"documents", "terms", "totals", "lexicon"}


def test_the_database_plans_a_search_once_and_keeps_the_plan(engine: PostgresEngine) -> None:
    kept = text(
        "SELECT max(generic_plans) FROM pg_prepared_statements WHERE statement LIKE 'WITH totals%'"
    )
    with engine.writing() as connection:
        searching = PostgresEngine(engine.writing, lambda: nullcontext(connection))
        for _time in range(PREPARED_AFTER + TRIED + 2):
            assert asked(searching, "print inv", 5).candidates
        assert connection.scalar(kept) == 2


def test_the_statement_of_a_search_is_one_that_the_driver_remembers(
    engine: PostgresEngine,
) -> None:
    asked = sql.statement(
        sql.CANDIDATES,
        conditions=sql.CONDITIONS["audience_ids"],
        occurrences=postgres_reading.OCCURRENCES,
    )
    with engine.writing() as connection:
        sent = str(asked.compile(connection))
    assert len(sent) <= MAX_CACHED_STATEMENT_LENGTH
    assert "--" not in sent


def test_two_who_write_the_words_down_at_once_leave_one_list_the_newer(
    engine: PostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_too(other: PostgresEngine) -> None:
        other.replace([MANY], [make_document(MANY, "Gondola shelves")])
        other.publish_lexicon(at_once=True)

    write_the_words_while(write_too, engine, monkeypatch)


def test_a_rebuild_waits_for_whoever_writes_the_words_down(
    engine: PostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    gondola = [make_document(MANY, "Gondola shelves")]
    write_the_words_while(lambda other: other.rebuild(gondola), engine, monkeypatch)


def write_the_words_while(
    act: Callable[[PostgresEngine], object], engine: PostgresEngine, patch: pytest.MonkeyPatch
) -> None:
    """Another process acts, and waits, while this one writes the words down: its gondola is found afterwards."""
    acting = threading.Thread(target=act, args=[PostgresEngine(engine.writing)])

    def interrupted(counts: Mapping[str, int]) -> bytes:
        patch.setattr(engine_module, "build", build)
        acting.start()
        wait_for_a_lock(engine)
        return build(counts)

    patch.setattr(engine_module, "build", interrupted)
    engine.publish_lexicon(at_once=True)
    acting.join()
    assert [one.subject_id for one in asked(engine, "gond", 5).candidates] == [MANY]
    assert engine.lexicon().complete("gond", 1) == ("gondola",)


def wait_for_a_lock(engine: PostgresEngine) -> None:
    for _time in range(500):
        with engine.writing() as connection:
            if connection.scalar(text(WAITING)):
                return
        time.sleep(0.02)
    raise AssertionError("nobody waits")
