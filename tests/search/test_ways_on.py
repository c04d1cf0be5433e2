"""What the page of results says where it cannot give what was asked for: sign in, ask, propose."""

from __future__ import annotations

import pytest

from community.accounts.models import Member
from community.core.search_engine.port import SearchEngine
from community.search import tasks
from tests.makers import make_idea, make_member, make_question
from tests.services.client import PortalClient

FAR = "Nothing fits all of that; these hold some of the words."
WAITING = "Where do printed receipts go?"


@pytest.fixture
def zoe(index: SearchEngine) -> Member:
    """Whose question stands beside those of others."""
    zoe = make_member("Zoe")
    make_question(zoe, WAITING)
    make_question(title="How is a receipt signed off?")
    make_idea(title="Receipts without paper for the webshop")
    tasks.index_dirty()
    index.publish_lexicon(at_once=True)
    return zoe


@pytest.mark.parametrize("text", ["by:me", "receipt par:moi", "receipt by:me,nobody-at-all"])
def test_a_visitor_who_looks_for_his_own_posts_is_asked_to_sign_in(
    zoe: Member, client: PortalClient, text: str
) -> None:
    answer = client.get("/search", query_string={"q": text})
    assert answer.status_code == 200
    said = answer.text.partition('<p class="search-understood">')[2].partition("</p>")[0]
    assert "sign in first" in said
    assert 'href="/sign-in?next=/search%3Fq%3D' in said
    assert "nobody called" not in answer.text


@pytest.mark.long
def test_whoever_is_signed_in_finds_his_own_and_is_asked_for_nothing(
    zoe: Member, client: PortalClient
) -> None:
    page = client.sign_in(zoe).get("/search?q=receipt+by:me").text
    assert WAITING in page.replace("<mark>", "").replace("</mark>", "")
    assert "sign in first" not in page
    assert "nobody called" in client.get("/search?q=by:nobody-at-all").text


def test_far_fetched_hits_stand_under_a_sentence_and_the_ways_on(
    zoe: Member, client: PortalClient
) -> None:
    page = client.get("/search?q=zeppelin+moorings+without+paper+wardrobes").text
    sentence, way_on = page.index(FAR), page.index('href="/questions/ask?title=zeppelin')
    assert sentence < way_on < page.index('class="result-card"')
    assert page.count('class="search-way-on"') == 1
    assert "What you can do now" in page


@pytest.mark.parametrize(
    "text", ["receipt", "how is a receipt signed off", "reciept", "receipt paper", "in:ideas"]
)
def test_hits_that_hold_much_of_what_was_asked_stand_before_the_ways_on(
    zoe: Member, client: PortalClient, text: str
) -> None:
    page = client.get("/search", query_string={"q": text}).text
    assert FAR not in page
    assert page.index('class="result-card"') < page.index('class="search-way-on"')
