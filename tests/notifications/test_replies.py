"""A reply by mail is posted like on the page, by whom it was signed for, and refusals are explained by one letter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.accounts.actions_members import suspend
from community.accounts.models import Member
from community.content import actions as content
from community.content.models import Comment, Subject
from community.core.clock import now
from community.core.db import db, writing
from community.core.mail import Letter
from community.ideas import actions_notes
from community.ideas import actions_statuses as statuses
from community.notifications import tasks_incoming
from community.notifications.actions import prefer
from community.notifications.kinds import Channel, Kind
from community.notifications.models_mail import Outcome
from community.notifications.tasks_incoming import receive_mail
from community.policies.actor import SYSTEM, Role
from community.questions.actions_inviting import invite
from community.questions.models import Answer
from tests.makers import (
    actor_of,
    make_answer,
    make_idea,
    make_member,
    make_question,
    prose,
    status,
)
from tests.notifications import returned
from tests.notifications.returned import note
from tests.services.worker import Worker

Prepared = tuple[Member, str]


@pytest.fixture
def prepared(app: Flask, drain: Worker, postman: list[Letter]) -> Prepared:
    """Ada, who was mailed that her question is answered, and the address to reply to."""
    ada = make_member("Ada", email="ada@garden.example")
    make_answer(make_question(ada))
    drain()
    address = postman[-1].headers["Reply-To"]
    postman.clear()
    return ada, address


def comments() -> list[Comment]:
    db.session.expire_all()
    return list(db.session.scalars(select(Comment).order_by(Comment.id)))


@pytest.mark.parametrize(
    "text",
    [returned.GMAIL, returned.APPLE, returned.THUNDERBIRD, returned.PHONE, returned.OUTLOOK_PHONE],
)
@pytest.mark.long
def test_a_reply_to_an_answer_is_a_comment_under_it(
    prepared: Prepared, drain: Worker, text: str
) -> None:
    ada, address = prepared
    assert receive_mail(note(address, "Ada Green <Ada@Garden.example>", text)) is Outcome.POSTED
    [comment] = comments()
    assert comment.author_id == ada.id
    assert comment.on_id == db.session.scalars(select(Answer.id)).one()
    assert comment.body.startswith("Thank you,")
    assert "Hello Ada" not in comment.body


def test_a_reply_to_an_invitation_is_an_answer(
    app: Flask, drain: Worker, postman: list[Letter]
) -> None:
    question, expert = make_question(), make_member("Eva", email="eva@garden.example")
    asking = actor_of(make_member(reputation=500))
    drain()
    with writing():
        invite(asking, question, expert.handle)
    drain()
    letter = postman[-1]
    assert "to answer the question" in letter.text
    raw = note(letter.headers["Reply-To"], "eva@garden.example", "Open it and take it back.")
    assert receive_mail(raw) is Outcome.POSTED
    assert db.session.scalars(select(Answer.author_id)).one() == expert.id


@pytest.mark.long
def test_a_second_time_changes_nothing(prepared: Prepared) -> None:
    _ada, address = prepared
    raw = note(address, "ada@garden.example", "Thanks!")
    assert [receive_mail(raw), receive_mail(raw)] == [Outcome.POSTED] * 2
    assert len(comments()) == 1


@pytest.mark.long
def test_nobody_else_can_use_the_address(
    prepared: Prepared, drain: Worker, postman: list[Letter]
) -> None:
    _ada, address = prepared
    assert receive_mail(note(address, "eve@evil.example", "Buy this.")) is Outcome.STRANGER
    drain()
    assert comments() == []
    assert [letter.to for letter in postman] == ["ada@garden.example"]
    assert "not the one of your account" in postman[0].text
    assert "Buy this" not in postman[0].text


@pytest.mark.long
def test_a_forged_address_is_nobodys(
    prepared: Prepared, drain: Worker, postman: list[Letter]
) -> None:
    _ada, address = prepared
    kind, member, *rest = address.split("-")
    forged = "-".join([kind, "zz", *rest]) if member != "zz" else address.upper()
    assert receive_mail(note(forged, "ada@garden.example", "Hello")) is Outcome.NOT_FOR_US
    drain()
    assert postman == []


@pytest.mark.parametrize(
    "marks",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"List_Id": "<list.example>"},
        {"Return_Path": "<>"},
    ],
)
@pytest.mark.long
def test_machines_get_no_answer(
    prepared: Prepared, drain: Worker, postman: list[Letter], marks: dict[str, str]
) -> None:
    _ada, address = prepared
    raw = note(address, "ada@garden.example", "I am away.", **marks)
    assert receive_mail(raw) is Outcome.MACHINE
    drain()
    assert (comments(), postman) == ([], [])


@pytest.mark.long
def test_our_own_letters_do_not_go_round(
    prepared: Prepared, drain: Worker, postman: list[Letter]
) -> None:
    _ada, address = prepared
    assert receive_mail(note(address, "community@localhost", "Hello")) is Outcome.MACHINE
    assert receive_mail(note(address, address, "Hello")) is Outcome.MACHINE
    drain()
    assert postman == []


@pytest.mark.long
def test_a_huge_letter_is_dropped(
    prepared: Prepared, drain: Worker, postman: list[Letter], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks_incoming, "MOST_BYTES", 2000)
    _ada, address = prepared
    raw = note(address, "ada@garden.example", "word " * 1000)
    assert receive_mail(raw) is Outcome.TOO_LARGE
    drain()
    assert (comments(), postman) == ([], [])


@pytest.mark.parametrize("text", ["> only quoted", "Sent from my iPhone", "x" * 40_000])
@pytest.mark.long
def test_what_cannot_be_posted_is_explained_in_ones_language(
    prepared: Prepared, drain: Worker, postman: list[Letter], text: str
) -> None:
    ada, address = prepared
    with writing() as session:
        session.merge(ada).locale = "fr"
    assert receive_mail(note(address, "ada@garden.example", text)) is Outcome.REFUSED
    drain()
    assert comments() == []
    assert postman[0].text.startswith("Bonjour Ada")


@pytest.mark.long
def test_the_rules_of_the_page_hold(
    prepared: Prepared, drain: Worker, postman: list[Letter]
) -> None:
    ada, address = prepared
    with writing():
        suspend(SYSTEM, ada.id, "spam")
    assert receive_mail(note(address, "ada@garden.example", "Hello!")) is Outcome.REFUSED
    drain()
    assert comments() == []
    assert "suspended" in postman[0].text
    assert "Hello!" in postman[0].text


@pytest.mark.long
def test_a_thread_that_one_no_longer_sees_takes_no_reply(prepared: Prepared, drain: Worker) -> None:
    _ada, address = prepared
    answer_id = db.session.scalars(select(Answer.id)).one()
    with writing() as session:
        staff = content.intern_audience(["staff"])
        content.change_audience(session.get_one(Subject, answer_id), staff)
    assert receive_mail(note(address, "ada@garden.example", "Hello!")) is Outcome.REFUSED
    assert comments() == []


@pytest.mark.long
def test_an_old_letter_takes_no_reply(prepared: Prepared, drain: Worker) -> None:
    _ada, address = prepared
    with time_machine.travel(now() + timedelta(days=61), tick=False):
        assert receive_mail(note(address, "ada@garden.example", "Hello!")) is Outcome.REFUSED
    assert comments() == []


@pytest.mark.long
def test_files_are_left_and_that_is_said(
    prepared: Prepared, drain: Worker, postman: list[Letter]
) -> None:
    _ada, address = prepared
    message = EmailMessage()
    message["From"], message["To"], message["Message-ID"] = "ada@garden.example", address, "<1@x>"
    message.set_content("See the picture.")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="a.png")
    assert receive_mail(message.as_bytes()) is Outcome.POSTED
    drain()
    assert len(comments()) == 1
    assert any("files" in letter.subject for letter in postman)


@pytest.mark.parametrize("is_letter", [True, False])
def test_what_hangs_on_a_reply_is_never_taken_for_it(
    prepared: Prepared, drain: Worker, postman: list[Letter], is_letter: bool
) -> None:
    _ada, address = prepared
    other, message = EmailMessage(), EmailMessage()
    other.set_content("The price for friends is 5.")
    message["From"], message["To"], message["Message-ID"] = "ada@garden.example", address, "<1@x>"
    message.set_content("<p>Yes, that works.</p>", subtype="html")
    if is_letter:
        message.add_attachment(other)
    else:
        message.add_attachment(other.get_content(), filename="n.txt", disposition="inline")
    assert receive_mail(message.as_bytes()) is Outcome.POSTED
    drain()
    assert [one.body for one in comments()] == ["Yes, that works."]
    assert any("files" in letter.subject for letter in postman)


@pytest.mark.long
def test_refusals_are_few(prepared: Prepared, drain: Worker, postman: list[Letter]) -> None:
    _ada, address = prepared
    for number in range(tasks_incoming.REFUSALS_A_DAY + 3):
        receive_mail(note(address, "ada@garden.example", f"> {number}"))
    drain()
    assert len(postman) == tasks_incoming.REFUSALS_A_DAY


@pytest.mark.long
def test_the_mail_server_hands_letters_over_by_a_pipe(
    prepared: Prepared, app: Flask, tmp_path: Path
) -> None:
    _ada, address = prepared
    raw = note("list@elsewhere.example", "ada@garden.example", "By the pipe.")
    runner: Callable[..., object] = app.test_cli_runner().invoke
    runner(args=["mail", "receive", "--to", address], input=raw)
    assert [one.body for one in comments()] == ["By the pipe."]


@pytest.mark.long
def test_what_is_for_the_team_alone_takes_no_reply_in_public(
    app: Flask, drain: Worker, postman: list[Letter]
) -> None:
    idea, pia = make_idea(), make_member("Pia", Role.PRODUCT_MANAGER)
    boss = actor_of(make_member("Pim", Role.PRODUCT_MANAGER))
    with writing():
        prefer(pia.id, Kind.IDEA_ASSIGNED, Channel.EMAIL, is_on=True)
        actions_notes.assign(boss, idea, pia.id)
    drain()
    letter = postman[-1]
    assert letter.to == pia.email
    assert "Reply-To" not in letter.headers
    words = prose()
    with writing():
        statuses.change_status(boss, idea, status("planned"), words, lang="en")
    drain()
    assert "Reply-To" in postman[-1].headers
