"""A phrase of the search report becomes work: an article, a synonym, a question or an idea."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from community.accounts.models import Member
from community.articles.models import ArticleRevision
from community.core.db import db
from community.policies.actor import Role
from community.search.models import SearchTakeUp
from tests.makers import make_member, make_section
from tests.search.tallies import tally
from tests.services.client import PortalClient

SignIn = Callable[[Member], PortalClient]


@pytest.mark.parametrize(
    ("work", "form", "name"),
    [
        ("article", "/desk/articles/new", "title"),
        ("synonym", "/desk/glossary/new", "synonym"),
        ("question", "/questions/ask", "title"),
        ("idea", "/ideas/new", "title"),
    ],
)
def test_a_phrase_becomes_work_in_one_click_and_carries_its_numbers(
    sign_in: SignIn, work: str, form: str, name: str
) -> None:
    tally("folding zeppelin", 14, 12)
    client = sign_in(make_member("Ada", Role.ADMIN))
    sent = {"phrase": "folding zeppelin", "locale": "en", "work": work, "weeks": "4"}
    answer = client.post("/desk/search/take-up", data=sent)
    assert answer.status_code == 303
    assert answer.location.startswith(f"{form}?")
    page = client.get(answer.location).text
    assert "olding zeppelin" in page
    assert "14 times in 4 weeks" in page
    assert "12 times nothing was found" in page
    assert db.session.scalars(select(SearchTakeUp.work)).one() == work
    assert "Ada" in client.get("/desk/search").text


@pytest.mark.parametrize("work", ["article", "synonym", "question", "idea"])
def test_a_phrase_becomes_work_in_its_own_language(sign_in: SignIn, work: str) -> None:
    tally("annuler une facture", 7, 7, locale="fr")
    make_section()
    client = sign_in(make_member("Ada", Role.ADMIN))
    sent = {"phrase": "annuler une facture", "locale": "fr", "work": work}
    address = client.post("/desk/search/take-up", data=sent).location
    assert parse_qs(urlsplit(address).query)["lang"] == ["fr"]
    page = client.get(address).text
    assert work == "synonym" or re.search(
        r'<option[^>]*\bselected[^>]*value="fr"|value="fr"[^>]*selected', page
    )


def test_the_draft_of_an_article_keeps_the_numbers_of_its_phrase(sign_in: SignIn) -> None:
    tally("annuler une facture", 7, 6, locale="fr")
    section, client = make_section(), sign_in(make_member("Ada", Role.ADMIN))
    sent = {"phrase": "annuler une facture", "locale": "fr", "work": "article"}
    address = client.post("/desk/search/take-up", data=sent).location
    page = client.get(address).text
    assert '<option selected value="fr">' in page
    [note] = re.findall(r'name="note" type="hidden" value="([^"]*)"', page)
    words = {"section": section.id, "title": "Annuler une facture", "body": "Ouvrez-la."}
    kept = client.post("/desk/articles/new", data=words | {"lang": "fr", "note": unescape(note)})
    assert kept.status_code == 303
    draft = db.session.scalars(select(ArticleRevision)).one()
    assert "7 times in 12 weeks. 6 times nothing was found." in draft.note


def test_only_the_team_takes_up_a_phrase(sign_in: SignIn) -> None:
    sent = {"phrase": "folding zeppelin", "locale": "en", "work": "question"}
    assert sign_in(make_member()).post("/desk/search/take-up", data=sent).status_code == 403
    agent = sign_in(make_member("Ann", Role.AGENT))
    assert agent.post("/desk/search/take-up", data=sent | {"work": "x"}).status_code == 404
    assert agent.post("/desk/search/take-up", data=sent | {"phrase": " "}).status_code == 404
    assert not db.session.scalars(select(SearchTakeUp)).all()
