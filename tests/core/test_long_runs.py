"""A job that goes on as long as there is something to do keeps no other waiting, and two of a kind do nothing twice."""

from __future__ import annotations

import itertools
import threading
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.core import mail_outbox, tasks
from community.core.clock import now
from community.core.db import db, writing
from community.core.mail import Letter, SmtpPostman
from community.core.mail_outbox import LetterRow, Recipient, deliver_letters, post
from community.notifications import tasks as telling
from community.notifications.models import Notification
from tests.ideas.living import decide, support
from tests.makers import make_idea, make_member
from tests.services import processes, smtp_sink
from tests.services.worker import Worker


def write_letters(count: int) -> None:
    with writing():
        for number in range(count):
            post(Recipient(address=f"{number}@example.com", locale="en"), "no_account", {})


def letters() -> list[LetterRow]:
    db.session.expire_all()
    return list(db.session.scalars(select(LetterRow).order_by(LetterRow.id)))


def slow(seconds: float) -> SimpleNamespace:
    """A clock that goes on by so much at each look."""
    return SimpleNamespace(monotonic=itertools.count(0, seconds).__next__)


def test_a_mail_server_that_is_away_is_asked_once_a_run_and_what_waits_leaves_later(
    app: Flask, mail_server: smtp_sink.Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = SmtpPostman(f"smtp://127.0.0.1:{processes.free_port()}")
    monkeypatch.setitem(app.extensions, "portal_postman", nobody)
    write_letters(3)
    assert deliver_letters() == 0
    assert [one.attempts for one in letters()] == [1, 0, 0]
    assert all(one.due_at <= now() + timedelta(minutes=1) for one in letters())
    there = SmtpPostman(f"smtp://127.0.0.1:{mail_server.port}")
    monkeypatch.setitem(app.extensions, "portal_postman", there)
    with time_machine.travel(now() + timedelta(minutes=2), tick=False):
        assert deliver_letters() == 3
    assert len(mail_server.received) == 3


def test_a_run_that_lasts_too_long_lets_others_in_and_goes_on(
    app: Flask, drain: Worker, postman: list[Letter], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_letters(5)
    monkeypatch.setattr(mail_outbox, "time", slow(tasks.RUN_SECONDS / 3))
    assert 0 < deliver_letters() < 5
    drain()
    assert len(postman) == 5
    assert {one.attempts for one in letters()} == {1}


def test_what_was_due_while_the_worker_was_busy_is_started_once_when_it_looks(app: Flask) -> None:
    jobs: tasks.Jobs = {
        "each": (lambda: None, tasks.every_minute),
        "hourly": (lambda: None, tasks.hourly),
        "daily": (lambda: None, tasks.daily(4)),
        "later": (lambda: None, tasks.daily(5)),
    }
    four = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)

    def look(minutes: float) -> list[str]:
        return tasks.start_due(jobs, four + timedelta(minutes=minutes))

    assert look(-2) == ["each"]
    assert look(1.2) == ["each", "hourly", "daily"]
    assert look(1.9) == []
    assert look(2) == ["each"]
    assert look(50) == ["each"]
    # Nothing ran in the night: only what is due now is started.
    assert look(30 * 60 + 5) == ["each"]
    assert look(31 * 60 + 5) == ["each", "hourly"]


def test_whoever_comes_meanwhile_leaves_it_to_a_run_that_follows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    queued: list[str] = []
    monkeypatch.setattr(tasks, "enqueue_job", queued.append)
    begun, may_end = threading.Event(), threading.Event()

    @tasks.one_at_a_time
    def tell() -> int:
        begun.set()
        may_end.wait(10)
        return 7

    found: list[int] = []
    first = threading.Thread(target=lambda: found.append(tell()))
    first.start()
    assert begun.wait(10)
    assert (tell(), queued) == (0, [])
    may_end.set()
    first.join()
    assert (found, queued) == ([7], ["tell"])
    assert (tell(), queued) == (7, ["tell"])


def test_news_for_few_do_not_wait_behind_news_for_many(
    app: Flask, drain: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    many, few = make_idea(), make_idea(title="Sort orders by street")
    support(many, *(make_member() for _ in range(4)))
    drain()
    monkeypatch.setattr(telling, "BATCH", 2)
    decide(many, "planned")
    decide(few, "planned")
    drain()
    rows = select(Notification.subject_id).order_by(Notification.id)
    heard = list(db.session.scalars(rows))
    assert heard.count(many.id) == 5
    assert heard.index(few.id) < 4


def test_a_telling_that_lasts_too_long_lets_others_in_and_goes_on(
    app: Flask, drain: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    idea = make_idea()
    support(idea, *(make_member() for _ in range(6)))
    drain()
    monkeypatch.setattr(telling, "BATCH", 1)
    monkeypatch.setattr(telling, "time", slow(tasks.RUN_SECONDS / 3))
    decide(idea, "planned")
    drain()
    told = select(Notification.member_id).where(Notification.subject_id == idea.id)
    heard = list(db.session.scalars(told))
    assert len(heard) == len(set(heard)) == 7
