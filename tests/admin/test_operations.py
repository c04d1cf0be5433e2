"""What a listener could not take is parked where an administrator sees it, and can be started again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, update

from community.accounts.models import Member
from community.core import outbox
from community.core.db import db, writing
from community.core.outbox import Delivery, OutboxEvent
from community.events import MemberChanged
from community.policies.actor import Role
from tests.makers import make_member
from tests.services.client import PortalClient

SignIn = Callable[[Member], PortalClient]

calls: list[int] = []


def fragile(event: MemberChanged) -> None:
    calls.append(event.member_id)
    if len(calls) <= len(outbox.WAITS) + 1:
        raise RuntimeError("the printer is out of ink")


@pytest.fixture
def event_id(app: Flask, monkeypatch: pytest.MonkeyPatch) -> int:
    calls.clear()
    table = app.extensions["portal_subscribers"]
    monkeypatch.setitem(table, "MemberChanged", (fragile,))
    with writing():
        outbox.record(MemberChanged(member_id=7))
    return db.session.scalars(
        select(OutboxEvent.id).where(OutboxEvent.name == "MemberChanged")
    ).one()


def fail_until_parked(event_id: int) -> None:
    for _ in range(len(outbox.WAITS) + 1):
        outbox.deliver(event_id)
        with writing() as session:
            session.execute(update(Delivery).values(next_attempt_at=None))


def test_a_listener_that_keeps_failing_is_parked(event_id: int) -> None:
    fail_until_parked(event_id)
    [parked] = outbox.list_parked()
    assert "out of ink" in parked.error
    outbox.deliver(event_id)
    assert len(calls) == len(outbox.WAITS) + 1


def test_the_waits_grow(event_id: int) -> None:
    outbox.deliver(event_id)
    receipt = db.session.scalars(select(Delivery)).one()
    assert receipt.attempts == 1
    assert receipt.next_attempt_at is not None
    assert list(outbox.WAITS) == sorted(outbox.WAITS)


def test_an_administrator_sees_it_and_starts_it_again(event_id: int, sign_in: SignIn) -> None:
    fail_until_parked(event_id)
    client = sign_in(make_member("Ada", Role.ADMIN))
    page = client.get("/admin/operations").text
    assert "out of ink" in page
    assert page.count(">Record<") == 1
    assert client.post("/admin/operations/retry").status_code == 303
    outbox.deliver(event_id)
    assert outbox.list_parked() == []
    assert calls[-1] == 7


def test_what_was_delivered_is_not_delivered_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[int] = []

    def listener(event: MemberChanged) -> None:
        heard.append(event.member_id)

    monkeypatch.setitem(app.extensions["portal_subscribers"], "MemberChanged", (listener,))
    with writing():
        outbox.record(MemberChanged(member_id=7))
    event_id = db.session.scalars(select(OutboxEvent.id)).one()
    for _ in range(3):
        outbox.deliver(event_id)
    assert heard == [7]


def test_a_member_sees_no_operations(sign_in: SignIn) -> None:
    assert sign_in(make_member()).get("/admin/operations").status_code == 403
