"""The clocks while the team waits for information: what the asker changes, and what the team takes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from community.accounts.models import Member
from community.core.clock import now
from community.core.db import db, writing
from community.questions import actions, actions_states
from community.questions.actions_clocks import settle_clocks
from community.questions.drafts import Details
from community.questions.models import Question
from community.service_levels.models import EndedBy, PromiseState
from tests.makers import actor_of, make_answer, make_member, make_question, prose
from tests.questions.stories import NEXT, SOLUTION, agent, ask_back, comment, customer, promises
from tests.service_levels.stories import publish_demo


@pytest.fixture(autouse=True)
def menu(app: Flask, clock: time_machine.Traveller) -> None:
    publish_demo()


def need_nothing(question: Question, by: Member | None = None) -> None:
    actor = actor_of(by or agent())
    with writing():
        actions_states.need_no_information(actor, question)


@pytest.mark.long
def test_what_the_asker_changes_in_the_question_is_his_reply(clock: time_machine.Traveller) -> None:
    asker = customer()
    question = make_question(asker, severity="L1")
    actor, words = actor_of(asker), prose("It is version 4.2.")
    ask_back(question)
    [solution] = promises(question, SOLUTION)
    assert solution.state is PromiseState.PAUSED
    due_at = solution.due_at
    clock.shift(timedelta(hours=3))
    with writing():
        actions.edit_question(actor, question, question.title, words, details=Details())
    [solution], [reply] = promises(question, SOLUTION), promises(question, NEXT)
    assert (solution.state, reply.state) == (PromiseState.RUNNING, PromiseState.RUNNING)
    assert solution.due_at == due_at + timedelta(hours=3)
    assert abs(reply.started_at - now()) < timedelta(seconds=1)
    clock.shift(timedelta(minutes=1))
    comment(agent(), question.id)
    with writing():
        settle_clocks(db.session.get_one(Question, question.id))
    assert promises(question, NEXT)[0].ended_by is EndedBy.TEAM


@pytest.mark.long
def test_what_others_change_in_the_question_is_no_reply(clock: time_machine.Traveller) -> None:
    asker = customer()
    question = make_question(asker, severity="L1")
    ask_back(question)
    editor, words = actor_of(make_member(reputation=500)), prose("It is version 4.2.")
    with writing():
        actions.edit_question(editor, question, question.title, words, details=Details())
    assert [one.state for one in promises(question, SOLUTION)] == [PromiseState.PAUSED]
    assert promises(question, NEXT) == []


@pytest.mark.long
def test_the_clocks_run_on_once_the_team_needs_to_know_nothing_more(
    clock: time_machine.Traveller,
) -> None:
    question = make_question(customer(), severity="L1")
    ask_back(question)
    due_at = promises(question, SOLUTION)[0].due_at
    clock.shift(timedelta(hours=3))
    need_nothing(question)
    [solution] = promises(question, SOLUTION)
    assert solution.state is PromiseState.RUNNING
    assert solution.due_at == due_at + timedelta(hours=3)
    assert promises(question, NEXT) == []


@pytest.mark.long
def test_a_solution_that_waits_over_an_answer_waits_on(clock: time_machine.Traveller) -> None:
    question = make_question(customer(), severity="L1")
    clock.shift(timedelta(hours=1))
    make_answer(question, agent())
    clock.shift(timedelta(hours=1))
    ask_back(question)
    clock.shift(timedelta(hours=1))
    need_nothing(question)
    assert [one.state for one in promises(question, SOLUTION)] == [PromiseState.PAUSED]
    clock.shift(timedelta(minutes=1))
    make_answer(question, make_member())  # nobody asks for what this one may know
    assert [one.state for one in promises(question, SOLUTION)] == [PromiseState.PAUSED]
