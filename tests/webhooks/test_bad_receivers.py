"""A receiver that is gone, slow, rude or leads elsewhere is written down, rests, and keeps nobody waiting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime

import pytest
import time_machine
from sqlalchemy import select

from community.core import http
from community.core.clock import now
from community.core.db import db
from community.core.mail import Letter
from community.policies.actor import Role
from community.webhooks.models import (
    MessageState,
    OffReason,
    WebhookAttempt,
    WebhookEndpoint,
    WebhookMessage,
)
from community.webhooks.tasks import deliver_webhooks
from tests.makers import (
    make_member,
    make_question,
)
from tests.services import receiver as receivers
from tests.services.receiver import Receiver
from tests.services.worker import Worker

Messages = Callable[[], list[WebhookMessage]]
New = Callable[..., WebhookEndpoint]


def later(wait: timedelta) -> int:
    with time_machine.travel(now() + wait, tick=False):
        return deliver_webhooks()


@pytest.mark.long
def test_410_switches_it_off_and_the_owners_hear_of_it(
    endpoint: WebhookEndpoint, receiver: Receiver, drain: Worker, postman: list[Letter]
) -> None:
    admin = make_member("Root", Role.ADMIN)
    receiver.answer = (410, {})
    make_question()
    drain()
    assert db.session.get_one(WebhookEndpoint, endpoint.id).off_reason is OffReason.GONE
    assert [letter.to for letter in postman] == [admin.email]
    assert "127.0.0.1" in postman[0].subject
    make_question()
    drain()
    assert len(receiver.requests) == 1


def in_an_hour() -> str:
    return format_datetime(now() + timedelta(hours=1), usegmt=True)


@pytest.mark.long
@pytest.mark.parametrize("says", [lambda: "3600", in_an_hour], ids=["seconds", "date"])
def test_retry_after_is_obeyed(
    endpoint: WebhookEndpoint,
    receiver: Receiver,
    drain: Worker,
    messages: Messages,
    says: Callable[[], str],
) -> None:
    receiver.answer = (429, {"Retry-After": says()})
    make_question()
    drain()
    make_question()
    drain()
    assert len(receiver.requests) == 1  # the second one waits, too
    receiver.answer = (204, {})
    assert later(timedelta(minutes=59)) == 0
    assert later(timedelta(minutes=61)) == 2


@pytest.mark.long
@pytest.mark.parametrize("code", [301, 302, 307])
def test_redirects_are_not_followed(
    endpoint: WebhookEndpoint, receiver: Receiver, drain: Worker, messages: Messages, code: int
) -> None:
    receiver.answer = (code, {"Location": receiver.url + "&again=1"})
    make_question()
    drain()
    assert len(receiver.requests) == 1
    assert [one.state for one in messages()] == [MessageState.WAITING]


@pytest.mark.long
@pytest.mark.parametrize(
    ("act", "words"),
    [
        (receivers.reset, "closed connection without response"),
        (receivers.drip, "no answer in time"),
        (receivers.babble, ""),
    ],
)
def test_bad_receivers_are_written_down(
    endpoint: WebhookEndpoint,
    receiver: Receiver,
    drain: Worker,
    monkeypatch: pytest.MonkeyPatch,
    *,
    act: Callable[..., None],
    words: str,
) -> None:
    monkeypatch.setattr(http, "SECONDS", 0.5)
    receiver.act = act
    make_question()
    drain()
    attempt = db.session.scalars(select(WebhookAttempt)).one()
    assert attempt.status is None
    assert words in attempt.error
    assert attempt.took_ms < 3000


@pytest.mark.long
@pytest.mark.parametrize(
    "says", ["01 Jan 2024 00:00:00 +9999999999999", "31 Dec 9999 23:59:59 -2359", "soon", "-1"]
)
def test_a_wait_that_cannot_be_is_not_obeyed_and_keeps_no_other_waiting(
    new_endpoint: New, receiver: Receiver, drain: Worker, messages: Messages, says: str
) -> None:
    with receivers.running() as odd:
        odd.answer = (503, {"Retry-After": says})
        new_endpoint(odd.url)
        new_endpoint()
        make_question()
        drain()
        assert len(odd.requests) == len(receiver.requests) == 1
    assert sorted(one.attempts for one in messages()) == [1, 1]
    assert {one.state for one in messages()} == {MessageState.WAITING, MessageState.DONE}


@pytest.mark.long
def test_what_nobody_thought_of_is_written_down_too(
    endpoint: WebhookEndpoint, drain: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_words: object, **_more: object) -> http.Answer:
        raise LookupError("unknown encoding")

    monkeypatch.setattr(http, "post", break_down)
    make_question()
    drain()
    assert db.session.scalars(select(WebhookAttempt.error)).one() == "LookupError"


@pytest.mark.long
def test_tls_that_is_none_is_written_down(
    new_endpoint: New, receiver: Receiver, drain: Worker
) -> None:
    new_endpoint(receiver.url.replace("http:", "https:"))
    make_question()
    drain()
    assert db.session.scalars(select(WebhookAttempt.error)).one().startswith("TLS")


@pytest.mark.long
def test_a_slow_endpoint_keeps_no_other_waiting(
    new_endpoint: New, receiver: Receiver, drain: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "SECONDS", 1)
    with receivers.running() as slow:
        slow.act = receivers.drip
        new_endpoint(slow.url)
        new_endpoint()
        for _number in range(3):
            make_question()
        drain()
        assert len(slow.requests) == 1  # after that it rests
        assert len(receiver.requests) == 3
