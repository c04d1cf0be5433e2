"""A decided flag is not the last word: moderators hear of the next one, also of one by the same member."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from community.accounts.models import Member
from community.content import actions as content
from community.content.models import Flag, FlagReason, FlagState, Subject
from community.core.audit import AuditEntry
from community.core.db import db, writing
from community.moderation import actions
from community.moderation.reasons import KeepReason
from community.notifications.kinds import Kind
from community.notifications.models import Notification
from community.policies.actor import Role
from community.questions.models import Question
from tests.makers import actor_of, make_member, make_question
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]
AGAIN = {"reason": "spam", "note": "It was edited into an advertisement."}


@pytest.fixture
def moderator(app: Flask) -> Member:
    return make_member("Mo", Role.MODERATOR)


def flag(member: Member, question: Question, reason: FlagReason = FlagReason.RUDE) -> bool:
    actor = actor_of(member)
    with writing() as rows:
        return content.flag(actor, rows.get_one(Subject, question.id), reason, "Hm.")


def dismiss(moderator: Member, question: Question) -> None:
    actor = actor_of(moderator)
    with writing() as rows:
        actions.dismiss(actor, rows.get_one(Subject, question.id), KeepReason.FINE)


def hide_and_restore(moderator: Member, question: Question, *, restored: bool) -> None:
    actor = actor_of(moderator)
    with writing() as rows:
        actions.hide(actor, rows.get_one(Subject, question.id), FlagReason.RUDE)
    if restored:
        with writing() as rows:
            actions.restore(actor, rows.get_one(Subject, question.id), KeepReason.MISTAKE)


def times_told(member: Member) -> int:
    db.session.rollback()
    of_flags = (Notification.member_id == member.id, Notification.kind == Kind.SUBJECT_FLAGGED)
    return db.session.scalars(select(func.count()).where(*of_flags)).one()


def test_many_flags_are_told_once_and_one_after_a_decision_again(
    app: Flask, restless_drain: Worker, moderator: Member
) -> None:
    question, first = make_question(), make_member()
    for one in (first, make_member()):
        flag(one, question)
        restless_drain()
    assert times_told(moderator) == 1
    dismiss(moderator, question)
    flag(make_member(), question)
    restless_drain()
    assert times_told(moderator) == 2
    dismiss(moderator, question)
    for one in (first, make_member()):
        flag(one, question)
        restless_drain()
    assert times_told(moderator) == 3


def test_a_flag_that_was_decided_before_it_was_told_is_told_to_nobody(
    app: Flask, drain: Worker, moderator: Member
) -> None:
    question = make_question()
    flag(make_member(), question)
    dismiss(moderator, question)
    drain()
    assert times_told(moderator) == 0


def test_who_flags_again_after_a_dismissal_is_heard_again(
    sign_in: SignIn, drain: Worker, moderator: Member
) -> None:
    member, question = make_member(), make_question()
    flag(member, question)
    dismiss(moderator, question)
    client = sign_in(member)
    client.post(f"/subjects/{question.id}/flag", data=AGAIN)
    assert "A moderator will look at it." in client.get("/").text
    row = db.session.scalars(select(Flag)).one()
    assert (row.state, row.reason, row.note) == (FlagState.OPEN, FlagReason.SPAM, AGAIN["note"])
    assert (row.decided_by_id, row.decided_at) == (None, None)
    assert f"case-{question.id}" in sign_in(moderator).get("/desk/flags").text


def test_the_decision_about_the_earlier_flag_stays_in_the_record(
    app: Flask, moderator: Member
) -> None:
    member, question = make_member(), make_question()
    flag(member, question)
    dismiss(moderator, question)
    assert flag(member, question)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "flags.dismissed")).one()
    assert entry.details == {"reason": "fine", "flags": 1}
    assert (entry.actor_id, entry.target_id) == (moderator.id, question.id)


def test_while_a_flag_waits_a_second_one_is_not_thanked_for(sign_in: SignIn) -> None:
    member, question = make_member(), make_question()
    flag(member, question)
    client = sign_in(member)
    client.post(f"/subjects/{question.id}/flag", data=AGAIN)
    page = client.get("/").text
    assert "You flagged this already." in page
    assert "A moderator will look at it." not in page
    assert db.session.scalars(select(Flag.reason)).one() is FlagReason.RUDE


@pytest.mark.parametrize("restored", [True, False])
def test_an_upheld_flag_is_opened_again_only_when_it_led_to_nothing(
    app: Flask, moderator: Member, *, restored: bool
) -> None:
    author, question = moderator, make_question(moderator)
    flag(author, question)
    hide_and_restore(make_moderator(), question, restored=restored)
    assert flag(author, question) is restored
    state = FlagState.OPEN if restored else FlagState.UPHELD
    row = db.session.scalars(select(Flag)).one()
    assert (row.state, row.lifted_at) == (state, None)


def make_moderator() -> Member:
    return make_member("Mia", Role.MODERATOR)
