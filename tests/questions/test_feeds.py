"""Feeds of questions: what everybody may see, well formed, and told again only when something changed."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from flask import Flask

from community.accounts.models import Member
from community.core.db import writing
from community.policies.actor import Role
from community.questions import actions
from tests.makers import (
    actor_of,
    make_answer,
    make_area,
    make_member,
    make_organisation,
    make_question,
)
from tests.services.client import PortalClient

SignIn = Callable[[Member], PortalClient]
ATOM = {"a": "http://www.w3.org/2005/Atom"}
FEEDS = {
    "/questions/feed.atom": {"soil", "bill", "answered"},
    "/questions/unanswered.atom": {"soil", "bill"},
    "/tags/tax/feed.atom": {"bill"},
    "/areas/billing/feed.atom": {"bill"},
}


@pytest.fixture
def questions(app: Flask) -> None:
    area, customer = make_area(), make_member(organisation=make_organisation())
    make_question(title="What about soil?")
    make_question(title="What about bill?", product_area_id=area.id, tags=("tax",))
    make_answer(make_question(title="What about answered?"))
    make_question(
        customer,
        title="What about secret?",
        product_area_id=area.id,
        tags=("tax",),
        is_private=True,
    )


def names(client: PortalClient, address: str) -> set[str]:
    answer = client.get(address)
    assert answer.mimetype == "application/atom+xml"
    feed = ET.fromstring(answer.data)  # noqa: S314 – our own document
    titles = feed.findall("a:entry/a:title", ATOM)
    return {str(one.text).removeprefix("What about ").rstrip("?") for one in titles}


@pytest.mark.usefixtures("questions")
@pytest.mark.parametrize(("address", "expected"), FEEDS.items())
def test_a_feed_holds_what_everybody_sees(
    client: PortalClient, sign_in: SignIn, address: str, expected: set[str]
) -> None:
    assert names(client, address) == expected
    assert names(sign_in(make_member("Al", Role.AGENT)), address) == expected


@pytest.mark.usefixtures("questions")
def test_pages_tell_of_their_feed(client: PortalClient) -> None:
    for page, feed in [
        ("/questions", "/questions/feed.atom"),
        ("/questions?tab=unanswered", "/questions/unanswered.atom"),
        ("/tags/tax", "/tags/tax/feed.atom"),
        ("/areas/billing", "/areas/billing/feed.atom"),
        ("/questions?area=billing", "/areas/billing/feed.atom"),
    ]:
        text = client.get(page).text
        link = text.split('type="application/atom+xml"')[1].split(">")[0]
        assert f'{feed}"' in link


@pytest.mark.usefixtures("questions")
def test_an_unchanged_feed_is_not_sent_again(client: PortalClient) -> None:
    etag = client.get("/questions/feed.atom").headers["ETag"]
    again = client.get("/questions/feed.atom", headers={"If-None-Match": etag})
    assert again.status_code == 304
    make_question(title="What about rain?")
    changed = client.get("/questions/feed.atom", headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert "What about rain?" in changed.text


def test_what_is_removed_leaves_the_feed(client: PortalClient) -> None:
    question = make_question(title="What about soil?")
    moderator = actor_of(make_member("Mo", Role.MODERATOR))
    assert names(client, "/questions/feed.atom") == {"soil"}
    with writing():
        actions.delete_question(moderator, question)
    assert names(client, "/questions/feed.atom") == set()


def test_feeds_of_what_is_not_there(client: PortalClient) -> None:
    assert client.get("/tags/nowhere/feed.atom").status_code == 404
    assert client.get("/areas/nowhere/feed.atom").status_code == 404
