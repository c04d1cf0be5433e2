"""What a search is narrowed to, by operators alone and by the form of its page."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine

from community.articles import actions_life, queries_desk
from community.articles.models import Article
from community.content.queries import list_audience_ids
from community.core.clock import now
from community.core.db import db, writing
from community.core.search_engine.port import SearchEngine
from community.policies.actor import SYSTEM, VISITOR
from community.search import queries, queries_browse, tasks
from community.search.asked import Asked
from community.search.queries import Results
from tests.makers import make_answer, make_question
from tests.search.shelves import make_article
from tests.services.client import PortalClient

CHECKED, UNCHECKED = "Print receipts", "Sort receipts"


def found(text: str, locale: str = "en") -> Results:
    db.session.rollback()
    visitor = replace(VISITOR, audience_ids=list_audience_ids(VISITOR))
    return queries.search(visitor, Asked(text=text, locale=locale))


def titles(text: str, locale: str = "en") -> list[str]:
    groups = found(text, locale).groups
    return sorted(hit.title for group in groups for hit in group.hits)


@pytest.fixture
def checked(index: SearchEngine) -> None:
    """An article that was checked a moment ago, and one that never was."""
    one = make_article({"en": (CHECKED, "Choose print.")})
    make_article({"en": (UNCHECKED, "By their dates.")})
    with writing():
        actions_life.verify(SYSTEM, queries_desk.get_article(SYSTEM, one.id), "en")
    tasks.index_dirty()


@pytest.mark.parametrize("word", ["", "receipts "])
def test_verified_is_what_was_checked_and_all_else_is_not(checked: None, word: str) -> None:
    assert titles(f"{word}in:articles is:verified") == [CHECKED]
    assert titles(f"{word}in:articles -is:verified") == [UNCHECKED]


@pytest.mark.parametrize("word", ["", "receipts "])
def test_an_article_whose_check_has_ended_is_among_those_that_are_not_verified(
    checked: None, word: str
) -> None:
    with time_machine.travel(now() + timedelta(days=800), tick=False):
        assert titles(f"{word}in:articles is:verified") == []
        assert titles(f"{word}in:articles -is:verified") == [CHECKED, UNCHECKED]


@pytest.fixture
def answered(index: SearchEngine) -> None:
    """Seven questions, six of them answered."""
    for number in range(7):
        question = make_question(title=f"Where do {number} receipts go?")
        if number:
            make_answer(question)
    tasks.index_dirty()


@pytest.mark.parametrize("words", ["All of these", "Questions"])
def test_what_leads_to_all_of_a_kind_keeps_the_chosen_state(
    answered: None, client: PortalClient, words: str
) -> None:
    page = client.get("/search?q=receipts&state=answered").text
    found = re.search(rf'href="([^"]+)"[^>]*>\s*{words}', page)
    assert found
    address = found[1].replace("&amp;", "&")
    assert parse_qs(urlsplit(address).query)["state"] == ["answered"]
    assert client.get(address).text.count('class="result-card"') == 6


def test_another_kind_than_the_one_shown_is_not_narrowed_by_its_state(
    answered: None, client: PortalClient
) -> None:
    page = client.get("/search?q=receipts&kind=question&state=answered").text
    assert re.search(r'href="/search\?q=receipts&amp;kind=idea"', page)


@pytest.fixture
def in_both(index: SearchEngine) -> Article:
    """An article in two languages whose word is the same in both."""
    article = make_article(
        {"en": ("Webhook retries", "It is sent again."), "fr": ("Webhook renvoyé", "Encore.")}
    )
    tasks.index_dirty()
    return article


def test_what_is_left_out_in_ones_own_language_is_found_in_the_other(in_both: Article) -> None:
    assert titles("webhook", "fr") == ["Webhook renvoyé"]
    assert titles("webhook -lang:fr", "fr") == ["Webhook retries"]


def test_what_was_checked_in_another_language_is_found_in_that(in_both: Article) -> None:
    with writing():
        actions_life.verify(SYSTEM, queries_desk.get_article(SYSTEM, in_both.id), "en")
    assert titles("webhook is:verified", "fr") == ["Webhook retries"]
    assert titles("webhook -is:verified", "en") == ["Webhook renvoyé"]


@pytest.mark.parametrize(
    ("typed", "locale"),
    [("comment est-ce que j’annule une facture ?", "en"), ("how do i cancel an invoice", "fr")],
)
def test_a_sentence_in_the_other_language_is_not_asked_for_its_small_words(
    index: SearchEngine, typed: str, locale: str
) -> None:
    words = {"en": ("Cancel an invoice", "Open it."), "fr": ("Annuler une facture", "Ouvrez-la.")}
    make_article(words)
    tasks.index_dirty()
    assert found(typed, locale).count == 1
    assert not found(typed, locale).is_far


def test_what_is_asked_for_by_its_language_alone_is_found_behind_any_number_in_another(
    index: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_article({"fr": ("Annuler une facture", "Ouvrez-la.")})
    for number in range(5):
        make_question(title=f"Where do {number} receipts go?")
    tasks.index_dirty()
    monkeypatch.setattr(queries_browse, "CANDIDATES", 2)
    assert titles("lang:fr") == titles("-lang:en") == ["Annuler une facture"]
    assert len(titles("lang:en")) == 2


def test_a_corrected_search_stays_as_narrow(
    answered: None, index: SearchEngine, client: PortalClient
) -> None:
    index.publish_lexicon(at_once=True)
    page = client.get("/search?q=reciepts&kind=question&state=answered&lang=en").text
    found = re.search(r'Did you mean <a href="([^"]+)"', page)
    assert found
    chosen = parse_qs(urlsplit(found[1].replace("&amp;", "&")).query)
    assert chosen == {
        "q": ["receipts"],
        "kind": ["question"],
        "state": ["answered"],
        "lang": ["en"],
    }
