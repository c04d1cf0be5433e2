"""What a visitor had clicked is done once he is signed in, and he is where he was."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from flask import Flask

from community.accounts.models import Member
from community.core.clock import now
from community.core.db import db, writing
from community.core.mail import Letter
from community.ideas.models import Idea
from tests.makers import PASSWORD, make_idea, make_member
from tests.services.client import PortalClient
from tests.services.worker import Worker


@pytest.fixture
def idea(app: Flask) -> Idea:
    return make_idea()


def click_vote(client: PortalClient, idea: Idea, back: str = "/ideas") -> str:
    """What the sign-in page is asked for after a visitor's click."""
    answer = client.post(f"/ideas/{idea.id}/vote", headers={"Referer": f"http://localhost{back}"})
    assert answer.status_code == 303
    address = urlsplit(answer.headers["Location"])
    assert address.path == "/sign-in"
    return parse_qs(address.query)["intent"][0]


def supporters(idea: Idea) -> int:
    return db.session.get_one(Idea, idea.id, populate_existing=True).supporter_count


def sign_in(client: PortalClient, member: Member, intent: str) -> str:
    data = {"email": member.email, "password": PASSWORD, "intent": intent}
    answer = client.post("/sign-in", data=data)
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_the_vote_is_cast_after_sign_in_and_one_is_where_one_was(
    client: PortalClient, idea: Idea
) -> None:
    intent = click_vote(client, idea, "/ideas?sort=new")
    assert supporters(idea) == 1
    assert sign_in(client, make_member(), intent) == "/ideas?sort=new"
    assert supporters(idea) == 2


@pytest.mark.long
def test_the_vote_is_cast_after_registering_by_letter_too(
    client: PortalClient, idea: Idea, drain: Worker, postman: list[Letter]
) -> None:
    intent = click_vote(client, idea)
    client.post("/register", data={"name": "Ada", "email": "ada@garden.example", "intent": intent})
    drain()
    link = re.search(r"http://localhost(/\S+)", postman[-1].text)
    assert link
    answer = client.post(link[1], data={"name": "Ada", "password": "five orchids on a tram"})
    assert answer.headers["Location"] == "/ideas"
    assert supporters(idea) == 2


def test_a_forged_or_old_intent_does_nothing(client: PortalClient, idea: Idea) -> None:
    intent = click_vote(client, idea)
    assert sign_in(client, make_member(), intent[:-2] + "xx") == "/"
    client.sign_out()
    with time_machine.travel("2040-01-01"):
        assert sign_in(client, make_member(), intent) == "/"
    assert supporters(idea) == 1


def test_a_suspended_member_signs_in_but_his_vote_is_not_cast(
    client: PortalClient, idea: Idea
) -> None:
    member = make_member()
    with writing() as session:
        session.get_one(Member, member.id).suspended_at = now()
    assert sign_in(client, member, click_vote(client, idea)) == "/ideas"
    assert supporters(idea) == 1


def test_the_intent_survives_a_wrong_password(client: PortalClient, idea: Idea) -> None:
    intent = click_vote(client, idea)
    data = {"email": make_member().email, "password": "wrong", "intent": intent}
    page = client.post("/sign-in", data=data).text
    assert f'value="{intent}"' in page


def test_a_click_by_script_leads_the_browser_to_sign_in(client: PortalClient, idea: Idea) -> None:
    answer = client.post(f"/ideas/{idea.id}/vote", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].startswith("/sign-in?intent=")


def test_a_link_to_sign_in_does_nothing_for_who_is_signed_in(
    client: PortalClient, idea: Idea
) -> None:
    intent = click_vote(client, idea)
    client.sign_in(make_member())
    answer = client.get("/sign-in", query_string={"intent": intent})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/ideas")
    assert supporters(idea) == 1


def test_a_link_that_somebody_else_made_by_clicking_casts_nobodys_vote(
    client: PortalClient, idea: Idea, new_client: Callable[[], PortalClient]
) -> None:
    crafted = click_vote(client, idea)
    victim = new_client()
    assert sign_in(victim, make_member(), crafted) == "/ideas"
    assert supporters(idea) == 1


def test_a_click_of_ones_own_lends_nothing_to_a_link_of_somebody_else(
    client: PortalClient, idea: Idea, new_client: Callable[[], PortalClient]
) -> None:
    crafted, victim = click_vote(client, idea), new_client()
    click_vote(victim, idea)
    sign_in(victim, make_member(), crafted)
    assert supporters(idea) == 1


def test_only_a_click_is_remembered_by_the_browser_and_out_of_reach_of_script(
    client: PortalClient, idea: Idea
) -> None:
    for page in ("/", "/ideas", "/sign-in"):
        assert "Set-Cookie" not in client.get(page).headers
    cookie = client.post(f"/ideas/{idea.id}/vote").headers["Set-Cookie"]
    assert cookie.startswith("intent=")
    assert {"HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
