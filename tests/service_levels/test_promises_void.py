"""Stories of promises that became void, and of those that were revived."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from community.core.db import writing
from community.policies.actor import Actor, Role
from community.service_levels.actions import (
    pause_promises,
    revive_promises,
    void_promises,
)
from community.service_levels.models import (
    PauseReason,
    PromiseState,
    VoidReason,
)
from community.service_levels.queries import list_running_promises
from community.service_levels.tasks import mark_due_promises
from tests.service_levels.stories import (
    answer,
    ask,
    make_person,
    paris,
    promise_on,
    publish_demo,
    told,
)

# Monday 2 March 2026, 10:00 in Paris, unless the clock is moved.


@pytest.fixture(autouse=True)
def menu(app: Flask, clock: time_machine.Traveller) -> None:
    publish_demo()


@pytest.fixture
def ada() -> Actor:
    return make_person("ada")


def test_what_was_missed_stays_missed_when_nothing_is_owed_any_more(
    ada: Actor, clock: time_machine.Traveller
) -> None:
    marked, unmarked = ask(ada), ask(ada)
    clock.move_to(paris("2026-03-04T10:01"))
    with writing():
        assert void_promises(unmarked, VoidReason.DUPLICATE) == 0
    mark_due_promises()
    with writing():
        assert void_promises(marked, VoidReason.DUPLICATE) == 0
    mark_due_promises()
    assert told() == ["PromiseMissed"] * 2
    for question in (marked, unmarked):
        assert promise_on(question).state is PromiseState.MISSED
    assert list_running_promises(make_person("agent", Role.AGENT)).items == []


def test_at_the_last_second_nothing_was_missed(ada: Actor, clock: time_machine.Traveller) -> None:
    question = ask(ada)
    clock.move_to(paris("2026-03-04T10:00"))
    with writing():
        assert void_promises(question, VoidReason.DUPLICATE) == 1
    assert promise_on(question).state is PromiseState.VOID


def test_a_revived_promise_keeps_its_deadline(ada: Actor, clock: time_machine.Traveller) -> None:
    question = ask(ada)
    due = promise_on(question).due_at
    void_and_revive(question, clock, days=1)
    promise = promise_on(question)
    assert (promise.state, promise.due_at) == (PromiseState.RUNNING, due)
    assert (promise.voided_at, promise.void_reason) == (None, None)
    answer(question)
    assert promise_on(question).state is PromiseState.MET


def test_a_promise_revived_too_late_is_missed_at_once(
    ada: Actor, clock: time_machine.Traveller
) -> None:
    question = ask(ada)
    void_and_revive(question, clock, days=9)
    mark_due_promises()
    assert promise_on(question).state is PromiseState.MISSED
    assert told() == ["PromiseMissed"]


def test_a_missed_promise_waits_for_its_late_answer_again(
    ada: Actor, clock: time_machine.Traveller
) -> None:
    question = ask(ada)
    clock.shift(timedelta(days=9))
    void_and_revive(question, clock, days=1)
    answer(question)
    promise = promise_on(question)
    assert (promise.state, promise.late_at) == (PromiseState.MISSED, promise.ended_at)
    assert told() == ["PromiseMissed"]


def test_a_promise_that_stood_still_stands_still_again(
    ada: Actor, clock: time_machine.Traveller
) -> None:
    question = ask(ada)
    with writing():
        pause_promises(question, PauseReason.NEEDS_INFO)
    void_and_revive(question, clock, days=9)
    assert promise_on(question).state is PromiseState.PAUSED


def test_the_clock_stands_still_while_the_customer_had_withdrawn(
    ada: Actor, clock: time_machine.Traveller
) -> None:
    question, kept = ask(ada), ask(ada)
    due = promise_on(question).due_at
    with writing():
        void_promises(question, VoidReason.WITHDRAWN, by_customer=True)
        void_promises(kept, VoidReason.SPAM)
    clock.shift(timedelta(days=1))
    with writing():
        assert revive_promises(question) == revive_promises(kept) == 1
    assert promise_on(question).state is promise_on(kept).state is PromiseState.RUNNING
    assert (promise_on(question).due_at, promise_on(kept).due_at) == (due + timedelta(days=1), due)


def void_and_revive(question: int, clock: time_machine.Traveller, *, days: int) -> None:
    with writing():
        void_promises(question, VoidReason.DUPLICATE)
    clock.shift(timedelta(days=days))
    with writing():
        assert revive_promises(question) == 1
