"""What is kept for a time goes after it, however much it is, a piece at a time; what cannot be read is parked."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from community.accounts.models import Member
from community.core import mail_outbox, outbox
from community.core.clock import now
from community.core.db import db, writing
from community.core.mail_outbox import LetterRow
from community.core.outbox import Delivery, OutboxEvent, list_parked
from community.events import MemberChanged
from community.notifications import tasks
from community.notifications.models import Fanout, Notification
from tests.ideas.living import decide, support
from tests.makers import make_idea, make_member
from tests.services.worker import Worker


def count(model: type[Fanout | Notification | OutboxEvent | Delivery]) -> int:
    return db.session.scalars(select(func.count()).select_from(model)).one()


def test_news_of_half_a_year_ago_are_gone_and_the_bell_with_them(
    app: Flask, drain: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new, fan = make_idea(), make_idea(title="Sort orders by street"), make_member()
    support(old, fan, *(make_member() for _ in range(4)))
    decide(old, "planned")
    drain()
    monkeypatch.setattr(tasks, "FORGOTTEN_AT_ONCE", 2)
    with time_machine.travel(now() + timedelta(days=181), tick=False):
        support(new, fan)
        decide(new, "planned")
        drain()
        assert db.session.get_one(Member, fan.id).unread_count == 2
        tasks.forget_old()
        db.session.expire_all()
        assert db.session.get_one(Member, fan.id).unread_count == 1
        told = select(Notification.subject_id).where(Notification.member_id == fan.id)
        assert list(db.session.scalars(told)) == [new.id]
        assert count(Notification) == 2


def test_events_of_a_month_ago_are_all_gone_with_their_receipts(
    app: Flask, drain: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    support(make_idea(), *(make_member() for _ in range(4)))
    drain()
    monkeypatch.setattr(outbox, "BATCH", 2)
    assert count(Delivery) > 4
    with time_machine.travel(now() + timedelta(days=31), tick=False):
        outbox.forget_finished()
    assert (count(OutboxEvent), count(Delivery)) == (0, 0)


def test_words_and_addresses_of_letters_are_gone_after_a_month(
    app: Flask, drain: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    idea = make_idea()
    support(idea, *(make_member() for _ in range(4)))
    decide(idea, "planned")
    drain()
    monkeypatch.setattr(mail_outbox, "FORGOTTEN_AT_ONCE", 2)
    kept = select(func.count()).where(LetterRow.to_address != "")
    before = db.session.scalars(kept).one()
    mail_outbox.forget_letters()
    assert db.session.scalars(kept).one() == before > 3
    with time_machine.travel(now() + timedelta(days=31), tick=False):
        mail_outbox.forget_letters()
    assert db.session.scalars(kept).one() == 0
    assert {str(one) for one in db.session.scalars(select(LetterRow.context))} == {"{}"}


def heard(_event: MemberChanged) -> None:
    raise AssertionError("it cannot be read")


def test_an_event_that_nobody_can_read_is_parked_where_an_operator_sees_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions["portal_subscribers"], "MemberChanged", (heard,))
    with writing():
        outbox.record(MemberChanged(member_id=7))
    newest = db.session.scalars(select(func.max(OutboxEvent.id))).one()
    with writing() as session:
        broken = update(OutboxEvent).where(OutboxEvent.id == newest)
        session.execute(broken.values(payload={"of_another_release": 1}))
    for day in range(len(outbox.WAITS) + 1):
        with time_machine.travel(now() + timedelta(days=day), tick=False):
            outbox.deliver(newest)
    db.session.expire_all()
    assert db.session.get_one(OutboxEvent, newest).finished_at is not None
    assert [(one.event_id, "of_another_release" in one.error) for one in list_parked()] == [
        (newest, True)
    ]
