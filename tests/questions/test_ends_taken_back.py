"""What ended a clock was taken back: an acceptance, or a reply of the team."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from community.content import actions_comments
from community.content.models import Comment, FlagReason, Subject
from community.core.clock import now
from community.core.db import db, writing
from community.moderation import actions as moderation
from community.moderation.reasons import KeepReason
from community.policies.actor import Role
from community.questions.states import CloseReason
from community.service_levels.models import EndedBy, PromiseState
from community.service_levels.tasks import mark_due_promises
from tests.makers import actor_of, make_answer, make_member, make_question
from tests.questions.stories import (
    FIRST,
    NEXT,
    SOLUTION,
    accept,
    agent,
    close,
    comment,
    customer,
    promise_of,
    remove,
    reopen,
    withdraw,
)
from tests.service_levels.stories import paris, publish_demo
from tests.services.worker import Worker

# Monday 2 March 2026, 10:00 in Paris, unless the clock is moved.


@pytest.fixture(autouse=True)
def menu(app: Flask, clock: time_machine.Traveller) -> None:
    publish_demo()


@pytest.mark.long
def test_an_acceptance_taken_back_owes_the_first_answer_again(
    clock: time_machine.Traveller,
) -> None:
    asker = make_member()
    question = make_question(asker)
    due = promise_of(question).due_at
    clock.shift(timedelta(hours=1))
    accept(asker, answer := make_answer(question))
    assert promise_of(question).ended_by is EndedBy.COMMUNITY
    clock.shift(timedelta(days=1))
    withdraw(asker, answer)
    promise = promise_of(question)
    assert (promise.state, promise.ended_at) == (PromiseState.RUNNING, None)
    assert promise.due_at > due  # the day between is not counted
    make_answer(question, al := agent())
    assert promise_of(question).ended_by_id == al.id


@pytest.mark.long
def test_what_the_team_said_while_it_seemed_solved_keeps_the_first_answer(
    clock: time_machine.Traveller, drain: Worker
) -> None:
    asker, al = make_member(), agent()
    question = make_question(asker)
    accept(asker, answer := make_answer(question))
    clock.shift(timedelta(hours=1))
    comment(al, question.id)
    said = now()
    drain()
    clock.shift(timedelta(hours=1))
    withdraw(asker, answer)
    promise = promise_of(question)
    assert (promise.ended_at, promise.ended_by_id) == (said, al.id)


def test_a_first_answer_of_the_team_stays_one_whatever_is_accepted(
    clock: time_machine.Traveller,
) -> None:
    asker, al = make_member(), agent()
    question = make_question(asker)
    accept(asker, answer := make_answer(question, al))
    ended = promise_of(question).ended_at
    clock.shift(timedelta(hours=1))
    withdraw(asker, answer)
    assert (promise_of(question).ended_at, promise_of(question).ended_by_id) == (ended, al.id)


@pytest.mark.long
def test_a_reply_that_waited_when_it_seemed_solved_waits_again(
    clock: time_machine.Traveller, drain: Worker
) -> None:
    asker = make_member()
    question = make_question(asker)
    make_answer(question, agent())
    clock.shift(timedelta(hours=1))
    comment(asker, question.id)
    drain()
    due = promise_of(question, NEXT).due_at
    accept(asker, answer := make_answer(question))
    assert promise_of(question, NEXT).ended_by is EndedBy.COMMUNITY
    clock.shift(timedelta(days=1))
    withdraw(asker, answer)
    promise = promise_of(question, NEXT)
    assert (promise.ordinal, promise.state) == (1, PromiseState.RUNNING)
    assert promise.due_at == due + timedelta(days=3)  # a day, and the weekend


@pytest.mark.long
def test_a_solution_that_a_moderator_hid_is_none(clock: time_machine.Traveller) -> None:
    asker = customer()
    question = make_question(asker, severity="L1")
    clock.shift(timedelta(minutes=30))
    accept(asker, answer := make_answer(question))
    clock.shift(timedelta(hours=1))
    moderator = actor_of(make_member("Mo", Role.MODERATOR))
    with writing():
        moderation.hide(moderator, db.session.get_one(Subject, answer.id), FlagReason.OTHER)
    for kind in (FIRST, SOLUTION):
        assert promise_of(question, kind).state is PromiseState.RUNNING
    assert promise_of(question).due_at == paris("2026-03-02T12:00")


@pytest.mark.long
def test_a_question_that_was_closed_over_a_solution_taken_back_is_owed_one_when_reopened(
    clock: time_machine.Traveller,
) -> None:
    asker = customer()
    question, al = make_question(asker, severity="L1"), agent()
    accept(asker, answer := make_answer(question))
    clock.shift(timedelta(hours=1))
    close(al, question, CloseReason.OFF_TOPIC, text="It is about another shop.")
    withdraw(asker, answer)
    assert promise_of(question, SOLUTION).ended_at is not None  # nothing is owed while it is closed
    reopen(al, question)
    assert promise_of(question, SOLUTION).state is PromiseState.RUNNING
    assert promise_of(question).ended_by is EndedBy.TEAM  # who closed it said something


@pytest.mark.long
def test_an_answer_that_the_team_removed_kept_no_promise(
    clock: time_machine.Traveller, drain: Worker
) -> None:
    question, al = make_question(), agent()
    due = promise_of(question).due_at
    clock.shift(timedelta(hours=1))
    answer = make_answer(question, al)
    assert promise_of(question).state is PromiseState.EXCEEDED
    remove(al, answer)
    drain()
    promise = promise_of(question)
    assert (promise.state, promise.ended_at, promise.due_at) == (PromiseState.RUNNING, None, due)
    clock.shift(timedelta(days=9))
    mark_due_promises()
    assert promise_of(question).state is PromiseState.MISSED


@pytest.mark.long
def test_of_two_replies_the_one_that_stands_keeps_the_promise(
    clock: time_machine.Traveller, restless_drain: Worker
) -> None:
    question, al = make_question(), agent()
    clock.shift(timedelta(hours=1))
    first = comment(al, question.id)
    restless_drain()
    clock.shift(timedelta(days=1))
    make_answer(question, bea := make_member("Bea", Role.AGENT))
    said = now()
    clock.shift(timedelta(hours=1))
    with writing():
        actions_comments.delete_comment(actor_of(al), db.session.get_one(Comment, first.id))
    restless_drain()
    promise = promise_of(question)
    assert (promise.ended_at, promise.ended_by_id) == (said, bea.id)
    assert promise.state is PromiseState.MET


@pytest.mark.long
def test_a_reply_that_comes_back_kept_it_when_it_was_given(
    clock: time_machine.Traveller, drain: Worker
) -> None:
    asker, al = make_member(), agent()
    question = make_question(asker)
    clock.shift(timedelta(hours=1))
    answer = make_answer(question, al)
    said = now()
    moderator = actor_of(make_member("Mo", Role.MODERATOR))
    subject = db.session.get_one(Subject, answer.id)
    with writing():
        moderation.hide(moderator, subject, FlagReason.OTHER)
    drain()
    assert promise_of(question).state is PromiseState.RUNNING
    clock.shift(timedelta(days=1))
    with writing():
        moderation.restore(moderator, subject, KeepReason.MISTAKE)
    drain()
    promise = promise_of(question)
    assert (promise.state, promise.ended_at) == (PromiseState.EXCEEDED, said)


@pytest.mark.long
def test_an_answer_of_another_customer_that_is_removed_ends_and_owes_nothing(
    clock: time_machine.Traveller, drain: Worker
) -> None:
    question, al, peer = make_question(), agent(), make_member()
    answer = make_answer(question, peer)
    make_answer(question, al)
    ended = promise_of(question).ended_at
    remove(peer, answer)
    drain()
    assert (promise_of(question).ended_at, promise_of(question).ended_by_id) == (ended, al.id)


@pytest.mark.long
def test_the_solution_waits_for_nobody_when_what_was_said_is_gone(
    clock: time_machine.Traveller, drain: Worker
) -> None:
    asker = customer()
    question, al = make_question(asker, severity="L1"), agent()
    make_answer(question)  # so that the question stays answered
    clock.shift(timedelta(hours=1))
    answer = make_answer(question, al)
    assert promise_of(question, SOLUTION).state is PromiseState.PAUSED
    clock.shift(timedelta(hours=2))
    remove(al, answer)
    drain()
    promise = promise_of(question, SOLUTION)
    assert promise.state is PromiseState.RUNNING
    assert promise.due_at == paris("2026-03-03T12:00")


def test_a_solution_is_theirs_whose_answer_the_asker_accepts_in_the_end(
    clock: time_machine.Traveller,
) -> None:
    asker, al = customer(), agent()
    question = make_question(asker, severity="L2")
    clock.shift(timedelta(hours=1))
    theirs, ours = make_answer(question, peer := make_member()), make_answer(question, al)
    solved = now()
    for answer, by, author in ((theirs, EndedBy.COMMUNITY, peer), (ours, EndedBy.TEAM, al)):
        accept(asker, answer)
        promise = promise_of(question, SOLUTION)
        assert (promise.ended_at, promise.ended_by) == (solved, by)
        assert promise.ended_by_id == author.id
        clock.shift(timedelta(hours=1))
