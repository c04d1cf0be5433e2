"""Whoever asks for it reads once a week which questions wait in his areas; nobody else does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from community.accounts.models import Member
from community.content import actions as content
from community.content.models import ProductArea, TargetKind
from community.core.db import writing
from community.core.mail import Letter
from community.notifications.actions import prefer
from community.notifications.kinds import Channel, Kind
from community.notifications.tasks_digests import send_question_digests
from tests.makers import actor_of, make_answer, make_area, make_member, make_question
from tests.services.client import PortalClient
from tests.services.worker import Worker

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def area(app: Flask) -> ProductArea:
    return make_area()


def asking(area: ProductArea, *, is_on: bool = True, locale: str = "en", zone: str = "") -> Member:
    """A member who follows the area and asked for the letter."""
    member = make_member("Claire" if locale == "fr" else "", locale=locale)
    actor = actor_of(member)
    with writing() as session:
        content.follow(actor, TargetKind.AREA, area.id)
        prefer(member.id, Kind.QUESTION_DIGEST, Channel.EMAIL, is_on=is_on)
        session.merge(member).time_zone = zone or "UTC"
    return member


def send(at: datetime, drain: Worker) -> int:
    with time_machine.travel(at, tick=False):
        told = send_question_digests()
        drain()
    return told


def test_one_letter_a_week(
    app: Flask, drain: Worker, postman: list[Letter], *, area: ProductArea
) -> None:
    reader = asking(area)
    make_question(title="What about soil?", product_area_id=area.id)
    make_answer(make_question(title="What about seeds?", product_area_id=area.id))
    drain()
    postman.clear()
    assert [send(MONDAY + timedelta(days=one), drain) for one in (0, 1, 7)] == [1, 0, 1]
    assert [letter.to for letter in postman] == [reader.email] * 2
    assert postman[0].subject == "1 question in your areas waits for an answer"
    assert "What about soil?" in postman[0].text
    assert "What about seeds?" not in postman[0].text


def test_who_did_not_ask_gets_none(
    app: Flask, drain: Worker, postman: list[Letter], *, area: ProductArea
) -> None:
    make_question(product_area_id=area.id)
    asking(area, is_on=False)
    follower = actor_of(make_member())
    with writing():
        content.follow(follower, TargetKind.AREA, area.id)
    drain()
    assert send(MONDAY, drain) == 0
    assert postman == []


def test_an_empty_letter_is_not_written(app: Flask, drain: Worker, *, area: ProductArea) -> None:
    asking(area)
    make_question(title="In no area at all?")
    assert send(MONDAY, drain) == 0


def test_it_speaks_the_readers_language_at_his_hour(
    app: Flask, drain: Worker, postman: list[Letter], *, area: ProductArea
) -> None:
    asking(area, locale="fr", zone="America/New_York")
    make_question(product_area_id=area.id)
    drain()
    postman.clear()
    assert send(MONDAY, drain) == 0
    assert send(MONDAY + timedelta(hours=4), drain) == 1
    assert postman[0].text.startswith("Bonjour Claire")


def test_one_click_stops_it(
    client: PortalClient, drain: Worker, postman: list[Letter], *, area: ProductArea
) -> None:
    asking(area)
    make_question(product_area_id=area.id)
    drain()
    postman.clear()
    send(MONDAY, drain)
    link = postman[0].headers["List-Unsubscribe"].strip("<>")
    path = "/" + link.split("/", 3)[3]
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 200
    assert send(MONDAY + timedelta(days=7), drain) == 0


def test_it_is_off_until_it_is_chosen(client: PortalClient, *, area: ProductArea) -> None:
    member = make_member()
    page = client.sign_in(member).get("/preferences/notifications").text
    for channel in Channel:
        box = page.split(f'name="question_digest:{channel.value}"')[1].split(">")[0]
        assert "checked" not in box
