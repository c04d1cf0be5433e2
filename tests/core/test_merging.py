"""Two edits of the same words, brought together where they do not contradict."""

from __future__ import annotations

import pytest

from community.core.merging import has_marks, merge
from tests.services.work import lines_run

BASE = "one\ntwo\nthree\nfour"


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (BASE, "one\n2\nthree\nfour", "one\n2\nthree\nfour"),
        ("one\n2\nthree\nfour", BASE, "one\n2\nthree\nfour"),
        ("1\ntwo\nthree\nfour", "one\ntwo\nthree\n4", "1\ntwo\nthree\n4"),
        (
            "one\ntwo\nthree\nfour\nfive",
            "zero\none\ntwo\nthree\nfour",
            "zero\none\ntwo\nthree\nfour\nfive",
        ),
        ("one\ntwo\nfour", "1\ntwo\nthree\nfour", "1\ntwo\nfour"),
        ("one\n2\nthree\nfour", "one\n2\nthree\nfour", "one\n2\nthree\nfour"),
    ],
)
def test_what_does_not_contradict_is_joined(ours: str, theirs: str, expected: str) -> None:
    merged = merge(BASE, ours, theirs)
    assert (merged.text, merged.conflicts) == (expected, 0)
    assert not has_marks(merged.text)


def test_what_contradicts_stands_between_marks() -> None:
    merged = merge(BASE, "one\nII\nthree\nfour", "one\n2\nthree\nfour")
    assert merged.conflicts == 1
    assert has_marks(merged.text)
    assert merged.text.splitlines()[0] == "one"
    assert "II" in merged.text
    assert "2" in merged.text.splitlines()


def test_a_line_that_was_taken_out_and_changed_contradicts() -> None:
    assert merge(BASE, "one\nthree\nfour", "one\n2\nthree\nfour").conflicts == 1


def test_a_line_of_equal_signs_is_no_mark() -> None:
    assert not has_marks("Title\n=======\nText")


@pytest.mark.parametrize("line", ["\n", "a\n", "ab\nba\n"])
def test_no_text_takes_long(line: str) -> None:
    base = line * (32_000 // len(line))
    ours, theirs = "x\n" + base[len(line) :], base[: -len(line)] + "y\n"
    assert lines_run(lambda: merge(base, ours, theirs)) < 6 * len(base)
