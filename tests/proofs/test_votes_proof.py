"""Eight processes vote and take back over HTTP at the same time: no error, and the counter is the number of votes."""

from __future__ import annotations

import multiprocessing
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from community.content.models import Vote
from community.core.db import db
from community.ideas.models import Idea
from tests.makers import make_idea, make_member
from tests.proofs.flow import Browser, browser_of
from tests.services import forked, live, smtp_sink
from tests.services.live import LivePortal

Note = Callable[[str, object], None]


def toggle(browser: Browser, idea: int, times: int, failed: multiprocessing.Queue[int]) -> None:
    """Vote and take back in turns; how many answers were no success."""
    errors = 0
    for number in range(times):
        path = f"/ideas/{idea}/vote" + ("/withdraw" if number % 2 else "")
        status, _place = browser.post(path)
        errors += status != 303
    failed.put(errors)


def run(portal: LivePortal, processes: int, times: int) -> tuple[int, int, int]:
    """(errors, counter, rows) after so many processes did it so often."""
    with portal.app.app_context():
        idea = make_idea().id
        members = [make_member().id for _ in range(processes)]
        db.session.remove()
        db.engine.dispose()
    portal.start_web(workers=2)
    browsers = [browser_of(portal.app, portal.address, member) for member in members]
    failed: multiprocessing.Queue[int] = forked.CONTEXT.Queue()
    people = [
        forked.CONTEXT.Process(target=toggle, args=(one, idea, times, failed)) for one in browsers
    ]
    for one in people:
        one.start()
    errors = sum(failed.get(timeout=600) for _ in people)
    for one in people:
        one.join()
    with portal.app.app_context():
        counter = db.session.scalar(select(Idea.supporter_count).where(Idea.id == idea)) or 0
        rows = db.session.scalar(select(func.count()).where(Vote.subject_id == idea)) or 0
    return errors, counter, rows


def prove(url: str, folder: Path, processes: int, times: int) -> str:
    """The figures of a run without errors."""
    with smtp_sink.running() as sink, live.prepared(url, folder, sink) as portal:
        errors, counter, rows = run(portal, processes, times)
        engine = portal.app.config["PORTAL"].database_url.partition(":")[0]
    assert errors == 0
    assert counter == rows == 1 + (processes if times % 2 else 0)
    return (
        f"votes: {processes} processes × {times} toggles on {engine}: {errors} errors,"
        f" counter {counter} = rows {rows}"
    )


@pytest.mark.prove
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_eight_processes_vote_without_an_error(
    new_database: Callable[[str], str], tmp_path: Path, record_property: Note, engine: str
) -> None:
    record_property("figure", prove(new_database(engine), tmp_path, 8, 250))


@pytest.mark.parametrize("engine", ["sqlite"])
def test_three_processes_vote_without_an_error(
    new_database: Callable[[str], str], tmp_path: Path, record_property: Note, engine: str
) -> None:
    record_property("figure", prove(new_database(engine), tmp_path, 3, 21))


@pytest.mark.both
def test_a_plain_begin_would_fail(tmp_path: Path, record_property: Note) -> None:
    """The control: read, then write under a deferred BEGIN, without a unique key; others wrote in between."""
    path = tmp_path / "plain.db"
    with sqlite3.connect(path) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE votes (idea INTEGER, member INTEGER)")
        made.execute("CREATE TABLE ideas (id INTEGER, supporters INTEGER)")
        made.execute("INSERT INTO ideas VALUES (1, 0)")
    made.close()
    failed = toggle_plainly(path, "BEGIN") - toggle_plainly(path, "BEGIN IMMEDIATE")
    record_property("figure", f"votes, control: a plain BEGIN fails {failed} of 20 times")
    assert failed > 0


def toggle_plainly(path: Path, begin: str) -> int:
    """Two connections in turns, each reading before it writes; how often the second was refused."""
    one, other = (sqlite3.connect(path, isolation_level=None, timeout=0.02) for _ in range(2))
    failed = 0
    for _ in range(20):
        try:
            one.execute(begin)
            one.execute("SELECT supporters FROM ideas").fetchone()
            if begin == "BEGIN":
                other.execute("UPDATE ideas SET supporters = supporters + 1")
            one.execute("UPDATE ideas SET supporters = supporters + 1")
            one.execute("COMMIT")
        except sqlite3.OperationalError:
            failed += 1
            one.execute("ROLLBACK")
    one.close()
    other.close()
    return failed


@pytest.mark.both
@pytest.mark.parametrize(("key", "rows"), [("UNIQUE (idea, member)", 1), ("CHECK (idea > 0)", 2)])
def test_without_its_unique_key_a_second_click_would_count(
    record_property: Note, key: str, rows: int
) -> None:
    with sqlite3.connect(":memory:") as scratch:
        scratch.execute(f"CREATE TABLE votes (idea INTEGER, member INTEGER, {key})")
        for _ in range(2):
            scratch.execute("INSERT INTO votes VALUES (1, 1) ON CONFLICT DO NOTHING")
        found = scratch.execute("SELECT count(*) FROM votes").fetchone()[0]
    scratch.close()
    record_property("figure", f"votes, control: two clicks under {key} count {found}")
    assert found == rows
