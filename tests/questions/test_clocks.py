"""The clocks that follow the talk in a thread: further replies, the solution, severity and plan."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask

from community.core.clock import now
from community.core.db import writing
from community.core.errors import Invalid, NotAllowed
from community.questions import actions_answers, actions_states
from community.questions.models import Question
from community.questions.states import CloseReason
from community.service_levels.models import EndedBy, PromiseState
from community.service_levels.terms import PromiseKind
from tests.makers import (
    actor_of,
    make_answer,
    make_member,
    make_question,
)
from tests.questions.stories import (
    FIRST,
    NEXT,
    SOLUTION,
    accept,
    agent,
    change_severity,
    comment,
    customer,
    promises,
)
from tests.service_levels.stories import paris, publish_demo
from tests.services.worker import Worker

# Monday 2 March 2026, 10:00 in Paris, unless the clock is moved.


@pytest.fixture(autouse=True)
def menu(app: Flask, clock: time_machine.Traveller) -> None:
    publish_demo()


@pytest.mark.long
def test_each_reply_of_the_asker_after_the_teams_answer_wants_one(
    clock: time_machine.Traveller, drain: Worker
) -> None:
    asker, al = make_member(), agent()
    question = make_question(asker)
    comment(asker, question.id)
    drain()
    assert promises(question, NEXT) == []  # the first answer is owed, and keeps its own deadline
    clock.shift(timedelta(hours=1))
    make_answer(question, al)
    clock.shift(timedelta(hours=1))
    comment(asker, question.id)
    began = now()
    drain()
    (second,) = promises(question, NEXT)
    assert (second.state, second.started_at) == (PromiseState.RUNNING, began)
    assert second.target_seconds == 32 * 3_600
    clock.shift(timedelta(days=4))
    comment(al, question.id)
    drain()
    (second,) = promises(question, NEXT)
    assert (second.state, second.ended_by_id) == (PromiseState.MET, al.id)
    clock.shift(timedelta(hours=1))
    make_answer(question, asker, "It goes on like this.")
    assert [one.ordinal for one in promises(question, NEXT)] == [1, 2]


@pytest.mark.long
def test_replies_that_wait_together_share_the_earliest_clock(
    clock: time_machine.Traveller, drain: Worker
) -> None:
    asker, question = (one := make_member()), make_question(one)
    make_answer(question, agent())
    for _reply in range(3):
        clock.shift(timedelta(hours=1))
        comment(asker, question.id)
    drain()
    (waiting,) = promises(question, NEXT)
    assert waiting.started_at == paris("2026-03-02T11:00")


@pytest.mark.long
def test_it_does_not_matter_in_which_order_replies_are_noted(
    clock: time_machine.Traveller, drain: Worker
) -> None:
    asker, al = make_member(), agent()
    question = make_question(asker)
    make_answer(question, al)
    clock.shift(timedelta(hours=1))
    comment(asker, question.id)  # nobody has noted it when the team answers
    began = now()
    clock.shift(timedelta(hours=1))
    make_answer(question, al)
    ended = now()
    clock.shift(timedelta(days=2))
    drain()
    (second,) = promises(question, NEXT)
    assert (second.started_at, second.ended_at) == (began, ended)
    assert second.state is PromiseState.EXCEEDED


@pytest.mark.long
def test_thanks_in_a_solved_question_wants_no_reply(
    clock: time_machine.Traveller, drain: Worker
) -> None:
    asker, question = (one := make_member()), make_question(one)
    answer = make_answer(question, agent())
    clock.shift(timedelta(hours=1))
    comment(asker, question.id)
    drain()
    accept(asker, answer)
    clock.shift(timedelta(hours=1))
    comment(asker, question.id)
    drain()
    assert [one.ended_by for one in promises(question, NEXT)] == [EndedBy.COMMUNITY]


@pytest.mark.long
def test_the_solution_waits_for_the_asker_and_ends_with_his_yes(
    clock: time_machine.Traveller, drain: Worker
) -> None:
    asker, al = customer(), agent()
    question = make_question(asker, severity="L1")
    (solution,) = promises(question, SOLUTION)
    assert solution.due_at == paris("2026-03-03T10:00")  # one day of a calendar that never closes
    clock.move_to(paris("2026-03-02T12:00"))
    make_answer(question, al)
    assert promises(question, SOLUTION)[0].state is PromiseState.PAUSED
    clock.move_to(paris("2026-03-04T12:00"))
    comment(asker, question.id)
    drain()
    (solution,) = promises(question, SOLUTION)
    assert solution.state is PromiseState.RUNNING
    assert solution.due_at == paris("2026-03-05T10:00")
    clock.shift(timedelta(hours=2))
    accept(asker, make_answer(question, al, "Now it works."))
    (solution,) = promises(question, SOLUTION)
    assert (solution.state, solution.ended_by) == (PromiseState.MET, EndedBy.TEAM)
    assert solution.elapsed_seconds == 4 * 3_600


@pytest.mark.long
def test_who_asks_for_information_waits_for_it(
    clock: time_machine.Traveller, drain: Worker
) -> None:
    asker, al = customer(), agent()
    question = make_question(asker, severity="L1")
    clock.shift(timedelta(minutes=30))
    with writing():
        actions_states.ask_for_information(actor_of(al), question, "Which version?")
    assert promises(question, FIRST)[0].ended_at is not None
    clock.shift(timedelta(hours=5))
    comment(asker, question.id)
    drain()
    (solution,), (second,) = promises(question, SOLUTION), promises(question, NEXT)
    assert solution.due_at == paris("2026-03-03T15:00")
    assert second.started_at == paris("2026-03-02T15:30")


@pytest.mark.long
def test_what_the_team_asked_after_a_customers_answer_is_a_reply_too(
    clock: time_machine.Traveller, drain: Worker
) -> None:
    asker, al = customer(), agent()
    question = make_question(asker, severity="L1")
    accept(asker, answer := make_answer(question))
    clock.shift(timedelta(hours=1))
    with writing():
        actions_answers.withdraw_acceptance(actor_of(asker), answer)
        actions_states.ask_for_information(actor_of(al), question, "Which version?")
    clock.shift(timedelta(hours=1))
    comment(asker, question.id)
    drain()
    assert [one.started_at for one in promises(question, NEXT)] == [now()]


@pytest.mark.long
def test_a_solution_that_was_none_is_owed_again(clock: time_machine.Traveller) -> None:
    asker = customer()
    question = make_question(asker, severity="L1")
    clock.shift(timedelta(hours=1))
    answer = make_answer(question)
    accept(asker, answer)
    assert promises(question, SOLUTION)[0].ended_by is EndedBy.COMMUNITY
    clock.shift(timedelta(days=5))
    with writing():
        actions_answers.withdraw_acceptance(actor_of(asker), answer)
    (solution,) = promises(question, SOLUTION)
    assert (solution.state, solution.ended_at) == (PromiseState.RUNNING, None)
    assert solution.due_at == paris("2026-03-08T10:00")


@pytest.mark.long
def test_a_duplicate_is_owed_neither_reply_nor_solution(drain: Worker) -> None:
    asker, al = customer(), agent()
    root, question = make_question(), make_question(asker, severity="L2")
    with writing():
        actions_states.close(actor_of(al), question, CloseReason.DUPLICATE, duplicate_of_id=root.id)
    assert promises(question, SOLUTION)[0].state is PromiseState.VOID
    assert promises(question, FIRST)[0].state is PromiseState.VOID


def due(question: Question, kind: PromiseKind = FIRST) -> datetime:
    return promises(question, kind)[0].due_at


@pytest.mark.long
def test_another_severity_lets_the_better_deadline_stand(clock: time_machine.Traveller) -> None:
    al, question = agent(), make_question(customer(), severity="L3")
    before = due(question)
    clock.shift(timedelta(hours=2))
    change_severity(al, question, "L1")
    better = paris("2026-03-02T13:00")  # an hour from now on, so nothing is overdue at once
    assert (due(question), promises(question, FIRST)[0].severity) == (better, "L1")
    assert due(question, SOLUTION) == paris("2026-03-03T12:00")
    change_severity(al, question, "L4", "There is a way round.")
    assert due(question) == better < before


@pytest.mark.long
def test_a_severity_with_a_time_to_solve_promises_that_from_then_on(
    clock: time_machine.Traveller,
) -> None:
    question = make_question(customer(), severity="L4")
    assert promises(question, SOLUTION) == []
    clock.shift(timedelta(hours=2))
    change_severity(agent(), question, "L1")
    assert promises(question, SOLUTION)[0].started_at == now()


@pytest.mark.long
def test_a_severity_needs_a_reason_a_plan_that_has_it_and_an_agent() -> None:
    al, question = agent(), make_question(customer(), severity="L3")
    for severity, reason in (("L1", " "), ("L9", "It stops us."), ("L3", "As it is.")):
        with pytest.raises(Invalid):
            change_severity(al, question, severity, reason)
    with pytest.raises(Invalid):
        change_severity(al, make_question(), "L1")
    with pytest.raises(NotAllowed):
        change_severity(make_member(), question, "L1")
