"""A reply of the asker that he, or a moderator, removed is owed nothing; and of an erased asker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from community.accounts import actions_erasure
from community.accounts.models import Member
from community.accounts.models_erasure import EraseReason
from community.accounts.tasks_erasure import erase_members
from community.content import actions_comments
from community.content.models import Comment, FlagReason, Subject
from community.core.clock import now
from community.core.db import db, writing
from community.moderation import actions as moderation
from community.moderation.reasons import KeepReason
from community.policies.actor import SYSTEM, Role
from community.questions.models import Question
from community.questions.states import CloseReason
from community.service_levels.models import EndedBy, PromiseState, VoidReason
from community.service_levels.tasks import mark_due_promises
from tests.makers import actor_of, make_answer, make_member, make_organisation, make_question
from tests.questions.stories import (
    FIRST,
    NEXT,
    SOLUTION,
    accept,
    agent,
    change_severity,
    close,
    comment,
    customer,
    promise_of,
    promises,
    remove,
    reopen,
)
from tests.service_levels.stories import publish_demo, subject_of
from tests.services.worker import Worker

# Monday 2 March 2026, 10:00 in Paris, unless the clock is moved.


@pytest.fixture(autouse=True)
def menu(app: Flask, clock: time_machine.Traveller) -> None:
    publish_demo()


def uncomment(member: Member, remark: Comment) -> None:
    with writing():
        found = db.session.get_one(Comment, remark.id)
        actions_comments.delete_comment(actor_of(member), found)


def restore(remark: Comment) -> None:
    moderator = actor_of(make_member("Mo", Role.MODERATOR))
    with writing():
        subject = db.session.get_one(Subject, remark.id)
        moderation.restore(moderator, subject, KeepReason.MISTAKE)


def replied(
    clock: time_machine.Traveller, drain: Worker, asker: Member, severity: str | None = None
) -> tuple[Question, Comment]:
    """A question that the team answered in an hour, and what its asker said an hour later."""
    question = make_question(asker, severity=severity)
    clock.shift(timedelta(hours=1))
    make_answer(question, agent())
    clock.shift(timedelta(hours=1))
    remark = comment(asker, question.id)
    drain()
    return question, remark


@pytest.mark.long
def test_a_reply_that_the_asker_removed_is_owed_nothing_and_shown_again_the_rest_of_its_time(
    clock: time_machine.Traveller, drain: Worker
) -> None:
    question, remark = replied(clock, drain, asker := make_member())
    due = promise_of(question, NEXT).due_at
    uncomment(asker, remark)
    drain()
    promise = promise_of(question, NEXT)
    assert (promise.state, promise.void_reason) == (PromiseState.VOID, VoidReason.WITHDRAWN)
    clock.shift(timedelta(days=1))
    restore(remark)
    drain()
    promise = promise_of(question, NEXT)
    assert (promise.state, promise.ordinal) == (PromiseState.RUNNING, 1)
    assert promise.due_at > due
    comment(agent(), question.id)
    drain()
    assert promise_of(question, NEXT).ended_by is EndedBy.TEAM


@pytest.mark.long
def test_the_solution_waits_again_for_an_asker_who_removed_his_reply(
    clock: time_machine.Traveller, drain: Worker
) -> None:
    question, remark = replied(clock, drain, asker := customer(), "L2")
    due = promise_of(question, SOLUTION).due_at
    assert promise_of(question, SOLUTION).state is PromiseState.RUNNING
    uncomment(asker, remark)
    drain()
    assert promise_of(question, SOLUTION).state is PromiseState.PAUSED
    clock.shift(timedelta(days=1))
    restore(remark)
    drain()
    again = promise_of(question, SOLUTION)
    assert (again.state, again.due_at) == (PromiseState.RUNNING, due)


@pytest.mark.long
def test_a_removed_reply_keeps_its_clock_while_another_waits_and_gives_way_to_a_new_one(
    clock: time_machine.Traveller, restless_drain: Worker
) -> None:
    asker, al = make_member(), agent()
    question = make_question(asker)
    make_answer(question, al)
    remarks = []
    for _time in range(2):
        clock.shift(timedelta(hours=1))
        remarks.append(comment(asker, question.id))
    restless_drain()
    began = promise_of(question, NEXT).started_at
    uncomment(asker, remarks[0])
    restless_drain()
    assert promise_of(question, NEXT).state is PromiseState.RUNNING
    uncomment(asker, remarks[1])
    restless_drain()
    assert promise_of(question, NEXT).state is PromiseState.VOID
    clock.shift(timedelta(hours=1))
    comment(asker, question.id)
    restless_drain()
    again = promise_of(question, NEXT)
    assert (again.state, again.ordinal, again.started_at) == (PromiseState.RUNNING, 2, now())
    assert began < again.started_at


@pytest.mark.long
def test_a_removed_reply_stays_owed_nothing_when_the_question_is_closed_and_opened(
    clock: time_machine.Traveller, drain: Worker
) -> None:
    question, remark = replied(clock, drain, asker := make_member())
    uncomment(asker, remark)
    drain()
    close_and_reopen(question)
    drain()
    assert promise_of(question, NEXT).state is PromiseState.VOID


@pytest.mark.long
def test_a_reply_that_was_missed_before_it_was_removed_stays_missed(
    clock: time_machine.Traveller, drain: Worker
) -> None:
    question, remark = replied(clock, drain, asker := make_member())
    clock.shift(timedelta(days=30))
    mark_due_promises()
    uncomment(asker, remark)
    drain()
    promise = promise_of(question, NEXT)
    assert promise.state is PromiseState.MISSED
    assert promise.voided_at is not None


@pytest.mark.long
def test_nobody_but_an_asker_who_is_erased_could_say_that_it_is_solved(
    clock: time_machine.Traveller, drain: Worker
) -> None:
    company = make_organisation(plan="premium")
    asker, other = (make_member(organisation=company) for _ in range(2))
    theirs, others = (make_question(one, severity="L2") for one in (asker, other))
    with writing():
        actions_erasure.erase(SYSTEM, asker.id, EraseReason.ASKED, with_posts=False)
    drain()
    erase_members()
    states = [promise_of(theirs, kind).state for kind in (FIRST, SOLUTION)]
    assert states == [PromiseState.RUNNING, PromiseState.VOID]
    assert promise_of(others, SOLUTION).state is PromiseState.RUNNING


def erased(severity: str) -> Question:
    """A question whose asker was erased."""
    asker = customer()
    question = make_question(asker, severity=severity)
    with writing():
        actions_erasure.erase(SYSTEM, asker.id, EraseReason.ASKED, with_posts=False)
    erase_members()
    return question


def close_and_reopen(question: Question) -> None:
    al = agent()
    close(al, question, CloseReason.OFF_TOPIC, text="Elsewhere.")
    reopen(al, question)


def hide_and_restore(question: Question) -> None:
    moderator, subject = actor_of(make_member("Mo", Role.MODERATOR)), subject_of(question.id)
    with writing():
        moderation.hide(moderator, subject, FlagReason.OTHER)
    with writing():
        moderation.restore(moderator, subject, KeepReason.MISTAKE)


@pytest.mark.parametrize("come_back", [close_and_reopen, hide_and_restore])
def test_a_solution_for_an_erased_asker_is_owed_no_more_when_the_question_comes_back(
    clock: time_machine.Traveller, come_back: Callable[[Question], None]
) -> None:
    question = erased("L2")
    come_back(question)
    assert promise_of(question, SOLUTION).state is PromiseState.VOID
    assert promise_of(question, FIRST).state is not PromiseState.VOID
    clock.shift(timedelta(days=40))
    mark_due_promises()
    assert promise_of(question, SOLUTION).state is PromiseState.VOID


def test_nobody_but_an_asker_who_is_there_is_promised_a_solution_by_another_severity(
    clock: time_machine.Traveller,
) -> None:
    found = []
    for question in (erased("L4"), make_question(customer(), severity="L4")):
        change_severity(agent(), question, "L2")
        found.append(len(promises(question, SOLUTION)))
    assert found == [0, 1]


def test_a_solution_that_an_erased_asker_accepted_stays_one_when_its_answer_is_removed(
    clock: time_machine.Traveller, drain: Worker
) -> None:
    asker, peer = customer(), make_member()
    question = make_question(asker, severity="L2")
    clock.shift(timedelta(hours=1))
    accept(asker, answer := make_answer(question, peer))
    with writing():
        actions_erasure.erase(SYSTEM, asker.id, EraseReason.ASKED, with_posts=False)
    erase_members()
    remove(peer, answer)
    drain()
    assert promise_of(question, SOLUTION).state is PromiseState.MET
    assert promise_of(question, FIRST).state is PromiseState.RUNNING
