"""An index whose files are damaged while the worker holds it open is made anew by the worker."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from community.core.db import db
from community.core.search_engine.whoosh_engine import WhooshEngine
from community.policies.actor import VISITOR
from community.search import actions, tasks
from community.search.queries import suggest
from tests.makers import make_idea
from tests.services.portals import config_for_tests, new_app


@pytest.fixture
def engine(tmp_path: Path, new_database: object) -> Iterator[WhooshEngine]:
    """The embedded engine of a portal of its own, with an idea in its index that it has open."""
    app: Flask = new_app(config_for_tests(f"sqlite:///{tmp_path}/portal.db", tmp_path))
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


def index_again() -> None:
    """The worker's next minute; Whoosh leaves files open that it could not read."""
    with warnings.catch_warnings(action="ignore", category=ResourceWarning):
        tasks.index_dirty()
        gc.collect()


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


def test_what_fails_over_a_whole_index_is_no_reason_to_make_it_anew(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_idea()
    before = engine.state()
    monkeypatch.setattr(tasks, "documents_of", lambda _ids: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tasks.index_dirty()
    assert engine.state() == before
