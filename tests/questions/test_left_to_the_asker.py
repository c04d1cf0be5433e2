"""While the team waits for the asker: what was removed is no reply of his, and no clock is started against the team."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.content.models import FlagReason, Subject
from community.core.clock import now
from community.core.db import db, writing
from community.moderation import actions as moderation
from community.policies.actor import Role
from community.questions import actions_states
from community.questions.models import Answer, Question
from community.questions.states import CloseReason, QuestionState
from community.service_levels.models import PauseReason, PromiseState
from community.service_levels.queries_explained import list_pauses
from community.service_levels.tasks import mark_due_promises
from tests.makers import actor_of, make_answer, make_member, make_question
from tests.questions.stories import (
    SOLUTION,
    accept,
    agent,
    ask_back,
    change_severity,
    close,
    comment,
    customer,
    fresh,
    promise_of,
    remove,
    reopen,
    withdraw,
)
from tests.service_levels.stories import publish_demo
from tests.services.worker import Worker


@pytest.fixture(autouse=True)
def menu(app: Flask, clock: time_machine.Traveller) -> None:
    publish_demo()


@pytest.mark.parametrize("is_hidden", [False, True])
def test_the_team_asks_on_when_one_of_several_answers_is_removed(
    clock: time_machine.Traveller, drain: Worker, is_hidden: bool
) -> None:
    question, peer = make_question(customer(), severity="L2"), make_member()
    make_answer(question)
    answer = make_answer(question, peer)
    clock.shift(timedelta(hours=1))
    ask_back(question)
    clock.shift(timedelta(hours=1))
    moderator = actor_of(make_member("Mo", Role.MODERATOR))
    if is_hidden:
        with writing():
            moderation.hide(moderator, db.session.get_one(Subject, answer.id), FlagReason.SPAM)
    else:
        remove(peer, answer)
    drain()
    assert fresh(question).state is QuestionState.NEEDS_INFO
    assert promise_of(question, SOLUTION).state is PromiseState.PAUSED
    make_answer(question)
    assert fresh(question).state is QuestionState.ANSWERED


@pytest.mark.parametrize("is_answered", [False, True])
def test_a_solution_that_is_promised_while_the_asker_is_waited_for_waits_as_well(
    clock: time_machine.Traveller, drain: Worker, is_answered: bool
) -> None:
    asker, al = customer(), agent()
    question = make_question(asker, severity="L4")
    clock.shift(timedelta(hours=1))
    if is_answered:
        make_answer(question, al)
    else:
        ask_back(question, al)
    clock.shift(timedelta(hours=1))
    change_severity(agent(), question, "L2")
    promise = promise_of(question, SOLUTION)
    assert (promise.state, promise.started_at) == (PromiseState.PAUSED, now())
    reason = PauseReason.WAITING_FOR_CUSTOMER if is_answered else PauseReason.NEEDS_INFO
    assert [one.reason for one in list_pauses(promise.id)] == [reason]
    due = promise.due_at
    clock.shift(timedelta(days=14))
    mark_due_promises()
    comment(asker, question.id)
    drain()
    promise = promise_of(question, SOLUTION)
    assert (promise.state, promise.due_at) == (PromiseState.RUNNING, due + timedelta(days=14))


def team_answers(question: Question, _asker: Member) -> None:
    make_answer(question, agent())


def team_asks(question: Question, _asker: Member) -> None:
    ask_back(question)


def team_needs_nothing(question: Question, _asker: Member) -> None:
    actor = actor_of(agent())
    with writing():
        actions_states.need_no_information(actor, question)


def peer_answers(question: Question, _asker: Member) -> None:
    make_answer(question)


def asker_replies(question: Question, asker: Member) -> None:
    comment(asker, question.id)


def answer_to(question: Question) -> Answer:
    statement = select(Answer).where(Answer.question_id == question.id)
    return db.session.scalars(statement).one()


def asker_accepts(question: Question, asker: Member) -> None:
    accept(asker, answer_to(question))


def asker_withdraws(question: Question, asker: Member) -> None:
    withdraw(asker, answer_to(question))


def asker_closes(question: Question, asker: Member) -> None:
    close(asker, question, CloseReason.NO_REPLY)


def asker_reopens(question: Question, asker: Member) -> None:
    reopen(asker, question)


RUNNING, PAUSED = PromiseState.RUNNING, PromiseState.PAUSED
ACCEPTED = (team_answers, asker_accepts, asker_withdraws)
CLOSED = (team_answers, asker_closes, asker_reopens)


@pytest.mark.parametrize(
    ("turns", "state"),
    [
        ((peer_answers,), RUNNING),
        ((team_answers, asker_replies), RUNNING),
        ((team_answers, asker_replies, team_answers), PAUSED),
        ((team_asks, team_needs_nothing), RUNNING),
        ((team_answers, team_asks, team_needs_nothing), PAUSED),
        ((team_asks, peer_answers), RUNNING),
        ((team_answers, peer_answers), PAUSED),
        (ACCEPTED, RUNNING),
        ((*ACCEPTED, team_asks), PAUSED),
        (CLOSED, RUNNING),
        ((*CLOSED, team_answers), PAUSED),
    ],
)
@pytest.mark.long
def test_a_solution_stands_as_it_would_if_it_had_been_promised_from_the_beginning(
    clock: time_machine.Traveller,
    drain: Worker,
    turns: tuple[Callable[[Question, Member], None], ...],
    state: PromiseState,
) -> None:
    asker = customer()
    late, early = (make_question(asker, severity=one) for one in ("L4", "L3"))
    for question in (late, early):
        for turn in turns:
            clock.shift(timedelta(minutes=1))
            turn(fresh(question), asker)
            drain()
        if question is late:
            clock.shift(timedelta(minutes=1))
            change_severity(agent(), fresh(late), "L2")
    assert [promise_of(one, SOLUTION).state for one in (late, early)] == [state, state]


def test_a_solution_that_waited_from_its_start_runs_when_the_answer_is_gone(
    clock: time_machine.Traveller, drain: Worker
) -> None:
    question, al, peer = make_question(customer(), severity="L4"), agent(), make_member()
    clock.shift(timedelta(hours=1))
    others, answer = make_answer(question, peer), make_answer(question, al)
    clock.shift(timedelta(hours=1))
    change_severity(agent(), question, "L2")
    remove(peer, others)
    drain()
    assert promise_of(question, SOLUTION).state is PromiseState.PAUSED
    make_answer(question, peer)
    remove(al, answer)
    drain()
    assert promise_of(question, SOLUTION).state is PromiseState.RUNNING
