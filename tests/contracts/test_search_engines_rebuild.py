"""A rebuild on either engine: readers see the old index or the new one, whole, whatever happens meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from community.core.search_engine.port import Document, IndexNotReady, SearchEngine
from community.core.search_engine.postgres_engine import PostgresEngine
from community.core.search_engine.whoosh_engine import WhooshEngine
from tests.contracts.search_documents import fill, found, make_document, many


def test_a_rebuild_holds_what_it_was_given_and_nothing_else(engine: SearchEngine) -> None:
    fill(engine, make_document(900, "Stock from before"))
    assert engine.rebuild(many(30)) == 30
    assert engine.count() == 30
    assert found(engine, "stock -take") == []
    fill(engine, make_document(31, "Stock take 31"))
    assert len(found(engine, "stock")) == 31


def test_readers_see_the_old_index_until_the_new_one_is_whole(engine: SearchEngine) -> None:
    fill(engine, make_document(900, "Stock from before"))
    seen: list[list[int]] = []

    def watched() -> Iterator[Document]:
        for document in many(30):
            seen.append(found(engine, "stock"))
            yield document

    engine.rebuild(watched())
    assert all(one == [900] for one in seen)
    assert len(found(engine, "stock")) == 30


def test_other_threads_search_without_a_fault_during_writes_and_rebuilds(
    engine: SearchEngine,
) -> None:
    engine.rebuild(many(30))
    faults: list[BaseException] = []
    done = threading.Event()

    def search() -> None:
        while not done.is_set():
            try:
                assert len(found(engine, "stock take")) >= 29
            except BaseException as fault:  # noqa: BLE001 (told to the test's own thread)
                faults.append(fault)
                return

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for round_ in range(6):
        engine.replace([round_ + 1], [make_document(round_ + 1, f"Stock take {round_} again")])
        if round_ % 3 == 2:
            engine.rebuild(many(30))
    done.set()
    for thread in threads:
        thread.join()
    assert faults == []


def test_a_rebuild_that_fails_leaves_the_old_index(engine: SearchEngine) -> None:
    fill(engine, make_document(1, "Tulips"))

    def broken() -> Iterator[Document]:
        yield make_document(2, "Roses")
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        engine.rebuild(broken())
    assert (found(engine, "tulips"), found(engine, "roses")) == ([1], [])
    assert engine.rebuild([make_document(2, "Roses")]) == 1


def test_the_state_changes_with_a_rebuild_and_tells_of_it_while_it_runs(
    engine: SearchEngine,
) -> None:
    before, during = engine.state(), []
    fill(engine, make_document(1, "Tulips"))
    assert engine.state() == before

    def watched() -> Iterator[Document]:
        during.append(engine.state())
        assert engine.health().rebuilding
        yield make_document(2, "Roses")

    engine.rebuild(watched())
    assert len({before, during[0], engine.state()}) == 3
    assert not engine.health().rebuilding


def test_a_missing_index_says_that_it_is_not_ready(missing: SearchEngine) -> None:
    assert not missing.health().ready
    for ask in (
        lambda: found(missing, "tulips"),
        missing.count,
        lambda: missing.replace([1], []),
    ):
        with pytest.raises(IndexNotReady):
            ask()
    missing.rebuild([make_document(1, "Tulips")])
    assert (missing.health().ready, found(missing, "tulips")) == (True, [1])


def leave_older(engine: SearchEngine) -> None:
    """An index as an earlier release left it."""
    if isinstance(engine, WhooshEngine):
        (engine.store.root / "f1-000001").mkdir()
        (engine.store.root / "current").write_text("f1-000001")
    elif isinstance(engine, PostgresEngine):
        with engine.writing() as connection:
            connection.exec_driver_sql("CREATE SCHEMA search_f1")


def has_older(engine: SearchEngine) -> bool:
    if isinstance(engine, WhooshEngine):
        return any(engine.store.root.glob("f1-*"))
    assert isinstance(engine, PostgresEngine)
    with engine.writing() as connection:
        asked = connection.exec_driver_sql("SELECT to_regnamespace('search_f1') IS NOT NULL")
        return bool(asked.scalar())


def test_an_index_of_an_older_format_is_not_ready_and_goes_with_the_rebuild(
    missing: SearchEngine,
) -> None:
    leave_older(missing)
    assert not missing.health().ready
    with pytest.raises(IndexNotReady):
        found(missing, "tulips")
    missing.rebuild([make_document(1, "Tulips")])
    assert (found(missing, "tulips"), has_older(missing)) == ([1], False)


def test_what_is_compacted_holds_the_same_and_nothing_of_the_index_before(
    engine: SearchEngine,
) -> None:
    for _time in range(2):
        engine.rebuild([make_document(1, "Zyxomark paper"), make_document(2, "Plain paper")])
    engine.replace([1], [])
    engine.compact()
    engine.publish_lexicon(at_once=True)
    assert found(engine, "paper") == [2]
    if isinstance(engine, WhooshEngine):
        files = [path for path in engine.store.root.rglob("*") if path.is_file()]
        assert not any(b"zyxomark" in path.read_bytes().lower() for path in files)
        assert any(b"plain" in path.read_bytes().lower() for path in files)


def test_another_process_learns_of_new_words_also_by_a_search_that_finds_nothing(
    engine: SearchEngine,
) -> None:
    other: SearchEngine = (
        WhooshEngine(engine.store.root)
        if isinstance(engine, WhooshEngine)
        else PostgresEngine(engine.writing)  # type: ignore[attr-defined]
    )
    fill(engine, make_document(1, "Tulips"))
    engine.publish_lexicon(at_once=True)
    assert found(other, "tulips") == [1]
    assert not other.lexicon().complete("gond", 1)
    fill(engine, make_document(2, "Gondola shelves"))
    engine.publish_lexicon(at_once=True)
    assert found(other, "zeppelin") == []
    assert other.lexicon().complete("gond", 1)
