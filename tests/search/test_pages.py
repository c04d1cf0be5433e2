"""The search page, the suggestions and the look-alikes as people meet them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.core.db import db
from community.core.search_engine.port import IndexNotReady, SearchEngine
from community.search import tasks
from community.search.models import SearchQuery
from tests.makers import make_idea, make_member, make_question
from tests.services.client import PortalClient
from tests.services.statements import Statements
from tests.services.worker import Worker

Counting = Callable[[], AbstractContextManager[Statements]]


def make_ideas(count: int) -> None:
    author = make_member()
    for number in range(count):
        make_idea(author, title=f"Print {number} notes on one page")
    tasks.index_dirty()


def test_an_empty_search_explains_itself(client: PortalClient) -> None:
    answer = client.get("/search")
    assert answer.status_code == 200
    assert 'name="q"' in answer.text
    assert "say to a colleague" in answer.text


@pytest.mark.long
def test_results_stand_in_groups_with_their_counts(
    index: SearchEngine, client: PortalClient
) -> None:
    make_ideas(7)
    make_question(title="Where do printed notes go?")
    tasks.index_dirty()
    page = client.get("/search?q=notes").text
    assert "7 ideas" in page
    assert "1 question" in page
    assert page.count('class="result-card"') == 6


def test_asked_words_are_marked_and_all_else_is_escaped(
    index: SearchEngine, client: PortalClient
) -> None:
    make_question(
        title="What does <script>alert(1)</script> print?", body="A <b>printer</b> & more"
    )
    tasks.index_dirty()
    page = client.get("/search", query_string={"q": "printing <i>x</i>"}).text
    assert "<mark>print</mark>" in page
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "<i>x</i>" not in page


def test_nothing_found_shows_a_way_on(index: SearchEngine, client: PortalClient) -> None:
    page = client.get("/search?q=zeppelins").text
    assert "Nothing found" in page
    assert "/questions/ask?title=zeppelins" in page
    assert "/ideas/new?title=zeppelins" in page


def test_who_only_leaves_out_is_asked_what_he_looks_for(
    index: SearchEngine, client: PortalClient
) -> None:
    make_ideas(1)
    said = "Say also what you are looking for"
    for text in ("-invoice", '-"print notes"', "-invoice -note"):
        assert said in client.get("/search", query_string={"q": text}).text
    for text in ("zeppelin -invoice", "in:questions -invoice", "?"):
        assert said not in client.get("/search", query_string={"q": text}).text


@pytest.mark.long
def test_pages_of_a_kind_neither_repeat_nor_miss_one_while_the_index_changes(
    index: SearchEngine, client: PortalClient
) -> None:
    make_ideas(45)
    seen: list[str] = []
    address = "/search?q=notes&kind=idea"
    for _ in range(3):
        page = client.get(address).text
        seen += [part.split('"')[0] for part in page.split('class="result-title"><a href="')[1:]]
        make_ideas(1)
        address = next_of(page)
    assert len(seen) == len(set(seen)) == 45
    assert address == ""


def next_of(page: str) -> str:
    _before, _, after = page.partition('rel="next" href="')
    return after.split('"')[0].replace("&amp;", "&")


def test_a_mended_address_of_a_later_page_is_harmless(
    index: SearchEngine, client: PortalClient
) -> None:
    for after in ("x", "1.en~~2", "999999999999999.en", "-1.en", "1.en" * 3000, "1.%27"):
        given = {"q": "notes", "kind": "idea", "after": after}
        assert client.get("/search", query_string=given).status_code == 200


@pytest.mark.parametrize("text", ['"', "-", "a" * 5000, "%00", "'\"><script>", "*", "((", "\\"])
def test_nasty_input_is_answered(index: SearchEngine, client: PortalClient, text: str) -> None:
    for address in ("/search", "/search/suggest", "/search/lookalikes"):
        given = {"q": text, "title": text, "kind": text, "lang": text, "area": text, "list": text}
        assert client.get(address, query_string=given).status_code == 200


def test_what_no_database_holds_is_refused_in_words(client: PortalClient) -> None:
    answer = client.get("/search", query_string={"q": "\x00"})
    assert answer.status_code == 400
    assert "could not understand" in answer.text


def test_suggestions_are_options_of_a_listbox(index: SearchEngine, client: PortalClient) -> None:
    make_ideas(2)
    fragment = client.get("/search/suggest?q=no&list=home").text
    assert 'role="listbox" id="home-options"' in fragment
    assert fragment.count('role="option"') == 3
    assert "<mark>notes</mark>" in fragment
    assert "<html" not in fragment


def test_lookalikes_of_a_draft_come_by_get_and_post(
    index: SearchEngine, sign_in: Callable[[Member], PortalClient]
) -> None:
    make_ideas(1)
    client, draft = sign_in(make_member()), {"title": "Two notes", "body": "on a page please"}
    draft |= {"draft": "0123456789abcdef"}
    got = client.get("/search/lookalikes", query_string=draft).text
    assert got == client.post("/search/lookalikes", data=draft).text
    assert "Print 0 notes on one page" in got
    assert 'name="shown"' in got


def test_while_the_index_is_rebuilt_the_page_says_so(
    index: SearchEngine, client: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_ready(*_asked: object, **_options: object) -> None:
        raise IndexNotReady

    monkeypatch.setattr(index, "candidates", not_ready)
    assert "being rebuilt" in client.get("/search?q=notes").text
    assert 'role="option"' not in client.get("/search/suggest?q=notes").text
    assert client.get("/search/lookalikes?title=notes").status_code == 200


@pytest.mark.long
def test_a_search_is_kept_without_who_asked(
    index: SearchEngine, sign_in: Callable[[Member], PortalClient], drain: Worker
) -> None:
    make_ideas(3)
    client = sign_in(make_member("Zoe Zest"))
    for text in ("notes", "zeppelin zoe@garden.example +33 6 12 34 56 78"):
        client.get("/search", query_string={"q": text})
    drain()
    kept = db.session.scalars(select(SearchQuery).order_by(SearchQuery.id)).all()
    assert [(one.text, one.results) for one in kept] == [("notes", 3), ("zeppelin …@… …", 0)]
    assert kept[0].locale == "en"


def test_a_copy_of_the_page_counts_for_each_visitor_and_a_reload_does_not(
    index: SearchEngine, client: PortalClient, drain: Worker
) -> None:
    for browser in ("Iris", "Iris", "Rose"):
        client.get("/search?q=notes", headers={"User-Agent": browser})
    drain()
    assert len(db.session.scalars(select(SearchQuery)).all()) == 2


def test_what_is_indexed_ends_copies_of_the_page(index: SearchEngine, client: PortalClient) -> None:
    assert "Nothing found" in client.get("/search?q=notes").text
    make_ideas(1)
    assert "1 idea" in client.get("/search?q=notes").text


@pytest.mark.long
def test_a_search_costs_few_statements_however_much_it_finds(
    index: SearchEngine,
    client: PortalClient,
    sign_in: Callable[[Member], PortalClient],
    statements: Counting,
) -> None:
    make_ideas(30)
    client.get("/search?q=notes")  # the settings are read once
    with statements() as of_visitor:
        client.get("/search?q=notes+page")
    member = sign_in(make_member())
    member.get("/search?q=notes")
    with statements() as of_member:
        member.get("/search?q=notes+page")
    assert len(of_visitor) <= 4, of_visitor
    assert len(of_member) <= 7, of_member


def test_the_commands_rebuild_and_verify(index: SearchEngine, app: Flask) -> None:
    make_ideas(2)
    index.rebuild([])
    run = app.test_cli_runner().invoke
    assert run(args=["search", "verify"]).exit_code == 1
    assert "2 documents" in run(args=["search", "rebuild"]).output
    assert run(args=["search", "verify"]).exit_code == 0
    assert "ready" in run(args=["search", "health"]).output


@pytest.mark.long
def test_filters_of_the_page_stay_in_its_links(index: SearchEngine, client: PortalClient) -> None:
    make_ideas(25)
    page = client.get("/search?q=notes&kind=idea&lang=en").text
    arguments = parse_qs(urlsplit(next_of(page)).query)
    assert (arguments["kind"], arguments["lang"], arguments["q"]) == (["idea"], ["en"], ["notes"])
