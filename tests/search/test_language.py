"""The operators of the search box, and what is no operator."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as some

from community.articles.states import Staleness
from community.core.search_engine.query import parse
from community.search.language import MOST, NAMES, OFFICIAL, Name, Narrowing, read, respelt
from community.search.masking import masked, phrase_of
from community.search.origins import Origin, Source, link_from, read_origin, search_token
from community.search.wording import state_words

PIECES = [
    *NAMES,
    ":",
    '"',
    "-",
    ",",
    " ",
    "is:open",
    "tag:",
    "by:@zoe",
    "é",
    "\x00",
    "in:ideas",
    "'",
]


def narrowings(text: str) -> list[tuple[str, tuple[str, ...], bool]]:
    return [(str(one.name), one.values, one.refused) for one in read(text).narrowings]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("in:ideas", ("in", ("idea",), False)),
        ("dans:idées", ("in", ("idea",), False)),
        ("In:Help", ("in", ("article",), False)),
        ("is:unanswered", ("is", ("unanswered",), False)),
        ("est:sans-réponse", ("is", ("unanswered",), False)),
        ("-is:closed", ("is", ("closed",), True)),
        ("is:under-review", ("is", ("under_review",), False)),
        ("tag:refund,invoice", ("tag", ("refund", "invoice"), False)),
        ('tag:"cash desk"', ("tag", ("cash desk",), False)),
        ("tag:“cash desk”", ("tag", ("cash desk",), False)),
        ("étiquette:«\u00a0cash desk\u00a0»", ("tag", ("cash desk",), False)),
        ("étiquette:caisse", ("tag", ("caisse",), False)),
        ("by:@Zoe", ("by", ("zoe",), False)),
        ("lang:fr", ("lang", ("fr",), False)),
    ],
)
def test_an_operator_narrows(typed: str, meant: tuple[str, tuple[str, ...], bool]) -> None:
    assert narrowings(f"print {typed} notes") == [meant]
    assert read(f"print {typed} notes").words.split() == ["print", "notes"]


@pytest.mark.parametrize(
    "typed",
    [
        "is:fun",
        "in:the",
        "lang:de",
        "tag:",
        "tag:,",
        "http://garden.example",
        "10:30",
        "note:well",
        '"in:ideas"',
        "xin:ideas",
        "in :ideas",
    ],
)
def test_what_is_no_operator_stays_a_word(typed: str) -> None:
    said = read(f"print {typed}")
    assert not said.narrowings
    assert said.words == f"print {typed}"


def test_words_phrases_and_exclusions_stand_beside_operators() -> None:
    said = read('"two notes" in:ideas -draft tag:print page')
    query = parse(said.words, "en")
    assert query.phrases
    assert [slot.word for slot in query.without] == ["draft"]
    assert len(said.narrowings) == 2


@pytest.mark.parametrize(
    "typed", ["“two notes” draft", "„two notes“ draft", "«\u00a0two notes\u00a0» draft"]
)
def test_quotation_marks_of_telephones_and_of_french_are_those_of_keyboards(typed: str) -> None:
    assert parse(typed, "en") == parse('"two notes" draft', "en")
    assert respelt(typed, {"notes": "x", "draft": "drafts"}).endswith('" drafts')


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_a_state_is_meant_by_what_the_pages_call_it(app: Flask, locale: str) -> None:
    with app.test_request_context(), force_locale(locale):
        called = dict(state_words())
    # These have names of one word, too; what else the pages say of them is a sentence.
    for state in (OFFICIAL, *Staleness):
        called.pop(state)
    assert {state: narrowings(f'is:"{name}"') for state, name in called.items()} == {
        state: [("is", (state,), False)] for state in called
    }


def test_only_so_many_operators_are_read() -> None:
    assert len(read(" ".join(f"tag:t{number}" for number in range(50))).narrowings) == MOST


@given(some.text(max_size=400) | some.lists(some.sampled_from(PIECES), max_size=60).map("".join))
def test_any_text_is_read(text: str) -> None:
    said = read(text)
    assert len(said.narrowings) <= MOST
    assert all(isinstance(one, Narrowing) and one.values for one in said.narrowings)
    assert all(one.name in list(Name) for one in said.narrowings)
    parse(said.words, "fr", typing=True)
    assert phrase_of(text) == phrase_of(phrase_of(text)) or len(text) > 100


@pytest.mark.parametrize(
    "secret",
    [
        "zoe@garden.example",
        "06 12 34 56 78",
        "+33 (0)6 12 34 56 78",
        "4111-1111-1111-1111",
        "FR76 3000 6000 0112 3456 7890 189",
        "sk_live_51H8xkJ2eZvKYlo2C",
        "@zoe-zest",
        "by:zoe-zest",
        '-par:"zoe zest"',
        "by:“zoe zest”",
        "06 - 12 - 34 - 56 - 78",
    ],
)
def test_what_names_somebody_is_masked(secret: str) -> None:
    kept = masked(f"till {secret} receipt")
    assert kept.startswith("till ")
    assert kept.endswith(" receipt")
    assert not any(part in kept for part in ("zoe", "zest", "34", "1111", "51H8"))


@pytest.mark.parametrize(
    "plain", ["version 2026.3", "error 40412", "in:ideas is:open", "two-factor"]
)
def test_what_names_nobody_is_kept(plain: str) -> None:
    assert masked(plain) == plain


def test_an_origin_survives_its_address() -> None:
    token = search_token("notes", "en")
    href = link_from("/ideas/product/1-x", Source.SEARCH, token, 7)
    assert read_origin(href.partition("?from=")[2]) == Origin(Source.SEARCH, token, 7)
    assert link_from("/x", Source.SEARCH, "", 7) == "/x"


@given(some.text(max_size=200))
def test_any_origin_is_read(text: str) -> None:
    origin = read_origin(text)
    assert origin is None or str(origin) == text
