"""A letter that the mail server did not take at once is sent later only to whom it still concerns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.accounts.actions_members import suspend
from community.accounts.models import Member
from community.content import actions as content
from community.content.models import Subject, Visibility
from community.core.clock import now
from community.core.db import db, writing
from community.core.mail import Letter, SmtpPostman
from community.core.mail_outbox import LetterRow, Recipient, deliver_letters, post
from community.ideas.models import Idea
from community.notifications import actions
from community.notifications.kinds import Channel, Kind
from community.policies.actor import SYSTEM
from tests.ideas.living import decide, support
from tests.makers import actor_of, make_idea, make_member
from tests.services import processes
from tests.services.worker import Worker

Happens = Callable[[Idea, Member], object]


def nothing(_idea: Idea, _fan: Member) -> None:
    """All is as it was."""


def it_is_hidden(idea: Idea, _fan: Member) -> None:
    content.change_visibility(SYSTEM, db.session.get_one(Subject, idea.id), Visibility.HIDDEN)


def he_wants_none(_idea: Idea, fan: Member) -> None:
    actions.choose(actor_of(fan), {(Kind.IDEA_STATUS, Channel.EMAIL): False})


def he_is_suspended(_idea: Idea, fan: Member) -> None:
    suspend(SYSTEM, fan.id, "Noise")


def he_has_another_address(_idea: Idea, fan: Member) -> None:
    db.session.get_one(Member, fan.id).email = "new@garden.example"


def he_has_read_it(_idea: Idea, fan: Member) -> None:
    actions.mark_read(actor_of(fan))


@pytest.fixture
def away(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[], object]:
    """The mail server is away until this is called."""
    back = app.extensions["portal_postman"]
    nobody = SmtpPostman(f"smtp://127.0.0.1:{processes.free_port()}")
    monkeypatch.setitem(app.extensions, "portal_postman", nobody)
    return lambda: app.extensions.update(portal_postman=back)


@pytest.mark.parametrize(
    ("happens", "comes"),
    [
        (nothing, True),
        (it_is_hidden, False),
        (he_wants_none, False),
        (he_is_suspended, False),
        (he_has_another_address, False),
        (he_has_read_it, False),
    ],
)
def test_a_letter_that_waited_comes_if_it_still_concerns_its_reader(
    drain: Worker,
    postman: list[Letter],
    away: Callable[[], object],
    happens: Happens,
    *,
    comes: bool,
) -> None:
    idea, fan = make_idea(), make_member()
    address = str(fan.email)
    support(idea, fan)
    decide(idea, "planned")
    drain()
    with writing():
        happens(idea, fan)
    away()
    with time_machine.travel(now() + timedelta(minutes=16), tick=False):
        deliver_letters()
    assert (address in {letter.to for letter in postman}) is comes
    assert "new@garden.example" not in {letter.to for letter in postman}
    row = select(LetterRow.finished_at).where(LetterRow.to_address == address)
    assert db.session.scalars(row).one() is not None


def test_a_letter_with_a_link_that_somebody_waits_for_comes_however_late(
    drain: Worker, postman: list[Letter], away: Callable[[], object]
) -> None:
    with writing():
        post(Recipient(address="a@example.com", locale="en"), "no_account", {})
    drain()
    away()
    with time_machine.travel(now() + timedelta(minutes=16), tick=False):
        assert deliver_letters() == 1
    assert [letter.to for letter in postman] == ["a@example.com"]
