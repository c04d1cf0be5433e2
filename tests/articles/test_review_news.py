"""Who hears of a text on its way to readers, in the portal and by mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from community.articles import tasks_publishing
from community.articles.models import ArticleRevision
from community.core.clock import now
from community.core.db import db, writing
from community.core.mail import Letter
from community.policies.actor import Role
from tests.articles.team import Team
from tests.makers import make_member
from tests.services.client import PortalClient
from tests.services.worker import Worker


@pytest.fixture
def team(app: Flask) -> Team:
    return Team()


@pytest.fixture
def writer(team: Team, new_client: Callable[[], PortalClient]) -> PortalClient:
    return new_client().sign_in(team.writer)


def test_the_chosen_reviewer_alone_is_told(
    team: Team, drain: Worker, postman: list[Letter], client: PortalClient
) -> None:
    other = make_member("Otto", Role.EDITOR)
    team.act(team.writer, "submit", reviewer_id=team.reviewer.id, text="Please look.")
    drain()
    assert [letter.to for letter in postman] == [team.reviewer.email]
    assert "Please review: Print a delivery note" in postman[0].subject
    assert "Please look." in postman[0].text
    assert "Please review" in client.sign_in(team.reviewer).get("/notifications").text
    assert "Please review" not in client.sign_in(other).get("/notifications").text


def test_any_reviewer_but_the_writers_is_told(
    team: Team, drain: Worker, postman: list[Letter]
) -> None:
    other = make_member("Otto", Role.EDITOR)
    team.act(team.writer, "submit")
    drain()
    assert {letter.to for letter in postman} == {team.reviewer.email, other.email}


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        ("approve", "Approved"),
        ("ask_changes", "Changes asked for"),
        ("reject", "Rejected"),
        ("comment", "Remark on a draft"),
    ],
)
def test_its_writer_hears_what_became_of_it(
    team: Team, drain: Worker, postman: list[Letter], deed: str, words: str
) -> None:
    team.act(team.writer, "submit", reviewer_id=team.reviewer.id)
    drain()
    postman.clear()
    more = {"text": "Well."} if deed == "approve" else {}
    team.act(team.reviewer, deed, *([] if more else ["Well."]), **more)
    drain()
    assert [(letter.to, letter.subject) for letter in postman] == [
        (team.writer.email, f"{words}: Print a delivery note")
    ]


def test_its_writer_reads_in_the_portal_that_it_was_published(
    team: Team, drain: Worker, writer: PortalClient
) -> None:
    at = now() + timedelta(hours=1)
    team.act(team.writer, "schedule", at)
    with time_machine.travel(at, tick=False):
        tasks_publishing.publish_due()
        drain()
    assert "Readers see it now: Print a delivery note" in writer.get("/notifications").text


def test_who_is_no_longer_a_writer_hears_nothing(
    team: Team, drain: Worker, postman: list[Letter]
) -> None:
    member = make_member("Mia")
    with writing():
        db.session.execute(update(ArticleRevision).values(author_id=member.id, writer_ids=[]))
    team.act(team.reviewer, "submit")
    drain()
    postman.clear()
    team.act(team.writer, "approve")
    drain()
    assert postman == []
