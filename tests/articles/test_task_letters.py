"""One letter a week tells an owner what his articles ask of him."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from community.accounts.models import Member
from community.articles import tasks_work
from community.articles.states import Significance
from community.core.mail import Letter
from community.notifications.tasks_digests import is_time, send_article_digests
from community.policies.actor import Role
from tests.articles.owners import edit, owned, verify
from tests.makers import make_article, make_member, make_section
from tests.services.client import PortalClient
from tests.services.worker import Worker

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def owner(app: Flask) -> Member:
    return make_member("Olga", Role.AGENT)


def due(owner: Member, *titles: str) -> None:
    section = make_section()
    for title in titles:
        article = owned(owner, make_article(section, title))
        verify(article)
        edit(article, Significance.MAJOR)
    tasks_work.settle_article_tasks()


@pytest.mark.long
def test_an_owner_gets_one_letter_a_week_however_many_articles(
    app: Flask, drain: Worker, postman: list[Letter], *, owner: Member
) -> None:
    with time_machine.travel(MONDAY, tick=False):
        due(owner, "One", "Two")
        assert send_article_digests() == 1
        drain()
    with time_machine.travel(MONDAY + timedelta(days=1), tick=False):
        assert send_article_digests() == 0
        drain()
    assert [letter.to for letter in postman] == [owner.email]
    assert "2 articles ask something of you" in postman[0].subject
    assert postman[0].text.count("Check it again.") == 2


@pytest.mark.long
def test_the_next_week_brings_the_next_letter(
    app: Flask, drain: Worker, postman: list[Letter], *, owner: Member
) -> None:
    for week in range(2):
        with time_machine.travel(MONDAY + timedelta(days=7 * week), tick=False):
            if not week:
                due(owner, "One")
            send_article_digests()
            drain()
    assert len(postman) == 2


def test_without_tasks_no_letter_is_written(
    app: Flask, drain: Worker, postman: list[Letter], *, owner: Member
) -> None:
    with time_machine.travel(MONDAY, tick=False):
        owned(owner, make_article())
        assert send_article_digests() == 0
        drain()
    assert postman == []


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (MONDAY.replace(hour=6), False),
        (MONDAY.replace(hour=7), True),
        (MONDAY + timedelta(days=2), True),
        (MONDAY + timedelta(days=3), False),
    ],
)
def test_the_letter_leaves_on_monday_morning_or_soon_after(at: datetime, expected: bool) -> None:
    assert is_time(at) is expected


@pytest.mark.long
def test_whoever_wants_no_such_letter_gets_none(
    app: Flask, client: PortalClient, drain: Worker, *, owner: Member, postman: list[Letter]
) -> None:
    client.sign_in(owner).post("/preferences/notifications", data={})
    with time_machine.travel(MONDAY, tick=False):
        due(owner, "One")
        send_article_digests()
        drain()
    assert postman == []
