"""The worker is killed again and again while it indexes and rebuilds: the index ends true, search answers meanwhile."""

from __future__ import annotations

import random
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from community.content import actions as content
from community.content.models_kept import DirtySubject
from community.core.db import db, writing
from community.core.search_engine.installed import search_engine
from community.core.tasks import enqueue_job
from community.search import actions as search
from community.search import tasks
from tests.makers import make_article, make_idea, make_member
from tests.services import forked, live, processes, smtp_sink
from tests.services.live import LivePortal

Note = Callable[[str, object], None]
IDEAS = 120
# So long a worker or a rebuild may go on once it has begun.
UNTIL_KILLED = (0.0, 1.0)
# What runs beside the web server, and what an operator starts.
WORKER, REBUILD = ("worker",), ("search", "rebuild")
PATIENCE = 60.0
FOUND, BEING_REBUILT = "found", "being rebuilt"


@dataclass
class Searcher:
    """Somebody who searches and reads pages all the time, and what came of it."""

    address: str
    said: Counter[str] = field(default_factory=Counter)
    interrupted: int = 0
    ended: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Ask until told to end."""
        number = 0
        while not self.ended.is_set():
            number += 1
            for path in (f"/search?q=wish+number+{number}", f"/ideas?q={number}"):
                self.said[self.ask(path)] += 1
            time.sleep(0.05)

    def ask(self, path: str) -> str:
        """What a page said: found, being rebuilt, or a fault by its status."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=20) as answer:  # noqa: S310 (ours)
                page = answer.read().decode()
        except urllib.error.HTTPError as error:
            return f"{path.partition('?')[0]} answered {error.code}"
        except OSError as error:
            return f"{path.partition('?')[0]}: {error!r}"
        if path.startswith("/ideas"):
            return FOUND if "Wish" in page else "a page without its list"
        if "Wish" in page:
            return FOUND
        return BEING_REBUILT if "being rebuilt" in page else "nothing where something is"


def touch_some(portal: LivePortal, chance: random.Random, ideas: list[int]) -> None:
    """Let half of the ideas be dirty, and the worker be asked to index them."""
    with portal.app.app_context():
        with writing():
            for subject_id in chance.sample(ideas, len(ideas) // 2):
                content.mark_dirty(subject_id)
        enqueue_job("index_dirty")
        db.session.remove()


def wait_until_begun(portal: LivePortal, process: BaseProcess) -> None:
    """Until the worker has taken the job up, or the rebuild its right to rebuild, or has done already."""
    queue, ends = portal.app.extensions["portal_queue"].huey, time.monotonic() + PATIENCE
    while process.is_alive() and time.monotonic() < ends:
        with portal.app.app_context():
            begun = search_engine().health().rebuilding or not queue.pending_count()
            db.session.remove()
        if begun:
            return
        time.sleep(0.02)


def waiting(portal: LivePortal) -> int:
    """How many subjects wait to be indexed."""
    with portal.app.app_context():
        count = db.session.scalar(select(func.count()).select_from(DirtySubject)) or 0
        db.session.remove()
    return count


def run(portal: LivePortal, kills: int) -> Searcher:
    """Kill the worker on even turns and a rebuild on odd ones while somebody searches; what that one was told.

    `interrupted` counts the turns after which something still waited.
    """
    chance = random.Random(7)
    with portal.app.app_context():
        member = make_member()
        ideas = [make_idea(member, f"Wish number {number}").id for number in range(IDEAS)]
        make_article(title="Wish lists")
        tasks.index_dirty()
        db.session.remove()
    # Else the first worker tells everybody of so many ideas before it takes up what is looked at here.
    portal.app.extensions["portal_queue"].huey.flush()
    portal.start_web()
    searcher = Searcher(portal.address)
    thread = threading.Thread(target=searcher.run)
    thread.start()
    try:
        for number in range(kills):
            touch_some(portal, chance, ideas)
            process = portal.start_flask(*(REBUILD if number % 2 else WORKER))
            try:
                wait_until_begun(portal, process)
                time.sleep(chance.uniform(*UNTIL_KILLED))
            finally:
                processes.kill(process)
            searcher.interrupted += waiting(portal) > 0
    finally:
        searcher.ended.set()
        thread.join()
    return searcher


def prove(url: str, folder: Path, kills: int, note: Note) -> None:
    """Kill so often, let a worker go on, and compare the index with the rows."""
    forked.prepare()
    with smtp_sink.running() as sink, live.prepared(url, folder, sink) as portal:
        searcher = run(portal, kills)
        said = searcher.said
        with portal.app.app_context():
            tasks.index_dirty()
            verdict, health = search.verify(), search_engine().health()
            note(
                "figure",
                f"search kill -9: {kills} kills on {db.engine.dialect.name} (worker and rebuild in turn),"
                f" {searcher.interrupted} before the work was done,"
                f" {said.total()} pages asked meanwhile, {said[FOUND]} found, {said[BEING_REBUILT]} being rebuilt,"
                f" {said.total() - said[FOUND] - said[BEING_REBUILT]} worse; {verdict.documents} documents,"
                f" index clean: {verdict.is_clean}",
            )
            assert set(said) <= {FOUND, BEING_REBUILT}
            assert said[FOUND] > kills
            assert (verdict.is_clean, health.ready, health.rebuilding) == (True, True, False)
            assert verdict.documents == IDEAS + 1
            assert searcher.interrupted
        assert waiting(portal) == 0


@pytest.mark.prove
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_twenty_kills_leave_a_true_index(
    new_database: Callable[[str], str], tmp_path: Path, record_property: Note, engine: str
) -> None:
    prove(new_database(engine), tmp_path, 20, record_property)


@pytest.mark.long
def test_four_kills_leave_a_true_index(
    new_database: Callable[[str], str], tmp_path: Path, record_property: Note, database: str
) -> None:
    prove(new_database(database), tmp_path, 4, record_property)


def test_clearing_before_indexing_would_be_seen(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proof's measure finds what it looks for: an index that was cleared of and never written is not clean."""
    db.session.rollback()
    search_engine().rebuild([])
    make_idea(make_member(), "Wish number one")
    monkeypatch.setattr(type(search_engine()), "replace", lambda *_args: None)
    tasks.index_dirty()
    verdict = search.verify()
    assert not verdict.is_clean
    assert len(verdict.missing) == 1
