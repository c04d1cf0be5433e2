"""Events and letters that go wrong on their way: the others arrive, and none arrives twice."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from community.core import mail_outbox, outbox
from community.core.clock import now
from community.core.db import db, writing
from community.core.mail import Letter, SmtpPostman, SmtpRound
from community.core.mail_outbox import LEASE, LetterRow, Recipient, post
from community.core.outbox import Delivery, OutboxEvent
from community.events import MemberChanged
from community.ideas import actions_voting as voting
from tests.makers import actor_of, make_idea, make_member
from tests.services import smtp_sink
from tests.services.statements import Statements
from tests.services.worker import Worker


def test_an_event_that_cannot_be_read_keeps_no_other_waiting(app: Flask, drain: Worker) -> None:
    idea, fan = make_idea(), actor_of(make_member())
    drain()
    with writing():
        voting.vote(fan, idea)
        voting.withdraw_vote(fan, idea)
    first, second = db.session.scalars(
        select(OutboxEvent.id).where(OutboxEvent.finished_at.is_(None)).order_by(OutboxEvent.id)
    ).all()
    with writing():
        broken = update(OutboxEvent).where(OutboxEvent.id == first)
        db.session.execute(broken.values(payload={"of_another_release": 1}))
    app.extensions["portal_queue"]._run_deliveries([first, second])
    db.session.expire_all()
    assert db.session.get_one(OutboxEvent, first).finished_at is None
    assert db.session.get_one(OutboxEvent, second).finished_at is not None


def test_an_event_that_went_well_is_finished_without_a_second_look(
    app: Flask, drain: Worker, statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    idea, fan = make_idea(), actor_of(make_member())
    drain()
    with writing():
        voting.vote(fan, idea)
    newest = db.session.scalars(select(func.max(OutboxEvent.id))).one()
    listeners = app.extensions["portal_subscribers"]["IdeaVoted"]
    with statements() as seen:
        outbox.deliver(newest)
    receipts = [one for one in seen if "outbox_deliveries" in one]
    assert [one.partition(" ")[0] for one in receipts] == ["SELECT", *["INSERT"] * len(listeners)]
    assert sum(one.startswith("UPDATE outbox_events") for one in seen) == 1
    db.session.expire_all()
    assert db.session.get_one(OutboxEvent, newest).finished_at is not None


heard: list[str] = []


def slow_to_learn(event: MemberChanged) -> None:
    heard.append("slow")
    if heard.count("slow") == 1:
        raise RuntimeError("not yet")


def quick(event: MemberChanged) -> None:
    heard.append("quick")


def test_an_event_ends_once_every_listener_has_it_whoever_was_late(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard.clear()
    listeners = (slow_to_learn, quick)
    monkeypatch.setitem(app.extensions["portal_subscribers"], "MemberChanged", listeners)
    with writing():
        outbox.record(MemberChanged(member_id=7))
    newest = db.session.scalars(select(func.max(OutboxEvent.id))).one()
    outbox.deliver(newest)
    outbox.deliver(newest)
    db.session.expire_all()
    assert db.session.get_one(OutboxEvent, newest).finished_at is None
    with writing() as session:
        session.execute(update(Delivery).values(next_attempt_at=None))
        # A listener that there was in an earlier release.
        session.add(Delivery(event_id=newest, handler="gone.listener", attempts=1))
    outbox.deliver(newest)
    db.session.expire_all()
    assert db.session.get_one(OutboxEvent, newest).finished_at is not None
    assert heard == ["slow", "quick", "slow"]


def test_a_letter_that_another_worker_took_is_not_sent_again(
    app: Flask, postman: list[Letter]
) -> None:
    with writing():
        for name in "ab":
            post(Recipient(address=f"{name}@example.com", locale="en"), "no_account", {})
    mine = [(row.id, row.due_at) for row in mail_outbox._lease()]
    with time_machine.travel(now() + LEASE + timedelta(seconds=1), tick=False):
        # The server was slow: the lease has ended, and another worker takes what is left.
        assert mail_outbox.deliver_letters() == 2
        assert [mail_outbox._hold(*one) for one in mine] == [False, False]
    assert sorted(letter.to for letter in postman) == ["a@example.com", "b@example.com"]


def test_a_lease_that_nears_its_end_is_renewed(app: Flask) -> None:
    with writing():
        post(Recipient(address="a@example.com", locale="en"), "no_account", {})
    [mine] = [(row.id, row.due_at) for row in mail_outbox._lease()]
    with time_machine.travel(now() + LEASE * 0.9, tick=False):
        assert mail_outbox._hold(*mine)
        assert mail_outbox._lease() == []
        db.session.expire_all()
        assert db.session.scalars(select(LetterRow.due_at)).one() == now() + LEASE


def letter_of(number: int) -> Letter:
    return Letter(
        to=f"{number}@example.com",
        sender="portal@example.com",
        subject="News",
        text="Words",
        html="<p>Words</p>",
        message_id=f"<letter-{number}@example.com>",
        written_at=now(),
    )


def test_letters_share_a_connection_while_the_server_keeps_it(mail_server: smtp_sink.Sink) -> None:
    with closing(SmtpRound(SmtpPostman(f"smtp://127.0.0.1:{mail_server.port}"))) as carrier:
        carrier.send(letter_of(1))
        kept = carrier.server
        carrier.send(letter_of(2))
        assert carrier.server is kept is not None
        kept.close()
        carrier.send(letter_of(3))
        mail_server.refusal = "451 later"
        with pytest.raises(smtplib.SMTPDataError):
            carrier.send(letter_of(4))
        mail_server.refusal = None
        carrier.send(letter_of(5))
    arrived = mail_server.message_ids()
    assert arrived == [f"<letter-{number}@example.com>" for number in (1, 2, 3, 5)]


@pytest.mark.parametrize("goodbye", [b"", b"421 too long\r\n"])
def test_a_server_that_hung_up_or_said_goodbye_is_called_again(
    mail_server: smtp_sink.Sink, goodbye: bytes
) -> None:
    with closing(SmtpRound(SmtpPostman(f"smtp://127.0.0.1:{mail_server.port}"))) as carrier:
        carrier.server = old = smtplib.SMTP()
        old.sock, theirs = socket.socketpair()
        theirs.sendall(goodbye)
        theirs.shutdown(socket.SHUT_WR)
        carrier.send(letter_of(1))
        assert carrier.server is not old
        theirs.close()
    assert mail_server.message_ids() == ["<letter-1@example.com>"]
