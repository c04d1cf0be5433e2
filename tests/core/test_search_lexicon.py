"""The index's own words: what is near to a mistyped one, what two words make, how a beginning goes on."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from community.core.search_engine.lexicon import NO_WORDS, Lexicon, Publishing, build, written_words
from tests.services.work import lines_run


def lexicon(lang: str, *texts: str) -> Lexicon:
    counts: dict[str, int] = {}
    for text in texts:
        for pair in written_words(lang, text):
            counts[pair] = counts.get(pair, 0) + 1
    return Lexicon(build(counts))


ENGLISH = lexicon(
    "en",
    "Download your invoices",
    "Invoices and receipts",
    "Connect Webflow",
    "tracking buttons",
    "sign here",
)
FRENCH = lexicon("fr", "Les métadonnées d'un jeu de données", "Pseudonymisation des données")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("invoces", "invoices"),
        ("downlaod", "download"),
        ("conect", "connect"),
        ("trackng", "tracking"),
        ("bttons", "buttons"),
    ],
)
def test_a_mistyped_word_is_near_to_the_one_meant(typed: str, meant: str) -> None:
    assert ENGLISH.nearest(typed, "en")[0] == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("metadonees", "métadonnées"),
        ("donees", "données"),
        ("pseudonimisation", "pseudonymisation"),
    ],
)
def test_words_come_back_with_their_accents(typed: str, meant: str) -> None:
    assert FRENCH.nearest(typed, "fr")[0] == meant


@pytest.mark.parametrize(
    "typed", ["invoices", "invoice", "tractor", "xy", "2024", "", "\x00", "x" * 500]
)
def test_a_known_word_and_one_far_from_all_have_no_nearest(typed: str) -> None:
    assert ENGLISH.nearest(typed, "en") == ()


def test_a_rare_word_beside_a_frequent_one_is_taken_for_a_mistake() -> None:
    words = lexicon("en", "shema", *["schema"] * 40)
    assert words.nearest("shema", "en") == ("schema",)
    assert lexicon("en", "shema", *["schema"] * 5).nearest("shema", "en") == ()


def test_words_are_joined_and_split_as_the_index_writes_them() -> None:
    assert (ENGLISH.joined("web", "flow"), ENGLISH.joined("your", "sign")) == ("webflow", None)
    assert (ENGLISH.split("signin"), ENGLISH.split("tractors")) == (("sign", "in"), None)


def test_a_beginning_goes_on_with_the_most_frequent_words() -> None:
    words = lexicon("en", *["printer"] * 3, *["printing"] * 2, "prince", "till")
    assert words.complete("prin", 2) == ("printer", "printing")
    assert words.complete("PRINT") == ("printer", "printing")
    assert words.complete("z") == words.complete("") == ()


def test_no_bytes_and_foreign_bytes_are_no_words() -> None:
    for data in (b"", b"\x80\x04pickle", b"portal-lexicon-0 5\nabcde", build({})):
        assert (len(Lexicon(data)), Lexicon(data).nearest("invoce")) == (0, ())
    assert not NO_WORDS.knows("invoice")


@given(some.text(max_size=30))
def test_any_word_can_be_asked(typed: str) -> None:
    ENGLISH.nearest(typed, "en")
    ENGLISH.split(typed)
    ENGLISH.joined(typed, typed)
    assert len(ENGLISH.complete(typed)) <= 8


def test_a_look_up_costs_hardly_more_among_many_words() -> None:
    letters = "abcdefghij"
    counts = {
        f"w{a}{b}{c}{d}on x": 1 for a in letters for b in letters for c in letters for d in letters
    }
    typed = [f"waab{letters[number % 10]}{letters[number // 10]}onn" for number in range(50)]
    few, many = build(dict(list(counts.items())[:200])), build(counts)

    def work(index: bytes) -> int:
        lexicon = Lexicon(index)
        return lines_run(lambda: [lexicon.nearest(word, "en") for word in typed])

    # What is remembered of words from now on, whatever the lexicon, is a part of the first.
    assert work(few) < 5_000 * len(typed)
    assert work(many) < 2 * work(few)


def test_words_are_published_when_the_index_changed_and_a_while_has_passed() -> None:
    due = Publishing()
    assert due.is_due("one")
    with due.measured("one"):
        time.sleep(0.02)
    assert not due.is_due("one", at_once=True)
    assert (due.is_due("two"), due.is_due("two", at_once=True)) == (False, True)
