"""What is shown of a text, what is marked in it, and what is kept of a search."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from community.core.search_engine.query import parse
from community.search.frozen import Key, freeze, thaw
from community.search.masking import masked
from community.search.snippets import highlighted, snippet


def test_a_word_is_marked_in_every_form_that_was_found() -> None:
    query = parse("printing invoice", "en")
    shown = highlighted("Print invoices, printed", query, "en")
    assert shown == "<mark>Print</mark> <mark>invoices</mark>, <mark>printed</mark>"


def test_a_beginning_is_marked_while_one_types() -> None:
    query = parse("invo", "en", typing=True)
    assert highlighted("Invoices", query, "en") == "<mark>Invoices</mark>"


def test_accents_do_not_hide_a_word() -> None:
    query = parse("donnees", "fr")
    assert highlighted("Vos données", query, "fr") == "Vos <mark>données</mark>"


def test_joined_letters_are_marked_as_one_writes_them() -> None:
    for typed in ("oeuvre noeud", "œuvres NŒUDS"):
        shown = highlighted("La mise en œuvre du nœud simple", parse(typed, "fr"), "fr")
        assert shown == "La mise en <mark>œuvre</mark> du <mark>nœud</mark> simple"
    begun = parse("noe", "fr", typing=True)
    assert highlighted("Un nœud simple", begun, "fr") == "Un <mark>nœud</mark> simple"


@pytest.mark.parametrize(
    ("typed", "text", "lang"),
    [
        ("ete", "Un ÉTÉ", "fr"),
        ("Élections", "une election", "fr"),
        ("yeux", "Les yeux", "fr"),
        ("skies", "One sky", "en"),
        ("lie", "It is lying there", "en"),
        ("b", "Les bs", "fr"),
        ("financed", "\ufb01nances", "en"),
    ],
)
def test_a_word_is_marked_whatever_its_first_letter_looks_like(
    typed: str, text: str, lang: str
) -> None:
    assert "<mark>" in highlighted(text, parse(typed, lang), lang)


def test_a_text_without_spaces_is_shown_as_far_as_any() -> None:
    text = "日本語の説明" * 100
    assert snippet(text, parse("x", "en"), "ja") == f"{text[:220]} …"


def test_the_snippet_is_where_most_words_stand_together() -> None:
    text = "A printer. " + "Nothing here. " * 60 + "The label printer prints blank labels at night."
    shown = snippet(text, parse("printer blank labels", "en"), "en")
    assert "<mark>blank</mark> <mark>labels</mark>" in shown
    assert shown.startswith("… ")


def test_a_text_without_the_words_is_shown_from_its_beginning() -> None:
    shown = snippet("Some words. " * 50, parse("zeppelin", "en"), "en")
    assert shown.startswith("Some words.")
    assert shown.endswith(" …")
    assert len(shown) < 240


def test_a_short_text_is_shown_whole() -> None:
    assert snippet("A <b> & c", parse("zeppelin", "en"), "en") == "A &lt;b&gt; &amp; c"
    assert snippet("", parse("zeppelin", "en"), "en") == ""


@settings(deadline=None)
@given(some.text(max_size=600), some.text(max_size=60))
def test_nothing_of_a_text_is_ever_markup(text: str, typed: str) -> None:
    query = parse(typed, "en")
    for shown in (snippet(text, query, "en"), highlighted(text, query, "en")):
        rest = re.sub(r"</?mark>", "", str(shown))
        assert not re.search(r"[<>]", rest)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("invoice 2024", "invoice 2024"),
        ("zoe@garden.example cannot sign in", "…@… cannot sign in"),
        ("call +33 6 12 34 56 78 now", "call … now"),
        ("4111-1111-1111-1111", "…"),
        ("06–12–34–56–78", "…"),
        ("06\u00a012_34\u202f56‑78", "…"),
        ("order 123456789", "order …"),
        ("a\x00b\nc \ud800", "a b c ?"),
        ("1'234'567 and 1’234’567", "… and …"),
        ('"mia smith"@x.example cannot', "…@… cannot"),
        ("(by:mia) invoice", "(by:… invoice"),
        ('by:mia,"jean martin" -par:"Zoe Z",lea x', "by:… -par:… x"),
        ("standby:on, it's 2024", "standby:on, it's 2024"),
    ],
)
def test_addresses_and_long_numbers_are_masked(typed: str, kept: str) -> None:
    assert masked(typed) == kept


def test_a_frozen_list_thaws_as_it_was() -> None:
    keys = [Key(12, "idea", "en"), Key(7, "idea", "fr"), Key(12, "idea", "fr-CA")]
    assert thaw(freeze(keys) or "", "idea") == keys
    assert freeze([]) is None


def test_a_frozen_list_is_bounded() -> None:
    keys = [Key(number, "idea", "en") for number in range(1, 1000)]
    assert len(thaw(freeze(keys) or "", "idea")) == 200
    assert len(thaw("~".join(["1.en"] * 9999), "idea")) == 1


@given(some.text(max_size=300))
def test_any_text_thaws_to_something(text: str) -> None:
    thaw(text, "idea")
