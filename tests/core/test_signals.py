"""What visits leave behind is counted once, even when one kind of it cannot be counted at all."""

from __future__ import annotations

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
