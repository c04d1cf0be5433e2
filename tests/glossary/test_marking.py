"""The first use of a known word is marked where a link is right, and nothing else is changed."""

from __future__ import annotations

import random
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from community.core.markup import render
from community.glossary.marking import marked, words_of
from community.glossary.spelling import first_letter
from tests.services.work import cost_of, lines_run

TILL, COLLECT, POS = 1, 2, 3
ENGLISH = words_of([("till", TILL), ("click & collect", COLLECT), ("POS", POS)], "en")
FRENCH = words_of([("Dépôt", 1), ("bon de livraison", 2), ("pêche", 3)], "fr")
MARK = re.compile(r'<a class="term"[^>]*>(.*?)</a>')


def marks(html: str, words: object = ENGLISH) -> list[str]:
    return MARK.findall(marked(html, words).html)  # type: ignore[arg-type]


def test_the_first_use_alone_is_marked_and_leads_to_its_note() -> None:
    found = marked("<p>A till, another till.</p>", ENGLISH, "answer-7")
    link = (
        '<a class="term" href="#word-1" id="use-answer-7-1" aria-describedby="word-1-text">till</a>'
    )
    assert found.html == f"<p>A {link}, another till.</p>"
    assert found.term_ids == (TILL,)


@pytest.mark.parametrize(
    "text",
    ["until", "tilling", "still", "<code>till</code>", '<a href="/x">my till</a>', "pos", "it"],
)
def test_parts_of_words_links_code_and_small_abbreviations_are_left_alone(text: str) -> None:
    assert marks(f"<p>{text}</p>") == []


@pytest.mark.parametrize("tag", ["h2", "h6", "pre", "button", "summary", "kbd"])
def test_nothing_inside_headings_or_literal_text_is_marked_but_what_follows_is(tag: str) -> None:
    assert marks(f'<{tag} id="a">till <em>till</em></{tag}><p>Till</p>') == ["Till"]


@pytest.mark.parametrize("text", ["Till", "TILLS", "tills", "POS", "click &amp; collect"])
def test_capitals_and_plurals_are_the_same_word(text: str) -> None:
    assert marks(f"<p>The {text}.</p>") == [text]


def test_the_longest_spelling_wins() -> None:
    words = words_of([("order", 1), ("order form", 2)], "en")
    assert marked("<p>An order form.</p>", words).term_ids == (2,)
    assert marked("<p>An order. Form a line.</p>", words).term_ids == (1,)


@pytest.mark.parametrize("locale", ["en", "fr"])
@pytest.mark.parametrize("spelling", ["main-d'œuvre", "main-d'oeuvre"])
def test_joined_letters_may_be_written_as_two(locale: str, spelling: str) -> None:
    words = words_of([(spelling, 1)], locale)
    assert marks("<p>La main-d'oeuvre compte.</p>", words) == ["main-d'oeuvre"]
    assert marks("<p>La Main-d'œuvre compte.</p>", words) == ["Main-d'œuvre"]
    assert first_letter("œuvre") == "O"


def test_french_words_need_their_accents_and_english_ones_do_not() -> None:
    assert marks("<p>au dépôt, du depot</p>", FRENCH) == ["dépôt"]
    assert marks("<p>le péché</p>", FRENCH) == []
    assert marks("<p>a café</p>", words_of([("cafe", 1)], "en")) == ["café"]


def test_a_french_plural_of_several_words_and_an_elided_article() -> None:
    assert marks("<p>les bons de livraison</p>", FRENCH) == ["bons de livraison"]
    assert marks("<p>l’arrêt</p>", words_of([("arrêt", 1)], "fr")) == ["arrêt"]


def test_letters_and_their_accents_may_come_one_by_one() -> None:
    apart = unicodedata.normalize("NFD", "dépôt")
    assert marks(f"<p>au {apart}.</p>", FRENCH) == [apart]
    assert marks(f"<p>au {apart}.</p>", words_of([("depo", 1)], "en")) == []
    assert marks("<p>au dépôt.</p>", words_of([(apart, 1)], "fr")) == ["dépôt"]


def test_a_point_inside_a_word_ends_no_sentence() -> None:
    words = words_of([("till.js", 1)], "en")
    assert marks("<p>We use till.js.</p>", words) == ["till.js"]
    assert marks("<p>Open the till. JS runs.</p>", words) == []


def test_attributes_are_never_touched() -> None:
    html = '<p><img src="/x" alt="a till > b"> fine</p>'
    assert marked(html, ENGLISH).html == html


@given(some.text(alphabet=some.sampled_from("till &<>\"'`*_[]()#\n|:POS-"), max_size=300))
@settings(max_examples=200, deadline=None)
def test_marks_add_links_and_change_no_other_sign(markdown: str) -> None:
    html = render(markdown).html
    bare = re.sub(r'<a class="term"[^>]*>(.*?)</a>', r"\1", marked(html, ENGLISH).html)
    assert bare == html


def test_each_word_of_a_long_text_is_looked_up_once_however_many_are_known() -> None:
    chance = random.Random(3)
    known = ["".join(chance.choices("abcdefghijklmnop", k=6)) for _ in range(2000)]
    paragraph = "<p>" + " ".join(chance.choices(known[:100], k=60)) + "</p>"
    html = paragraph * (32 * 1024 // len(paragraph))

    def work(text: str, *, words_known: int) -> float:
        words = words_of([(word, number) for number, word in enumerate(known[:words_known])], "en")
        return cost_of(lambda: marked(text, words))

    few, many = work(html, words_known=100), work(html, words_known=2000)
    assert many < 3 * few
    words = words_of([(word, number) for number, word in enumerate(known)], "en")
    assert lines_run(lambda: marked(html, words)) < 20 * len(html.split())
    assert work(html * 2, words_known=2000) < 4 * many
