"""A question that needs information: its asker is reminded once, it is closed kindly, and his reply opens it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community import site_settings
from community.accounts.models import Member
from community.content.models import FlagReason, Subject, Visibility
from community.core.clock import as_of, now
from community.core.db import db, writing
from community.core.errors import Invalid
from community.moderation import actions as moderation
from community.notifications.kinds import Kind
from community.notifications.models import Notification
from community.policies.actor import SYSTEM, Role
from community.questions import actions, actions_silence, actions_states, tasks
from community.questions.drafts import Details
from community.questions.models import Question, QuestionChange
from community.questions.states import CloseReason, QuestionState
from community.service_levels.models import PromiseState, VoidReason
from tests.makers import actor_of, make_member, make_question, prose
from tests.questions.stories import ask_back, comment, fresh, promise_of
from tests.service_levels.stories import publish_demo
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]
REMIND, CLOSE = timedelta(days=3), timedelta(days=14)


def told(member: Member) -> list[tuple[Kind, str]]:
    db.session.rollback()
    statement = select(Notification).where(Notification.member_id == member.id)
    rows = db.session.scalars(statement.order_by(Notification.id))
    return [(row.kind, row.words.get("status", "")) for row in rows]


def reminders(member: Member) -> int:
    return told(member).count((Kind.INFORMATION_ASKED, "again"))


def test_the_asker_hears_at_once_that_the_team_needs_to_know_more(
    app: Flask, drain: Worker
) -> None:
    asker = make_member()
    ask_back(make_question(asker))
    drain()
    assert told(asker) == [(Kind.INFORMATION_ASKED, "asked")]


@pytest.mark.long
def test_a_silent_asker_is_reminded_once_and_not_too_soon(
    app: Flask, clock: time_machine.Traveller, drain: Worker
) -> None:
    asker = make_member()
    ask_back(make_question(asker))
    clock.shift(REMIND - timedelta(minutes=1))
    tasks.follow_silence()
    drain()
    assert reminders(asker) == 0
    for _hour in range(3):
        clock.shift(timedelta(hours=1))
        tasks.follow_silence()
        drain()
    assert reminders(asker) == 1


@pytest.mark.long
def test_a_worker_that_dies_before_its_commit_reminds_once_when_it_runs_again(
    app: Flask,
    clock: time_machine.Traveller,
    drain: Worker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asker = make_member()
    for _turn in range(2):
        ask_back(make_question(asker))
    clock.shift(REMIND)
    remind, reminded = actions_silence.remind_asker, list[int]()

    def die_at_the_second(actor: object, question: Question) -> None:
        reminded.append(question.id)
        if len(reminded) == 2:
            raise KeyboardInterrupt
        remind(SYSTEM, question)

    monkeypatch.setattr(tasks, "remind_asker", die_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        tasks.follow_silence()
    monkeypatch.undo()
    tasks.follow_silence()
    drain()
    assert reminders(asker) == 2


@pytest.mark.long
def test_what_is_asked_a_second_time_is_reminded_of_once_more(
    app: Flask, clock: time_machine.Traveller, drain: Worker
) -> None:
    asker = make_member()
    question = make_question(asker)
    for times in (1, 2):
        ask_back(question)
        clock.shift(REMIND)
        tasks.follow_silence()
        tasks.follow_silence()
        drain()
        assert reminders(asker) == times
        comment(asker, question.id)
        drain()
        clock.shift(timedelta(days=1))


@pytest.mark.long
def test_reminders_told_twice_and_in_any_order_are_read_once(
    app: Flask, clock: time_machine.Traveller, restless_drain: Worker
) -> None:
    asker = make_member()
    ask_back(make_question(asker))
    restless_drain()
    clock.shift(REMIND)
    tasks.follow_silence()
    restless_drain()
    assert sorted(told(asker)) == [
        (Kind.INFORMATION_ASKED, "again"),
        (Kind.INFORMATION_ASKED, "asked"),
    ]


@pytest.mark.long
def test_who_replied_is_neither_reminded_nor_closed(
    app: Flask, clock: time_machine.Traveller, drain: Worker
) -> None:
    asker = make_member()
    question = make_question(asker)
    ask_back(question)
    clock.shift(timedelta(hours=1))
    comment(asker, question.id)  # the worker has not read it yet
    clock.shift(CLOSE)
    tasks.follow_silence()
    assert fresh(question).state is QuestionState.NEEDS_INFO
    drain()
    assert fresh(question).state is QuestionState.OPEN
    assert reminders(asker) == 0


@pytest.mark.long
def test_long_silence_closes_with_a_kind_note_in_the_askers_language(
    app: Flask, clock: time_machine.Traveller, drain: Worker, sign_in: SignIn
) -> None:
    asker = make_member("Claire", locale="fr")
    question = make_question(asker)
    ask_back(question)
    clock.shift(CLOSE)
    tasks.follow_silence()
    tasks.follow_silence()
    drain()
    assert fresh(question).close_reason is CloseReason.NO_REPLY
    changes = select(QuestionChange).where(QuestionChange.to == QuestionState.CLOSED)
    change = db.session.scalars(changes).one()
    assert (change.actor_id, bool(change.text)) == (None, True)
    assert told(asker).count((Kind.QUESTION_CLOSED, "closed")) == 1
    assert reminders(asker) == 0
    page = sign_in(make_member()).get(f"/questions/{question.id}-{question.slug}").text
    assert "Said by the portal itself" in page


@pytest.mark.long
def test_a_reply_opens_what_silence_closed_and_the_clock_runs_on(
    app: Flask, clock: time_machine.Traveller, drain: Worker
) -> None:
    publish_demo()
    asker = make_member("Al", Role.AGENT)  # whose own words end no promise
    question = make_question(asker)
    with writing():
        actions_states.ask_for_information(actor_of(asker), question, "I will look it up.")
    assert promise_of(question).state is PromiseState.PAUSED
    clock.shift(CLOSE)
    tasks.follow_silence()
    promise = promise_of(question)
    assert (promise.state, promise.void_reason) == (PromiseState.VOID, VoidReason.WITHDRAWN)
    clock.shift(timedelta(days=30))
    comment(asker, question.id)
    drain()
    assert fresh(question).state is QuestionState.OPEN
    promise = promise_of(question)
    assert (promise.state, promise.voided_at) == (PromiseState.RUNNING, None)
    assert promise.due_at > now()


@pytest.mark.long
def test_a_reply_that_is_written_while_the_portal_closes_opens_all_the_same(
    app: Flask, clock: time_machine.Traveller, drain: Worker
) -> None:
    asker = make_member()
    question = make_question(asker)
    ask_back(question)
    clock.shift(CLOSE)
    with writing() as rows:
        silent = rows.get_one(Question, question.id)
        actions_silence.close_over_silence(SYSTEM, silent, "en")
    with as_of(now() - timedelta(seconds=1)):
        comment(asker, question.id)
    drain()
    assert fresh(question).state is QuestionState.OPEN


@pytest.mark.long
def test_hidden_removed_and_imported_questions_are_left_alone(
    app: Flask, clock: time_machine.Traveller, drain: Worker
) -> None:
    asker, moderator = make_member(), actor_of(make_member("Mo", Role.MODERATOR))
    hidden, removed = make_question(asker), make_question(asker)
    historic = replace(actor_of(asker), is_historic=True)
    with writing():
        imported = actions.ask(historic, "Asked elsewhere", prose(), Details(), lang="en")
    for question in (hidden, removed, imported):
        ask_back(question)
    for question, to in ((hidden, Visibility.HIDDEN), (removed, Visibility.DELETED)):
        subject = db.session.get_one(Subject, question.id)
        with writing():
            if to is Visibility.HIDDEN:
                moderation.hide(moderator, subject, FlagReason.OTHER)
            else:
                actions.delete_question(moderator, question)
    clock.shift(CLOSE + REMIND)
    tasks.follow_silence()
    drain()
    assert reminders(asker) == 0
    states = {fresh(one).state for one in (hidden, removed, imported)}
    assert states == {QuestionState.NEEDS_INFO}


def test_administrators_set_the_days_within_bounds(
    app: Flask, clock: time_machine.Traveller, drain: Worker
) -> None:
    with writing():
        site_settings.change(needs_info_reminder_days=1, needs_info_close_days=2)
    question = make_question()
    ask_back(question)
    clock.shift(timedelta(days=2))
    tasks.follow_silence()
    assert fresh(question).state is QuestionState.CLOSED
    for name, value in (("needs_info_reminder_days", 0), ("needs_info_close_days", 1)):
        with pytest.raises(Invalid):
            site_settings.check(name, value)
