"""The worker reads a mailbox each minute: what it took is marked as seen, and a server that is away costs a line."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from community.content.models import Comment
from community.core.db import db
from community.core.mail import Letter
from community.core.mailbox import MailboxAway, read_mailbox
from community.notifications.tasks_incoming import fetch_mail
from tests.makers import make_answer, make_member, make_question
from tests.notifications.returned import note
from tests.services import imap_box
from tests.services.worker import Worker


@pytest.mark.long
def test_replies_are_taken_from_the_mailbox_once(
    app: Flask, drain: Worker, postman: list[Letter], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_answer(make_question(make_member("Ada", email="ada@garden.example")))
    drain()
    address = postman[-1].headers["Reply-To"]
    with imap_box.running() as box:
        box.letters += [
            note("someone@x.example", "list@x.example", "Not ours."),
            note(address, "ada@garden.example", "Thank you!"),
        ]
        url = f"imap://portal:{box.password}@127.0.0.1:{box.port}/INBOX"
        monkeypatch.setitem(app.config, "PORTAL", replace(app.config["PORTAL"], mailbox_url=url))
        assert [fetch_mail(), fetch_mail()] == [2, 0]
        assert box.seen == {1, 2}
    assert db.session.scalars(select(Comment.body)).all() == ["Thank you!"]


@pytest.mark.long
def test_a_crash_on_the_way_gives_the_letter_out_again(app: Flask) -> None:
    with imap_box.running() as box:
        box.letters.append(b"Subject: a\r\n\r\nb\r\n")
        url = f"imap://portal:{box.password}@127.0.0.1:{box.port}/INBOX"
        letters = read_mailbox(url)
        assert next(letters).startswith(b"Subject: a")
        letters.close()  # type: ignore[attr-defined]  # a generator is
        assert box.seen == set()
        assert len(list(read_mailbox(url))) == 1


@pytest.mark.long
def test_a_wrong_password_is_said_and_harms_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with imap_box.running() as box:
        url = f"imap://portal:wrong@127.0.0.1:{box.port}/INBOX"
        with pytest.raises(MailboxAway):
            list(read_mailbox(url))
        monkeypatch.setitem(app.config, "PORTAL", replace(app.config["PORTAL"], mailbox_url=url))
        assert fetch_mail() == 0
    assert "the mailbox cannot be read" in caplog.text


def test_without_a_mailbox_nothing_is_asked(app: Flask) -> None:
    assert fetch_mail() == 0
