"""Feeds of ideas hold what everybody sees, the newest first, of all boards or of one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from xml.etree import ElementTree as ET

import pytest
from flask import Flask

from community.content.actions import intern_audience
from community.core.atom import NAMESPACE
from community.core.db import writing
from community.ideas import actions
from community.ideas.models import Board, Idea
from tests.ideas.stories import manager, merge
from tests.makers import actor_of, make_board, make_idea, prose
from tests.services.client import PortalClient
from tests.services.statements import Statements

Counting = Callable[[], AbstractContextManager[Statements]]


def on(board: Board, title: str, body: str = "It saves *paper*.") -> Idea:
    actor, words = actor_of(manager()), prose(body)
    with writing():
        return actions.propose(actor, board, title, words, lang="en")


@pytest.fixture
def ideas(app: Flask) -> list[Idea]:
    """One on the first board, one that was merged into it, one on a second board, and one inside the team."""
    with writing():
        staff = intern_audience(["staff"])
    first, child = make_idea(title="Print two notes"), make_idea(title="Print two at once")
    merge(child, first)
    second = on(make_board("mobile"), "Sort orders by street")
    return [first, second, on(make_board("inside", staff), "A plan of our own")]


def titles(client: PortalClient, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.mimetype == "application/atom+xml"
    root = ET.fromstring(answer.data)  # noqa: S314 – our own document
    return [node.text or "" for node in root.iter(f"{{{NAMESPACE}}}title")][1:]


def test_feeds_hold_what_everybody_sees(client: PortalClient, ideas: list[Idea]) -> None:
    assert titles(client, "/ideas/feed.atom") == ["Sort orders by street", "Print two notes"]
    assert titles(client, "/ideas/mobile/feed.atom") == ["Sort orders by street"]
    assert "&lt;em&gt;paper" in client.get("/ideas/mobile/feed.atom").text


def test_a_board_that_not_everybody_sees_has_no_feed(
    client: PortalClient, ideas: list[Idea]
) -> None:
    for path in ("/ideas/inside/feed.atom", "/ideas/nowhere/feed.atom"):
        assert client.get(path).status_code == 404
    client.sign_in(manager())
    assert client.get("/ideas/inside/feed.atom").status_code == 404
    assert "feed.atom" not in client.get("/ideas/inside").text


def test_lists_name_their_feed(client: PortalClient, ideas: list[Idea]) -> None:
    assert 'href="/ideas/feed.atom"' in client.get("/ideas").text
    page = client.get("/ideas/mobile").text
    assert 'rel="alternate" type="application/atom+xml"' in page
    assert 'href="/ideas/mobile/feed.atom"' in page


def test_a_feed_costs_the_same_however_many(
    client: PortalClient, ideas: list[Idea], statements: Counting
) -> None:
    client.get("/ideas/feed.atom?warm")
    with statements() as few:
        client.get("/ideas/feed.atom?few")
    make_idea(title="One more of them")
    with statements() as many:
        client.get("/ideas/feed.atom?many")
    assert len(few) == len(many) <= 5
