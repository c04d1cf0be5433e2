"""What is chosen from the list under the search box is counted as a search that was opened."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from community.core.db import db
from community.core.search_engine.port import SearchEngine
from community.search import tasks
from community.search.models import SearchQuery
from community.search.queries_report import Period, list_phrases, sum_figures
from community.search.report import Figures, Measure
from tests.makers import make_idea, make_member
from tests.services.client import PortalClient
from tests.services.worker import Worker


def make_found(count: int = 1) -> None:
    author = make_member()
    for number in range(count):
        make_idea(author, title=f"Print {number} notes on one page")
    tasks.index_dirty()


@pytest.mark.long
def test_what_is_chosen_while_typing_is_a_search_that_was_opened(
    index: SearchEngine, client: PortalClient, drain: Worker
) -> None:
    make_found(2)
    asked = {"q": "Print not", "list": "search-list"}
    found = re.search(
        r'data-subject="(\d+)"', client.get("/search/suggest", query_string=asked).text
    )
    assert found
    drain()
    assert sum_figures(Period()) == Figures()
    for _ in range(2):
        client.get("/search/suggest", query_string=asked | {"chosen": found[1]})
    drain()
    assert sum_figures(Period()) == Figures(searches=1, opened=1)
    assert [row.phrase for row in list_phrases(Period(), Measure.SEARCHES).items] == ["print not"]


@pytest.mark.long
@pytest.mark.parametrize("chosen", ["0", "999999", "-1", "x", "", "9" * 5000])
def test_what_was_not_suggested_cannot_be_chosen(
    index: SearchEngine, client: PortalClient, drain: Worker, chosen: str
) -> None:
    make_found()
    address = {"q": "notes", "chosen": chosen}
    assert client.get("/search/suggest", query_string=address).status_code == 200
    drain()
    assert sum_figures(Period()) == Figures()


def test_what_names_somebody_is_masked_before_a_choice_is_kept(
    index: SearchEngine, client: PortalClient, drain: Worker
) -> None:
    idea = make_idea(title="Print zoe@garden.example on the notes")
    tasks.index_dirty()
    address = {"q": "notes zoe@garden.example", "chosen": str(idea.id)}
    client.get("/search/suggest", query_string=address)
    drain()
    (kept,) = db.session.scalars(select(SearchQuery)).all()
    assert (kept.text, kept.opened_subject_id) == ("notes …@…", idea.id)
