"""The search report: what people look for is counted without who looks, and becomes work in one click."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.core.clock import now
from community.core.db import db
from community.core.search_engine.port import SearchEngine
from community.core.spreadsheet import csv_text
from community.policies.actor import Role
from community.search import tasks, tasks_report
from community.search.models import SearchQuery, SearchTally
from community.search.queries_report import Period, list_phrases, list_unfound, sum_figures
from community.search.report import Figures, Measure, week_of
from tests.makers import (
    make_area,
    make_board,
    make_idea,
    make_member,
    make_question,
)
from tests.search.shelves import make_article as make_shelved
from tests.search.tallies import tally
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]
NewClient = Callable[[], PortalClient]


def search(client: PortalClient, text: str, browser: str = "Iris", **more: str) -> str:
    """The page that this browser finds."""
    headers = {"User-Agent": browser}
    return str(client.get("/search", query_string={"q": text, **more}, headers=headers).text)


def first_link(page: str) -> str:
    found = re.search(r'class="result-title"><a href="([^"]+)"', page)
    assert found
    return found[1].replace("&amp;", "&")


def make_found(count: int = 1) -> None:
    author = make_member()
    for number in range(count):
        make_idea(author, title=f"Print {number} notes on one page")
    tasks.index_dirty()


def test_searches_are_counted_by_phrase_with_what_came_of_them(
    index: SearchEngine, client: PortalClient, drain: Worker
) -> None:
    make_found()
    for browser in ("Iris", "Rose"):
        search(client, "Notes", browser)
    search(client, "zeppelins")
    drain()
    assert sum_figures(Period()) == Figures(searches=3, nothing=1)
    rows = list_phrases(Period(), Measure.SEARCHES).items
    assert [(row.phrase, row.figures.searches) for row in rows] == [("notes", 2), ("zeppelins", 1)]


def phrases_of(area_id: int) -> dict[str, int]:
    """What was searched for in an area, and how often nothing was found."""
    rows = list_phrases(Period(area_id=area_id), Measure.SEARCHES).items
    return {row.phrase: row.figures.nothing for row in rows}


def test_a_search_counts_for_the_area_that_it_was_narrowed_to(
    index: SearchEngine, client: PortalClient, drain: Worker
) -> None:
    both = make_area("accounts"), make_area("billing")
    accounts, billing = (area.id for area in both)
    make_shelved({"en": ("An invoice for everybody", "Print it.")}, None, accounts, billing)
    make_question(title="Is an account needed?", product_area_id=accounts)
    tasks.index_dirty()
    for text in ("area:billing invoice", 'domaine:"Billing" everybody', "account"):
        search(client, text)
    search(client, "invoices", area="billing")
    search(client, "zeppelins", area="billing")
    search(client, "-area:billing needed")
    drain()
    assert phrases_of(billing) == {
        "area:billing invoice": 0,
        'domaine:"billing" everybody': 0,
        "invoices": 0,
        "zeppelins": 1,
    }
    assert set(phrases_of(accounts)) == {"account", "-area:billing needed"}


def test_what_is_opened_from_the_list_is_counted_once(
    index: SearchEngine, client: PortalClient, drain: Worker
) -> None:
    make_found()
    link = first_link(search(client, "notes"))
    assert "?from=search." in link
    for _ in range(2):
        assert client.get(link, headers={"User-Agent": "Iris"}).status_code == 200
    drain()
    assert sum_figures(Period()) == Figures(searches=1, opened=1)


def test_a_click_of_somebody_who_did_not_search_counts_nothing(
    index: SearchEngine, client: PortalClient, drain: Worker
) -> None:
    make_found()
    link = first_link(search(client, "notes"))
    client.get(link, headers={"User-Agent": "Rose"})
    client.get("/ideas?from=search.0123456789ab.999999", headers={"User-Agent": "Iris"})
    drain()
    assert sum_figures(Period()).opened == 0


@pytest.mark.parametrize(
    "origin", ["search", "search..1", "draft.x.1", "search.0123456789ab.-1", "é" * 400]
)
def test_a_mended_origin_is_harmless(client: PortalClient, drain: Worker, origin: str) -> None:
    assert client.get("/ideas", query_string={"from": origin}).status_code == 200
    drain()


def test_a_question_after_a_search_is_counted(
    index: SearchEngine, sign_in: SignIn, drain: Worker
) -> None:
    client = sign_in(make_member())
    client.get("/search?q=zeppelins")
    sent = {"title": "Where do the zeppelins land?", "body": "I looked everywhere.", "lang": "en"}
    assert client.post("/questions/ask", data=sent).status_code == 303
    drain()
    assert sum_figures(Period()) == Figures(searches=1, nothing=1, asked=1)


def test_an_idea_after_a_search_is_counted(
    index: SearchEngine, sign_in: SignIn, drain: Worker
) -> None:
    board, client = make_board(), sign_in(make_member())
    client.get("/search?q=zeppelins")
    sent = {"title": "Zeppelins for parcels", "body": "They are quiet.", "lang": "en"}
    answer = client.post("/ideas/new", data=sent | {"board": str(board.id)})
    assert answer.status_code == 303
    drain()
    assert sum_figures(Period()).proposed == 1


def test_no_search_is_kept_with_who_searched(
    index: SearchEngine, sign_in: SignIn, drain: Worker
) -> None:
    member = make_member("Zoe Zest")
    client = sign_in(member)
    client.get("/search", query_string={"q": "by:zoe @zoe zoe@garden.example 06 12 34 56 78 tills"})
    drain()
    (kept,) = db.session.scalars(select(SearchQuery)).all()
    assert kept.text == "by:… @… …@… … tills"
    (phrase,) = db.session.scalars(select(SearchTally.phrase)).all()
    assert "zoe" not in phrase


def test_single_searches_are_forgotten_after_two_days_and_their_visitor_sooner(
    index: SearchEngine, client: PortalClient, drain: Worker
) -> None:
    search(client, "zeppelins")
    drain()
    with time_machine.travel(now() + timedelta(hours=3), tick=False):
        tasks_report.forget_searches()
        db.session.rollback()
        assert db.session.scalars(select(SearchQuery.visitor)).one() is None
    with time_machine.travel(now() + timedelta(days=3), tick=False):
        tasks_report.forget_searches()
    db.session.rollback()
    assert not db.session.scalars(select(SearchQuery)).all()
    assert db.session.scalars(select(SearchTally.searches)).one() == 1


def test_counts_are_forgotten_after_the_time_of_the_settings(app: Flask) -> None:
    tally("zeppelins")
    with time_machine.travel(now() + timedelta(days=400), tick=False):
        tasks_report.forget_searches()
    db.session.rollback()
    assert not db.session.scalars(select(SearchTally)).all()


def test_the_area_of_a_search_is_that_of_what_it_found(
    index: SearchEngine, client: PortalClient, drain: Worker
) -> None:
    area = make_area("billing")
    make_question(title="Where do printed notes go?", product_area_id=area.id)
    tasks.index_dirty()
    search(client, "notes")
    search(client, "zeppelins")
    drain()
    assert sum_figures(Period(area_id=area.id)) == Figures(searches=1)
    assert sum_figures(Period(area_id=0)) == Figures(searches=1, nothing=1)


def test_pages_of_phrases_show_each_once(app: Flask) -> None:
    for number in range(7):
        tally(f"phrase {number}", 5, 5 - number % 2)
        tally(f"phrase {number}", 5, 5, locale="fr")
    seen, after = [], None
    while True:
        page = list_phrases(Period(), Measure.NOTHING, after, size=4)
        seen += [(row.phrase, row.locale) for row in page.items]
        if page.older is None:
            break
        after = page.older
    assert len(seen) == len(set(seen)) == 14
    assert [row.phrase for row in list_unfound("fr", limit=2)] == ["phrase 0", "phrase 1"]


def test_the_report_is_for_the_team(client: PortalClient, sign_in: SignIn) -> None:
    addresses = ("/desk/search", "/desk/search.csv", "/desk/search/look-alikes")
    assert all(client.get(one).status_code == 303 for one in addresses)
    member = sign_in(make_member())
    assert all(member.get(one).status_code == 403 for one in addresses)
    agent = sign_in(make_member("Ann", Role.AGENT))
    assert all(agent.get(one).status_code == 200 for one in addresses)


def test_the_page_names_what_was_not_found_and_offers_what_one_may_do(sign_in: SignIn) -> None:
    tally("folding <zeppelin>", 14, 14)
    agent = sign_in(make_member("Ann", Role.AGENT)).get("/desk/search").text
    assert "folding &lt;zeppelin&gt;" in agent
    assert 'value="question"' in agent
    assert 'value="article"' not in agent
    editor = sign_in(make_member("Ed", Role.EDITOR)).get("/desk/search?weeks=4&lang=en").text
    assert 'value="article"' in editor
    assert "folding" not in sign_in(make_member("Ed", Role.EDITOR)).get("/desk/search?lang=fr").text


def test_the_file_runs_no_formula(sign_in: SignIn) -> None:
    for phrase in ('=cmd|"/c calc"!a1', "@sum(a1)", "+1", "plain, with comma"):
        tally(phrase, 2, 2)
    answer = sign_in(make_member("Ann", Role.AGENT)).get("/desk/search.csv")
    assert answer.mimetype == "text/csv"
    rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
    phrases = {row[0] for row in rows[1:]}
    assert phrases == {'\'=cmd|"/c calc"!a1', "'@sum(a1)", "'+1", "plain, with comma"}


def test_a_number_in_a_file_stays_a_number() -> None:
    assert csv_text(["a"], [[-3], [None], [" =x"]]) == '\ufeffa\r\n-3\r\n""\r\n\' =x\r\n'


def test_the_report_costs_the_same_however_much_it_counts(
    sign_in: SignIn, statements: Callable[[], object]
) -> None:
    client = sign_in(make_member("Ann", Role.AGENT))
    client.get("/desk/search")
    costs = []
    for _ in range(2):
        with statements() as seen:  # type: ignore[attr-defined]
            client.get("/desk/search")
        costs.append(len(seen))
        for number in range(40):
            tally(f"phrase {number} {len(costs)}", 3, 2)
    assert costs[0] == costs[1] <= 12, seen


def test_a_week_begins_on_monday() -> None:
    assert week_of(datetime(2026, 11, 22, 23, tzinfo=UTC)).isoformat() == "2026-11-16"
