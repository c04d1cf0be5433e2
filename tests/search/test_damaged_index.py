"""An index whose files are damaged while the worker holds it open is made anew by the worker."""

from __future__ import annotations

import gc
import os
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from whoosh.filedb.compound import CompoundStorage

from community.core.db import db
from community.core.search_engine.port import IndexNotReady
from community.core.search_engine.whoosh_engine import WhooshEngine
from community.core.tasks import every_minute
from community.policies.actor import VISITOR
from community.search import actions, tasks
from community.search.queries import suggest
from community.wiring import JOBS
from tests.makers import make_idea
from tests.services.portals import config_for_tests, new_app


@pytest.fixture
def own_app(tmp_path: Path) -> Flask:
    """A portal of this test alone."""
    return new_app(config_for_tests(f"sqlite:///{tmp_path}/portal.db", tmp_path))


@pytest.fixture
def engine(own_app: Flask) -> Iterator[WhooshEngine]:
    """The embedded engine of that portal, with an idea in its index that it has open."""
    app = own_app
    with app.app_context():
        make_idea(title="Print two notes on one page")
        tasks.index_dirty()
        engine = app.extensions["portal_search_engine"]
        assert engine.count() == 1
        yield engine
        db.session.remove()
        db.engine.dispose()


def files_of(engine: WhooshEngine, pattern: str) -> list[Path]:
    found = list((engine.store.root / engine.store.current()).glob(pattern))
    assert found
    return found


def damage(engine: WhooshEngine, part: str) -> None:
    """Overwrite this part of the only segment, which can be opened still."""
    [segment] = files_of(engine, "*.seg")
    parts = CompoundStorage(
        engine.store.open(engine.store.current()).storage.open_file(segment.name)
    )
    [name] = [one for one in parts.list() if one.endswith(part)]
    kept = bytes(parts.open_file(name).read(parts.file_length(name)))
    parts.close()
    whole = segment.read_bytes()
    segment.unlink()
    segment.write_bytes(whole.replace(kept, b"\xff" * len(kept)))


def index_again(job: Callable[[], object] = tasks.index_dirty) -> None:
    """The worker's next minute; Whoosh leaves files open that it could not read."""
    with warnings.catch_warnings(action="ignore", category=ResourceWarning):
        job()
        gc.collect(1)  # they are young; all that the run holds takes seconds


def titles(text: str) -> set[str]:
    return {hit.title for hit in suggest(VISITOR, text, "en")}


def test_segments_that_are_gone_are_made_anew(engine: WhooshEngine) -> None:
    for file in files_of(engine, "*.seg"):
        file.unlink()
    make_idea(title="Print three labels at once")
    index_again()
    assert titles("print") == {"Print two notes on one page", "Print three labels at once"}
    assert actions.verify().is_clean


def test_a_table_of_contents_that_cannot_be_read_is_made_anew(engine: WhooshEngine) -> None:
    for file in files_of(engine, "*.toc"):
        file.write_bytes(b"garbage")
    make_idea(title="Print three labels at once")
    index_again()
    assert actions.verify().is_clean


@pytest.mark.parametrize(
    ("pattern", "left"), [("*.seg", None), ("*.seg", b"garbage"), ("*.toc", b"")]
)
def test_what_nobody_can_open_any_more_is_made_anew_though_nothing_is_to_be_indexed(
    engine: WhooshEngine, pattern: str, left: bytes | None
) -> None:
    for file in files_of(engine, pattern):
        file.unlink()
        if left is not None:
            file.write_bytes(left)
    job, schedule = JOBS["mend_index"]
    assert schedule is every_minute
    index_again(job)
    assert WhooshEngine(engine.store.root).count() == 1


def test_an_index_that_others_can_open_stays(engine: WhooshEngine) -> None:
    before = engine.state()
    tasks.mend_index()
    assert (engine.state(), titles("print")) == (before, {"Print two notes on one page"})


def test_where_there_is_none_yet_it_is_made(engine: WhooshEngine) -> None:
    (engine.store.root / "current").unlink()
    index_again(tasks.mend_index)
    assert titles("print") == {"Print two notes on one page"}


def test_a_table_of_contents_under_another_number_is_made_anew(engine: WhooshEngine) -> None:
    [contents] = files_of(engine, "*.toc")
    contents.rename(contents.with_name("_MAIN_7.toc"))
    index_again(tasks.mend_index)
    assert WhooshEngine(engine.store.root).count() == 1


def test_what_fails_over_a_whole_index_is_no_reason_to_make_it_anew(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_idea()
    before = engine.state()
    monkeypatch.setattr(tasks, "documents_of", lambda _ids: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tasks.index_dirty()
    assert engine.state() == before


def test_a_part_that_cannot_be_read_breaks_no_page_and_is_made_anew(
    engine: WhooshEngine, own_app: Flask
) -> None:
    damage(engine, "_stored.col")
    engine.health(anew=True)
    before = engine.state()
    assert own_app.test_client().get("/search?q=print").status_code == 200
    assert titles("print") == set()
    with pytest.raises(IndexNotReady):
        actions.verify()
    index_again(tasks.mend_index)
    assert engine.state() == before  # what fails in so new an index may fail in the next
    os.utime(engine.store.root / "current", (0, 0))
    index_again(tasks.mend_index)
    assert titles("print") == {"Print two notes on one page"}
