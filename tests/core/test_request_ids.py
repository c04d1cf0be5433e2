"""One id ties a request to its events, log lines and letters, and to nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from community.core import outbox, request_id
from community.core.db import db, writing
from community.core.mail import Letter
from community.core.mail_outbox import Draft, Recipient, deliver_letters, post, post_all
from community.core.outbox import OutboxEvent
from community.events import MemberChanged
from tests.makers import make_member, make_question
from tests.services.client import PortalClient
from tests.services.worker import Worker


@pytest.fixture(autouse=True)
def no_request() -> Iterator[None]:
    """Whatever a request before left behind."""
    with request_id.resumed(None):
        yield


ADA = Recipient(address="ada@garden.example", locale="en")
heard: list[str | None] = []


def hear(event: MemberChanged) -> None:
    heard.append(request_id.current())
    if event.member_id == 13:
        raise RuntimeError("unlucky")


@pytest.mark.parametrize("member_id", [7, 13])
def test_what_follows_a_delivery_is_not_logged_under_its_request(
    app: Flask, monkeypatch: pytest.MonkeyPatch, member_id: int
) -> None:
    heard.clear()
    monkeypatch.setitem(app.extensions["portal_subscribers"], "MemberChanged", (hear,))
    with request_id.resumed("planted-42"), writing():
        outbox.record(MemberChanged(member_id=member_id))
    outbox.deliver(db.session.scalars(select(func.max(OutboxEvent.id))).one())
    assert heard == ["planted-42"]
    assert request_id.current() is None


def test_a_letter_carries_the_id_of_its_request(
    client: PortalClient, drain: Worker, postman: list[Letter]
) -> None:
    member = make_member("Ada")
    headers = {"X-Request-Id": "asked-for-7"}
    client.post("/password/forgot", data={"email": member.email}, headers=headers)
    drain()
    [letter] = postman
    assert letter.message()["X-Request-Id"] == "asked-for-7"


def test_news_that_are_told_to_many_carry_it_too(
    client: PortalClient, drain: Worker, postman: list[Letter]
) -> None:
    question = make_question(make_member("Ada"))
    drain()
    client.sign_in(make_member("Bea"))
    data = {"body": "Print it twice, then fold it.", "lang": "en"}
    address = f"/questions/{question.id}-{question.slug}"
    client.post(address, data=data, headers={"X-Request-Id": "asked-for-8"})
    drain()
    [letter] = postman
    assert letter.message()["X-Request-Id"] == "asked-for-8"


def test_letters_of_many_carry_it_and_those_of_no_request_none(
    app: Flask, postman: list[Letter]
) -> None:
    with request_id.resumed("planted-42"), writing():
        post_all([Draft(ADA, "no_account", {}), Draft(ADA, "no_account", {})])
    with writing():
        post(ADA, "no_account", {})
    deliver_letters()
    found = [letter.message()["X-Request-Id"] for letter in postman]
    assert found == ["planted-42", "planted-42", None]
