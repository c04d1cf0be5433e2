"""What changed between two texts is told truly, and quickly whatever the texts are."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.core.differences import Difference, Kind, Row, compare
from tests.services.work import lines_run

MOST = 32 * 1024
# A comparison looks at each sign a few times and then gives up on its details.
MOST_WORK = 6 * MOST


def said(row: Row) -> tuple[str, str, str]:
    """A row as text: what is changed stands in brackets."""

    def side(line: object) -> str:
        pieces = getattr(line, "pieces", ())
        return "".join(f"[{one.text}]" if one.is_changed else one.text for one in pieces)

    return (row.kind.value, side(row.before), side(row.after))


def rows(before: str, after: str) -> list[tuple[str, str, str]]:
    return [said(row) for row in compare(before, after).rows]


def test_the_words_that_changed_are_marked_within_their_line() -> None:
    assert rows("Open the order.\nPress *P*.", "Open the order.\nChoose *P* now.") == [
        ("same", "Open the order.", "Open the order."),
        ("changed", "[Press] *P*.", "[Choose] *P*[ now]."),
    ]


def test_a_paragraph_between_two_others_is_new_and_they_are_the_same() -> None:
    assert rows("One.\n\nThree.", "One.\n\nTwo.\n\nThree.") == [
        ("same", "One.", "One."),
        ("same", "", ""),
        ("new", "", "[Two.]"),
        ("new", "", "[]"),
        ("same", "Three.", "Three."),
    ]


def test_lines_that_share_too_little_are_not_told_as_one() -> None:
    found = rows("Water it in the morning.", "Our shop closes at noon on Sunday!")
    assert [kind for kind, *_sides in found] == ["gone", "new"]


def test_a_changed_line_meets_its_own_successor_behind_a_new_one() -> None:
    found = rows("Choose the printer, then print.", "First of all.\nChoose the printer and print.")
    assert [kind for kind, *_sides in found] == ["new", "changed"]


def test_lines_carry_the_numbers_of_their_own_side() -> None:
    [_same, new, moved] = compare("a\nb", "a\nnew\nb").rows
    assert new.after is not None
    assert moved.before is not None
    assert moved.after is not None
    assert (new.after.number, moved.before.number, moved.after.number) == (2, 2, 3)


def test_what_is_far_from_any_change_is_a_number() -> None:
    lines = [str(number) for number in range(30)]
    found = compare("\n".join(lines), "\n".join([*lines[:15], "new", *lines[15:]]))
    assert [(row.kind, row.skipped) for row in found.rows if row.skipped] == [
        (Kind.SKIPPED, 12),
        (Kind.SKIPPED, 12),
    ]
    whole = compare("\n".join(lines), "\n".join([*lines[:15], "new", *lines[15:]]), context=None)
    assert len(whole.rows) == 31


def test_the_same_text_has_no_difference() -> None:
    found = compare("One.\nTwo.", "One.\nTwo.")
    assert found.is_empty
    assert not compare("One.", "Two.").is_empty


def test_added_and_removed_lines_are_counted() -> None:
    found = compare("a\nb\nc", "a\nc\nd\ne")
    assert (found.added, found.removed) == (2, 1)


texts = st.lists(st.sampled_from(["a", "b", "a b c", "a c", "", "é ö", "x. y!"]), max_size=30)


@given(texts, texts)
def test_either_side_can_be_read_from_the_difference(old: list[str], new: list[str]) -> None:
    found = compare("\n".join(old), "\n".join(new), context=None)
    assert sides(found) == ("\n".join(old).splitlines(), "\n".join(new).splitlines())


@given(texts, texts)
def test_only_what_differs_is_marked(old: list[str], new: list[str]) -> None:
    for row in compare("\n".join(old), "\n".join(new), context=None).rows:
        if row.before and row.after:
            left = [one.text for one in row.before.pieces if not one.is_changed]
            right = [one.text for one in row.after.pieces if not one.is_changed]
            assert left == right


def sides(found: Difference) -> tuple[list[str], list[str]]:
    return (
        [row.before.text for row in found.rows if row.before],
        [row.after.text for row in found.rows if row.after],
    )


def prose(seed: int, *, words_a_line: int = 12) -> str:
    """Lines of a few hundred words, as long as a body may be."""
    chance = random.Random(seed)
    known = ["".join(chance.choices("abcdefgh", k=chance.randint(2, 9))) for _ in range(600)]
    lines = [" ".join(chance.choices(known, k=words_a_line)) for _ in range(MOST // words_a_line)]
    return "\n".join(lines)[:MOST]


def letters(seed: int, between: str) -> str:
    return between.join(random.Random(seed).choices("abcd", k=MOST // 2))


NASTY = {
    "everything changed": (prose(1), prose(2)),
    "one endless line": (prose(1).replace("\n", " "), prose(2).replace("\n", " ")),
    "empty lines": ("\n" * MOST, "\n" * (MOST // 2)),
    "a line many times": ("x\n" * (MOST // 2), "y\n" * (MOST // 2)),
    "few lines in any order": (letters(1, "\n"), letters(2, "\n")),
    "few words in any order": (letters(1, " "), letters(2, " ")),
    "two words in turn": ("a b " * (MOST // 4), "b a " * (MOST // 4)),
    "backwards": (prose(1), "\n".join(reversed(prose(1).splitlines()))),
    "dots": ("." * MOST, "." * (MOST - 9) + "!"),
}


@pytest.mark.parametrize("name", NASTY)
def test_no_text_takes_long(name: str) -> None:
    before, after = NASTY[name]
    assert lines_run(lambda: compare(before, after)) < MOST_WORK
    assert not compare(before, after).is_empty
