"""Pages that processes share as files: as many as there may be, and what is typed stays with who drew it."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from community.core.clock import now
from community.core.http_edge import page_store
from community.core.http_edge.page_store import SECONDS, PageStore
from tests.services.client import PortalClient

STAMP = ("as now",)


@dataclass
class Page:
    """A thing that is kept."""

    until: float
    stamp: tuple[Any, ...] = STAMP
    size: int = 100


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def store(folder: Path, monkeypatch: pytest.MonkeyPatch) -> PageStore:
    """A store that looks through its files at each third, and leaves five."""
    monkeypatch.setattr(page_store, "LOOKED_THROUGH_EVERY", 3)
    monkeypatch.setattr(page_store, "MOST_FILES", 5)
    return PageStore(None, folder)


def keep(store: PageStore, number: int) -> None:
    store.keep(f"page {number}", Page(now().timestamp() + SECONDS))


def is_shared(folder: Path, number: int) -> bool:
    """Whether another process finds it."""
    return PageStore(None, folder).find(f"page {number}", Page, STAMP) is not None


def age(folder: Path, seconds: float) -> None:
    for place, file in enumerate(sorted(folder.iterdir(), key=lambda one: one.stat().st_mtime)):
        at = time.time() - seconds + place
        os.utime(file, (at, at))


def test_of_many_pages_the_newest_are_left_and_none_is_counted_in_a_file(
    store: PageStore, folder: Path
) -> None:
    for number in range(6):
        keep(store, number)
        age(folder, 30)
    assert len(list(folder.iterdir())) == 6
    keep(store, 6)
    assert [is_shared(folder, number) for number in range(7)] == [False] * 2 + [True] * 5


def test_what_has_expired_is_gone_with_the_next_look(store: PageStore, folder: Path) -> None:
    for number in range(3):
        keep(store, number)
    (folder / "left behind by a crash").touch()
    age(folder, SECONDS + 10)
    keep(store, 3)
    assert len(list(folder.iterdir())) == 1
    assert is_shared(folder, 3)


def test_files_that_nobody_can_look_through_disturb_nobody(store: PageStore, folder: Path) -> None:
    folder.rmdir()
    folder.touch()
    for number in range(3):
        keep(store, number)
    assert store.find("page 2", Page, STAMP)


def test_what_another_process_removes_meanwhile_disturbs_nobody(
    store: PageStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        keep(store, number)
    listed = list(os.scandir(folder))
    listed[1].stat()  # known from now on: it is missed at its removal
    for one in listed[:2]:
        Path(one.path).unlink()
    monkeypatch.setattr(os, "scandir", lambda _folder: listed)
    monkeypatch.setattr(page_store, "MOST_FILES", 0)
    keep(store, 3)
    monkeypatch.undo()
    assert [is_shared(folder, number) for number in range(4)] == [False] * 3 + [True]


def test_what_was_searched_for_stays_in_the_process_that_answered_and_a_draft_nowhere(
    app: Flask, client: PortalClient
) -> None:
    folder = Path(app.config["PORTAL"].data_folder) / "cache"
    own = app.extensions["portal_pages"].own
    client.get("/questions")
    before = set(folder.iterdir())
    assert before
    for path in ("/search?q=invoice", "/search/suggest?q=invo&list=l"):
        client.get(path)
        assert any(path.partition("?")[0] + "|" in key for key in own)
    client.get("/search/lookalikes?title=Something+nobody+was+told+yet")
    assert not any("lookalikes" in key for key in own)
    assert set(folder.iterdir()) == before
