"""What visits leave behind is counted once, even when one kind of it cannot be counted at all."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask import Flask

from community.core import signals

Batch = list[dict[str, Any]]


@pytest.fixture
def counted(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The kinds of signals that were folded in; `bad` always fails, first of all."""
    kinds: list[str] = []

    def good(batch: Batch) -> None:
        kinds.extend(line["kind"] for line in batch)

    def bad(_batch: Batch) -> None:
        raise ValueError("a broken fold")

    monkeypatch.setitem(app.extensions, "portal_folds", {"good": good, "bad": bad})
    return kinds


def test_a_kind_that_fails_makes_no_other_count_twice(app: Flask, counted: list[str]) -> None:
    for kind in ("good", "bad", "good"):
        signals.signal(kind)
    assert signals.fold_signals() == 2
    assert signals.fold_signals() == 0
    assert counted == ["good", "good"]


def test_what_could_not_be_counted_is_kept_for_an_operator(app: Flask, counted: list[str]) -> None:
    signals.signal("bad", page=7)
    signals.fold_signals()
    folder = app.config["PORTAL"].data_folder / "spool"
    (kept,) = folder.glob("failed-bad-*.log")
    assert '"page": 7' in kept.read_text()
    kept.unlink()


def test_lines_wait_a_moment_and_go_together(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signals, "WAIT_SECONDS", 0.05)
    written: list[int] = []
    spool, arrived = app.extensions["portal_spool"], threading.Event()

    def put(lines: list[str]) -> None:
        written.append(len(lines))
        arrived.set()

    monkeypatch.setattr(spool.store, "put", put)
    for page in range(3):
        signals.signal("good", page=page)
    assert written == []
    assert arrived.wait(10)
    assert written == [3]


def test_a_store_that_is_away_breaks_no_page(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_lines: list[str]) -> None:
        raise OSError("the disk is full")

    spool = app.extensions["portal_spool"]
    monkeypatch.setattr(spool.store, "put", refuse)
    signals.signal("good")
    spool.flush()
    assert spool.waiting == []
