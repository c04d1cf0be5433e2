"""Signing in leads back to where one was, never elsewhere; who is suspended reads and leaves."""

from __future__ import annotations

import pytest
from flask import Flask

from community.accounts.actions_members import suspend
from community.accounts.models import Member
from community.core.db import writing
from community.policies.actor import SYSTEM
from tests.makers import PASSWORD, make_article, make_idea, make_member, make_question
from tests.services.client import PortalClient

ELSEWHERE = (
    "//evil.example",
    "/\\evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "/\t/evil.example",
    "\\\\evil.example",
)


def sign_in_with(client: PortalClient, **more: str) -> str:
    """Where a member lands who signs in with these hidden fields."""
    fields = {"email": make_member("Vera").email or "", "password": PASSWORD, **more}
    answer = client.post("/sign-in", data=fields)
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_sign_in_leads_back_to_the_page_one_came_from(client: PortalClient) -> None:
    away = client.get("/notifications?after=7")
    assert away.headers["Location"] == "/sign-in?next=/notifications?after%3D7"
    page = client.get(away.headers["Location"]).text
    assert 'value="/notifications?after=7"' in page
    assert sign_in_with(client, next="/notifications?after=7") == "/notifications?after=7"


@pytest.mark.parametrize("address", ELSEWHERE)
def test_sign_in_leads_nowhere_else(client: PortalClient, address: str) -> None:
    assert sign_in_with(client, next=address) == "/"


def test_an_intent_of_somebody_else_is_worth_nothing(client: PortalClient) -> None:
    idea = make_idea()
    assert sign_in_with(client, intent="eyJiYWNrIjoiLy9ldmlsIn0.x.y", next="/ideas") == "/ideas"
    assert "1 vote" in client.get(f"/ideas/product/{idea.id}-{idea.slug}").text


def test_a_click_is_promised_to_be_done_and_a_text_is_not(client: PortalClient) -> None:
    idea = make_idea()
    promise = "what you have just clicked is done"
    vote = client.post(f"/ideas/{idea.id}/vote").headers["Location"]
    assert promise in client.get(vote).text
    comment = client.post(f"/subjects/{idea.id}/comments", data={"body": "Me too."})
    assert promise not in client.get(comment.headers["Location"]).text


@pytest.mark.long
def test_a_visitor_is_offered_no_field_whose_words_would_be_lost(client: PortalClient) -> None:
    question, idea = make_question(), make_idea()
    make_article()
    for path in (
        f"/questions/{question.id}-{question.slug}",
        f"/ideas/product/{idea.id}-{idea.slug}",
        "/help/en/deliveries/print-a-delivery-note",
    ):
        page = client.get(path)
        assert page.status_code == 200
        assert "<textarea" not in page.text, path


@pytest.fixture
def suspended(app: Flask) -> Member:
    """A member who may not write for now."""
    member = make_member("Sven")
    with writing():
        suspend(SYSTEM, member.id, "spam")
    return member


def test_who_is_suspended_reads_and_leaves(client: PortalClient, suspended: Member) -> None:
    question = make_question()
    client.sign_in(suspended)
    for path in ("/", f"/questions/{question.id}-{question.slug}", "/ideas"):
        assert client.get(path).status_code == 200, path
    assert client.post("/sign-out").status_code == 303
    assert client.get("/notifications").status_code == 303


def test_who_is_suspended_writes_nothing(client: PortalClient, suspended: Member) -> None:
    question, idea = make_question(), make_idea()
    client.sign_in(suspended)
    words = {"title": "May I say a word?", "body": "A word.", "reason": "spam", "lang": "en"}
    paths = ["/questions/ask", f"/questions/{question.id}-{question.slug}", "/ideas/new"]
    paths += [f"/ideas/{idea.id}/vote", f"/questions/{question.id}/same"]
    paths += [f"/subjects/{idea.id}/comments", f"/subjects/{idea.id}/flag"]
    answers = {path: client.post(path, data=words).status_code for path in paths}
    assert set(answers.values()) == {403}, answers
