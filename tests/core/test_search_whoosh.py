"""What the embedded engine keeps from search to search: open segments, and postings in two dresses."""

from __future__ import annotations

from pathlib import Path

import pytest

from community.core.search_engine import whoosh_postings
from community.core.search_engine.frequencies import pack
from community.core.search_engine.port import FieldCounts
from community.core.search_engine.whoosh_engine import WhooshEngine
from community.core.search_engine.whoosh_postings import Opened
from community.core.search_engine.whoosh_terms import Row, Table
from tests.contracts.search_documents import found, make_document, many

IN_TITLE, IN_BODY = pack(FieldCounts(title=1)), pack(FieldCounts(body=2))
TABLE = Table({2: IN_TITLE, 3: IN_BODY, 5: IN_BODY})
DOCUMENTS = 7


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    """An engine with forty articles about stock."""
    engine = WhooshEngine(tmp_path)
    engine.rebuild(many(40))
    return engine


def opened(engine: WhooshEngine) -> list[Opened]:
    """The segments that are open, the largest first."""
    every = [segment.opened for segment in engine._latest().segments]
    return sorted(every, key=lambda one: -one.size)


def test_a_commit_opens_what_is_new_and_keeps_what_was_open(engine: WhooshEngine) -> None:
    (before,) = opened(engine)
    engine.replace([7], [make_document(7, "Tulips")])
    assert (found(engine, "tulips"), 7 in found(engine, "stock")) == ([7], False)
    kept, fresh = opened(engine)
    assert kept is before
    assert fresh.size == 1


def test_a_rebuilt_index_is_opened_anew(engine: WhooshEngine) -> None:
    (before,) = opened(engine)
    assert len(found(engine, "stock")) == 40
    engine.rebuild(many(3))
    assert len(found(engine, "stock")) == 3
    assert before not in opened(engine)


def test_a_frequent_term_has_a_row_and_a_rare_one_a_table(engine: WhooshEngine) -> None:
    (segment,) = opened(engine)
    assert isinstance(segment.postings("stock"), Row)
    assert isinstance(segment.postings("17"), Table)
    assert segment.postings("tractor").size < segment.postings("17").size


def test_what_is_kept_of_a_segment_has_a_bound(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    (segment,) = opened(engine)
    room = segment.postings("1").size * 4
    monkeypatch.setattr(whoosh_postings, "KEPT_BYTES", room)
    for number in range(1, 41):
        assert len(list(segment.postings(str(number)).numbers())) == 1
        assert sum(one.size for one in segment._postings.values()) == segment._bytes <= room


def test_a_row_says_what_the_table_says() -> None:
    row, wanted = Row(TABLE, DOCUMENTS), {1: None, 2: None, 5: None}
    assert list(row.numbers()) == list(TABLE.numbers())
    assert sorted(row.among(wanted)) == sorted(TABLE.among(wanted)) == [(2, IN_TITLE), (5, IN_BODY)]


def test_a_row_promises_what_the_table_promises() -> None:
    row, admitted = Row(TABLE, DOCUMENTS), bytes([1, 1, 1, 1, 1, 0, 1])
    by_row, by_table = (one.gathered({1: 0.5, 2: 0.5}, 2.0, admitted) for one in (row, TABLE))
    assert by_row == by_table
    assert by_row.keys() == {1, 2, 3}
    assert by_row[2] - 0.5 > by_row[3] > by_row[1] == 0.5
    assert row.refined({1: 0.5, 5: 0.5}, 2.0) == TABLE.refined({1: 0.5, 5: 0.5}, 2.0)
