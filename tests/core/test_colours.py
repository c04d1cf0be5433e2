"""A colour is taken only when people can read with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from community.core.colours import (
    DARK_CARD,
    DARK_PAPER,
    contrast,
    for_dark,
    ink_on,
    readable_on_paper,
    theme_css,
)

COLOURS = some.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


def test_our_green_can_be_read_and_a_pale_one_not() -> None:
    assert readable_on_paper("#0b6e4f")
    assert not readable_on_paper("#5cc8a1")


@pytest.mark.parametrize("colour", ["", "red", "#fff", "#0b6e4f;}", "#0b6e4g"])
def test_what_is_no_colour_cannot_be_read(colour: str) -> None:
    assert not readable_on_paper(colour)


@given(COLOURS)
def test_any_accent_becomes_readable_in_the_dark(accent: str) -> None:
    assert contrast(for_dark(accent), DARK_CARD) >= 4.5
    assert contrast(for_dark(accent), DARK_PAPER) >= 4.5


@given(COLOURS)
def test_words_on_any_accent_can_be_read(accent: str) -> None:
    assert contrast(ink_on(accent), accent) >= 4.5


def test_the_theme_names_the_accent_for_light_and_dark() -> None:
    css = theme_css("#0b6e4f")
    assert css.startswith(":root{--accent:#0b6e4f;--on-accent:#ffffff}")
    assert css.count("--accent:") == 3
