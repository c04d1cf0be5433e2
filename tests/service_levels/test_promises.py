"""Stories of promises: opened, kept, exceeded, missed, paused, void."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from community.core.db import db, writing
from community.core.errors import Invalid
from community.policies.actor import Actor
from community.service_levels.actions import (
    open_promise,
    pause_promises,
    resume_promises,
    void_promises,
)
from community.service_levels.models import (
    EndedBy,
    PauseReason,
    Promise,
    PromiseState,
    VoidReason,
)
from community.service_levels.queries import find_chip
from community.service_levels.tasks import mark_due_promises
from community.service_levels.terms import PromiseKind
from tests.service_levels.stories import (
    answer,
    ask,
    make_organisation,
    make_person,
    paris,
    promise_on,
    publish_demo,
    subject_of,
    told,
)
from tests.services.statements import Statements

# Monday 2 March 2026, 10:00 in Paris, unless the clock is moved.


@pytest.fixture(autouse=True)
def menu(app: Flask, clock: time_machine.Traveller) -> None:
    publish_demo()


@pytest.fixture
def ada() -> Actor:
    return make_person("ada")


def test_everybody_is_promised_the_floor(ada: Actor) -> None:
    promise = promise_on(ask(ada))
    assert promise.due_at == paris("2026-03-04T10:00")
    assert promise.warn_at == paris("2026-03-03T14:48")
    assert promise.target_seconds == 16 * 3_600
    assert sum(row.seconds for row in promise.explanation) == promise.target_seconds


def test_a_customer_is_promised_what_the_plan_says_in_his_own_zone() -> None:
    company = make_organisation("standard")
    bea = make_person("bea", zone="America/New_York", organisation=company)
    promise = promise_on(ask(bea, severity="L1", organisation=company))
    assert promise.severity == "L1"
    assert promise.due_at == paris("2026-03-02T17:00")  # 11:00 in New York, which opens at 09:00


def test_a_promise_has_the_better_of_severities_only_where_the_plan_tells_them_apart(
    ada: Actor,
) -> None:
    company = make_organisation("enterprise")
    cy = make_person("cy", organisation=company)
    assert promise_on(ask(cy, severity="L1", organisation=company)).target_seconds == 1_800
    assert promise_on(ask(cy, organisation=company)).target_seconds == 24 * 3_600
    assert promise_on(ask(ada, severity="L1")).target_seconds == 16 * 3_600


def test_nothing_is_promised_on_imports_of_the_past(ada: Actor) -> None:
    assert find_chip(ask(replace(ada, is_historic=True))) is None


def test_an_answer_in_time_meets_the_promise(ada: Actor, clock: time_machine.Traveller) -> None:
    question = ask(ada)
    clock.move_to(paris("2026-03-03T11:00"))
    answer(question)
    promise = promise_on(question)
    assert promise.state is PromiseState.MET
    assert (promise.ended_by, promise.elapsed_seconds) == (EndedBy.TEAM, 9 * 3_600)
    assert told() == ["PromiseMet"]


def test_an_answer_in_a_quarter_of_the_time_exceeds_it(
    ada: Actor, clock: time_machine.Traveller
) -> None:
    question = ask(ada)
    clock.move_to(paris("2026-03-02T14:00"))
    answer(question)
    assert promise_on(question).state is PromiseState.EXCEEDED


def test_an_answer_outside_the_hours_exceeds_it(ada: Actor, clock: time_machine.Traveller) -> None:
    question = ask(ada)
    clock.move_to(paris("2026-03-03T20:00"))
    answer(question)
    promise = promise_on(question)
    assert promise.was_outside_hours
    assert promise.state is PromiseState.EXCEEDED


def test_what_the_community_answers_is_met_and_shown_apart(
    ada: Actor, clock: time_machine.Traveller
) -> None:
    question = ask(ada)
    clock.shift(timedelta(minutes=5))
    answer(question, EndedBy.COMMUNITY)
    assert promise_on(question).state is PromiseState.MET
    chip = find_chip(question)
    assert chip is not None
    assert chip.is_by_community


def test_only_the_first_answer_counts(ada: Actor, clock: time_machine.Traveller) -> None:
    question = ask(ada)
    clock.move_to(paris("2026-03-03T11:00"))
    answer(question)
    clock.shift(timedelta(days=9))
    answer(question, EndedBy.COMMUNITY)
    assert promise_on(question).ended_by is EndedBy.TEAM
    assert told() == ["PromiseMet"]


def test_a_late_answer_is_missed_and_told_once(ada: Actor, clock: time_machine.Traveller) -> None:
    question = ask(ada)
    clock.move_to(paris("2026-03-04T10:01"))
    answer(question)
    mark_due_promises()
    promise = promise_on(question)
    assert promise.state is PromiseState.MISSED
    assert promise.missed_at == promise.due_at
    assert promise.late_at == paris("2026-03-04T10:01")
    assert told() == ["PromiseMissed"]


def test_a_minute_in_which_nothing_is_due_keeps_no_writer_waiting(
    ada: Actor, statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    ask(ada)
    with statements() as seen:
        mark_due_promises()
    assert len(seen) == 1
    assert told() == []


def test_an_answer_at_the_last_second_is_in_time(ada: Actor, clock: time_machine.Traveller) -> None:
    question = ask(ada)
    clock.move_to(paris("2026-03-04T10:00"))
    mark_due_promises()
    answer(question)
    assert promise_on(question).state is PromiseState.MET


def test_the_worker_warns_once_and_marks_a_miss_once(
    ada: Actor, clock: time_machine.Traveller
) -> None:
    question = ask(ada)
    clock.move_to(paris("2026-03-03T14:47"))
    mark_due_promises()
    assert told() == []
    for minute in ("2026-03-03T14:48", "2026-03-03T14:49", "2026-03-04T10:01", "2026-03-04T10:02"):
        clock.move_to(paris(minute))
        mark_due_promises()
    assert told() == ["PromiseWarned", "PromiseMissed"]
    assert promise_on(question).state is PromiseState.MISSED


def test_a_worker_that_was_away_tells_the_miss_and_not_the_warning(
    ada: Actor, clock: time_machine.Traveller
) -> None:
    ask(ada)
    clock.shift(timedelta(days=30))
    mark_due_promises()
    assert told() == ["PromiseMissed"]


def test_many_promises_fall_due_in_several_transactions(
    ada: Actor, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("community.service_levels.tasks.BATCH", 2)
    for _ in range(5):
        ask(ada)
    clock.shift(timedelta(days=30))
    mark_due_promises()
    assert told() == ["PromiseMissed"] * 5


def test_waiting_for_the_customer_stops_the_clock(
    ada: Actor, clock: time_machine.Traveller
) -> None:
    question = ask(ada)
    clock.move_to(paris("2026-03-02T11:00"))
    with writing():
        assert pause_promises(question, PauseReason.NEEDS_INFO) == 1
    clock.move_to(paris("2026-03-05T11:00"))
    mark_due_promises()
    with writing():
        assert resume_promises(question) == 1
    promise = promise_on(question)
    assert promise.state is PromiseState.RUNNING
    assert promise.due_at == paris("2026-03-09T10:00")
    assert told() == []


def test_a_reply_during_a_pause_meets_the_first_response(
    ada: Actor, clock: time_machine.Traveller
) -> None:
    question = ask(ada)
    clock.move_to(paris("2026-03-02T16:00"))
    with writing():
        pause_promises(question, PauseReason.WAITING_FOR_CUSTOMER)
    clock.move_to(paris("2026-03-20T11:00"))
    answer(question)
    promise = promise_on(question)
    assert promise.state is PromiseState.MET
    assert promise.elapsed_seconds == 6 * 3_600


def test_a_promise_that_is_overdue_cannot_be_paused(
    ada: Actor, clock: time_machine.Traveller
) -> None:
    question = ask(ada)
    clock.shift(timedelta(days=9))
    with writing():
        assert pause_promises(question, PauseReason.NEEDS_INFO) == 0
        assert resume_promises(question) == 0
    assert promise_on(question).state is PromiseState.MISSED


def test_a_duplicate_is_owed_nothing_more(ada: Actor, clock: time_machine.Traveller) -> None:
    question = ask(ada)
    with writing():
        assert void_promises(question, VoidReason.DUPLICATE) == 1
    clock.shift(timedelta(days=30))
    mark_due_promises()
    answer(question)
    assert promise_on(question).state is PromiseState.VOID
    assert told() == []


def test_a_kept_promise_stays_kept_when_its_question_is_closed(ada: Actor) -> None:
    question = ask(ada)
    answer(question)
    with writing():
        assert void_promises(question, VoidReason.SPAM) == 0
    assert promise_on(question).state is PromiseState.EXCEEDED


def test_a_promise_is_undone_with_its_question(ada: Actor) -> None:
    question = ask(ada)
    with pytest.raises(Invalid):
        promise_and_fail(ada, question)
    assert db.session.query(Promise).count() == 1


def promise_and_fail(actor: Actor, subject_id: int) -> None:
    with writing():
        open_promise(actor, subject_of(subject_id), PromiseKind.NEXT_RESPONSE)
        raise Invalid("The form was wrong.")
