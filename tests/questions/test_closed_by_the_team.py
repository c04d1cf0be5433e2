"""A question that the team closed is owed nothing when it was hidden by mistake and comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from community.accounts.models import Member
from community.content.models import FlagReason
from community.core.clock import now
from community.core.db import writing
from community.moderation import actions as moderation
from community.moderation.reasons import KeepReason
from community.policies.actor import Role
from community.questions import actions_states
from community.questions.models import Question
from community.questions.states import CloseReason
from community.service_levels.models import EndedBy, PromiseState
from community.service_levels.tasks import mark_due_promises
from tests.makers import actor_of, make_member, make_organisation, make_question
from tests.questions.stories import FIRST, SOLUTION, agent, promise_of
from tests.service_levels.stories import publish_demo, subject_of
from tests.services.worker import Worker

EXCEEDED, MISSED = PromiseState.EXCEEDED, PromiseState.MISSED
RUNNING, VOID = PromiseState.RUNNING, PromiseState.VOID


@pytest.fixture(autouse=True)
def menu(app: Flask, clock: time_machine.Traveller) -> None:
    publish_demo()


def ask() -> Question:
    asker = make_member(organisation=make_organisation(plan="premium"))
    return make_question(asker, severity="L2")


def moderator() -> Member:
    return make_member("Mo", Role.MODERATOR)


def close(question: Question, reason: CloseReason, words: str, by: Member | None = None) -> None:
    actor = actor_of(by or moderator())
    with writing():
        actions_states.close(actor, question, reason, text=words)


def hide(question: Question) -> None:
    actor = actor_of(moderator())
    with writing():
        moderation.hide(actor, subject_of(question.id), FlagReason.SPAM)


def restore(question: Question) -> None:
    actor = actor_of(moderator())
    with writing():
        moderation.restore(actor, subject_of(question.id), KeepReason.MISTAKE)


def states(question: Question) -> list[PromiseState]:
    return [promise_of(question, kind).state for kind in (FIRST, SOLUTION)]


@pytest.mark.parametrize("closed_first", [True, False])
@pytest.mark.parametrize(
    ("reason", "words", "first"),
    [
        (CloseReason.OFF_TOPIC, "It is about another product.", EXCEEDED),
        (CloseReason.UNCLEAR, "What do you mean?", EXCEEDED),
        (CloseReason.NO_REPLY, "", VOID),
    ],
)
def test_what_the_team_closed_is_owed_no_solution_and_no_words_are_no_answer(
    clock: time_machine.Traveller,
    drain: Worker,
    reason: CloseReason,
    words: str,
    first: PromiseState,
    closed_first: bool,
) -> None:
    question = ask()
    clock.shift(timedelta(minutes=10))
    if not closed_first:
        hide(question)
    close(question, reason, words)
    closed_at = now()
    if closed_first:
        clock.shift(timedelta(hours=1))
        hide(question)
    restore(question)
    drain()
    assert states(question) == [first, VOID]
    assert promise_of(question, SOLUTION).voided_at == closed_at
    clock.shift(timedelta(days=40))
    mark_due_promises()
    assert states(question) == [first, VOID]


def test_words_with_which_the_team_closed_it_while_it_was_hidden_are_its_answer(
    clock: time_machine.Traveller,
) -> None:
    question, mo = ask(), moderator()
    hide(question)
    clock.shift(timedelta(minutes=10))
    close(question, CloseReason.OFF_TOPIC, "It is about another product.", mo)
    restore(question)
    promise = promise_of(question)
    assert (promise.ended_by, promise.ended_by_id) == (EndedBy.TEAM, mo.id)


def test_what_a_customer_closed_and_what_is_opened_again_is_owed_as_before(
    clock: time_machine.Traveller,
) -> None:
    theirs, ours = ask(), ask()
    close(theirs, CloseReason.OFF_TOPIC, "Not here.", make_member(reputation=250))
    close(ours, CloseReason.NO_REPLY, "")
    for question in (theirs, ours):
        hide(question)
        restore(question)
    assert [states(one) for one in (theirs, ours)] == [[RUNNING, RUNNING], [VOID, VOID]]
    al = actor_of(agent())
    with writing():
        actions_states.reopen(al, ours)
    assert states(ours) == [RUNNING, RUNNING]


def test_what_the_team_had_missed_before_it_closed_it_stays_missed(
    clock: time_machine.Traveller,
) -> None:
    question = ask()
    clock.shift(timedelta(days=40))
    mark_due_promises()
    close(question, CloseReason.NO_REPLY, "")
    hide(question)
    restore(question)
    assert states(question) == [MISSED, MISSED]
    assert promise_of(question, SOLUTION).voided_at is not None
