"""Administrators add, look, change the secret and replay; nobody else comes near, and a secret is seen once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.content import actions as content
from community.content.models import Subject
from community.core.db import db, writing
from community.policies.actor import Role
from community.webhooks.models import WebhookEndpoint, WebhookMessage
from tests.makers import make_member, make_question
from tests.services.client import PortalClient
from tests.services.receiver import Receiver
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]


@pytest.fixture
def admin(app: Flask, sign_in: SignIn) -> PortalClient:
    return sign_in(make_member("Root", Role.ADMIN))


def added(admin: PortalClient, receiver: Receiver) -> tuple[WebhookEndpoint, str]:
    sent = {"url": receiver.url, "description": "CRM", "events": ["question.asked"]}
    answer = admin.post("/admin/webhooks/new", data=sent)
    assert answer.headers["Cache-Control"] == "no-store"
    secret = re.findall(r"whsec_[A-Za-z0-9+/=]+", answer.text)[0]
    return db.session.scalars(select(WebhookEndpoint)).one(), secret


@pytest.mark.long
def test_a_secret_is_shown_once(admin: PortalClient, receiver: Receiver) -> None:
    endpoint, secret = added(admin, receiver)
    assert endpoint.secret == secret
    for path in ("/admin/webhooks", f"/admin/webhooks/{endpoint.id}"):
        assert "whsec_" not in admin.get(path).text
    fresh = admin.post(f"/admin/webhooks/{endpoint.id}/rotate").text
    assert secret not in fresh
    assert "whsec_" in fresh


@pytest.mark.long
def test_the_log_shows_what_was_answered_and_sends_again(
    admin: PortalClient, receiver: Receiver, drain: Worker
) -> None:
    endpoint, _secret = added(admin, receiver)
    receiver.answer = (500, {})
    question = make_question()
    drain()
    page = f"/admin/webhooks/{endpoint.id}"
    assert "1 attempt" in admin.get(page).text
    assert "500" in admin.get(page).text
    receiver.answer = (204, {})
    message = db.session.scalars(select(WebhookMessage)).one()
    with writing() as session:
        session.merge(endpoint).rests_until = None
    assert admin.post(f"{page}/messages/{message.id}/replay").status_code == 303
    drain()
    assert "Arrived" in admin.get(page).text
    with writing() as session:
        staff = content.intern_audience(["staff"])
        content.change_audience(session.get_one(Subject, question.id), staff)
    assert admin.post(f"{page}/messages/{message.id}/replay").status_code == 409


@pytest.mark.long
def test_a_test_is_sent_and_off_is_off(
    admin: PortalClient, receiver: Receiver, drain: Worker
) -> None:
    endpoint, _secret = added(admin, receiver)
    page = f"/admin/webhooks/{endpoint.id}"
    admin.post(f"{page}/try")
    drain()
    assert receiver.types == ["webhook.test"]
    admin.post(f"{page}/switch", data={"off": "1"})
    make_question()
    drain()
    assert admin.post(f"{page}/try").status_code == 409
    assert receiver.types == ["webhook.test"]
    admin.post(f"{page}/switch")
    admin.post(f"{page}/remove")
    assert admin.get(page).status_code == 404


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://x.example/",
        "https://me:secret@x.example/",
        "https:///x",
        "https://x:y/",
        "https://x.example/#a",
    ],
)
def test_a_bad_address_is_refused_and_nothing_is_lost(admin: PortalClient, url: str) -> None:
    sent = {"url": url, "description": "CRM", "events": ["question.asked", "idea.proposed"]}
    answer = admin.post("/admin/webhooks/new", data=sent)
    assert answer.status_code == 422
    assert 'value="CRM"' in answer.text
    assert answer.text.count("checked ") == 2


@pytest.mark.long
def test_events_that_are_none_are_refused(admin: PortalClient, receiver: Receiver) -> None:
    for events in ([], ["webhook.test"], ["nonsense"]):
        sent = {"url": receiver.url, "events": events}
        assert admin.post("/admin/webhooks/new", data=sent).status_code == 422


@pytest.mark.long
@pytest.mark.parametrize("role", [Role.AGENT, Role.MODERATOR, Role.PRODUCT_MANAGER, Role.EDITOR])
def test_nobody_else_comes_near(
    endpoint: WebhookEndpoint, sign_in: SignIn, receiver: Receiver, role: Role
) -> None:
    client, page = sign_in(make_member("", role)), f"/admin/webhooks/{endpoint.id}"
    assert client.get("/admin/webhooks").status_code == 403
    assert client.get(page).status_code == 403
    for act in ("rotate", "try", "switch", "remove", "messages/1/replay"):
        assert client.post(f"{page}/{act}").status_code == 403


@pytest.mark.long
def test_a_message_of_another_endpoint_is_not_there(
    admin: PortalClient,
    receiver: Receiver,
    drain: Worker,
    new_endpoint: Callable[..., WebhookEndpoint],
) -> None:
    first, second = new_endpoint(), new_endpoint()
    make_question()
    drain()
    mine = select(WebhookMessage.id).where(WebhookMessage.endpoint_id == first.id)
    message_id = db.session.scalars(mine).one()
    assert (
        admin.post(f"/admin/webhooks/{second.id}/messages/{message_id}/replay").status_code == 404
    )
