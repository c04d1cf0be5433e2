"""What the team owes on questions that were closed and reopened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from community.accounts.models import Member
from community.content.models import FlagReason, Subject
from community.core.clock import now
from community.core.db import db, writing
from community.core.errors import Conflict, NotAllowed
from community.moderation import actions as moderation
from community.moderation.reasons import KeepReason
from community.policies.actor import Role
from community.questions import actions_states
from community.questions.models import Question
from community.questions.states import CloseReason
from community.service_levels.actions import pause_promises
from community.service_levels.models import EndedBy, PauseReason, Promise, PromiseState
from community.service_levels.tasks import mark_due_promises
from tests.makers import actor_of, make_answer, make_area, make_member, make_question
from tests.questions.stories import close, comment, promise_of, reopen
from tests.questions.test_duplicates import make_expert
from tests.service_levels.stories import publish_demo
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]


@pytest.mark.long
def test_a_reopened_question_is_owed_its_answer_by_the_same_time(
    app: Flask, clock: time_machine.Traveller
) -> None:
    publish_demo()
    first, second = make_question(), make_question()
    due = promise_of(second).due_at
    close(make_member("Al", Role.AGENT), second, CloseReason.DUPLICATE, duplicate_of_id=first.id)
    assert promise_of(second).state is PromiseState.VOID
    clock.shift(timedelta(hours=3))
    reopen(make_member("Al", Role.AGENT), second)
    promise = promise_of(second)
    assert (promise.state, promise.due_at) == (PromiseState.RUNNING, due)
    make_answer(second, make_member("Al", Role.AGENT))
    assert promise_of(second).ended_by is EndedBy.TEAM


@pytest.mark.long
def test_a_reply_of_the_team_while_it_was_closed_keeps_the_promise(
    app: Flask, clock: time_machine.Traveller, drain: Worker
) -> None:
    publish_demo()
    first, second = make_question(), make_question()
    agent = make_member("Al", Role.AGENT)
    close(agent, second, CloseReason.DUPLICATE, duplicate_of_id=first.id)
    clock.shift(timedelta(hours=1))
    comment(make_member(), second.id)
    comment(agent, second.id, "The answer stands over there.")
    replied = now()
    clock.shift(timedelta(days=9))
    drain()
    reopen(agent, second)
    promise = promise_of(second)
    assert (promise.ended_at, promise.ended_by_id) == (replied, agent.id)
    assert promise.state is PromiseState.EXCEEDED


def test_what_waited_for_the_customer_runs_on_when_it_is_reopened(
    app: Flask, clock: time_machine.Traveller
) -> None:
    publish_demo()
    question, agent = make_question(), make_member("Al", Role.AGENT)
    with writing():
        pause_promises(question.id, PauseReason.NEEDS_INFO)
    close(agent, question, CloseReason.RESOLVED_ELSEWHERE)
    clock.shift(timedelta(days=9))
    reopen(agent, question)
    assert promise_of(question).state is PromiseState.RUNNING
    assert promise_of(question).due_at > now()


@pytest.mark.long
def test_only_the_asker_and_staff_know_that_it_was_resolved_elsewhere(app: Flask) -> None:
    publish_demo()
    asker = make_member()
    closers = (make_member(reputation=250), asker, make_member("Al", Role.AGENT))
    found = []
    for closer in closers:
        question = make_question(asker)
        close(closer, question, CloseReason.RESOLVED_ELSEWHERE)
        found.append(promise_of(question).state)
    assert found == [PromiseState.RUNNING, PromiseState.VOID, PromiseState.VOID]


def test_closing_too_late_does_not_hide_the_miss(app: Flask, clock: time_machine.Traveller) -> None:
    publish_demo()
    first, second = make_question(), make_question()
    clock.shift(timedelta(days=9))
    close(make_member("Al", Role.AGENT), second, CloseReason.DUPLICATE, duplicate_of_id=first.id)
    assert promise_of(second).state is PromiseState.MISSED


@pytest.mark.long
def test_who_closes_his_own_question_and_reopens_it_is_owed_the_rest_of_the_time(
    app: Flask, clock: time_machine.Traveller
) -> None:
    publish_demo()
    asker = make_member()
    question = make_question(asker)
    due = promise_of(question).due_at
    close(asker, question, CloseReason.RESOLVED_ELSEWHERE)
    clock.shift(timedelta(days=1))
    reopen(asker, question)
    assert promise_of(question).state is PromiseState.RUNNING
    assert promise_of(question).due_at == due + timedelta(days=1)


def hide_and_restore(question: Question, closer: Member, reason: CloseReason) -> Promise:
    """The moderator errs; meanwhile the question is closed."""
    moderator = actor_of(make_member("Mo", Role.MODERATOR))
    subject = db.session.get_one(Subject, question.id)
    with writing():
        moderation.hide(moderator, subject, FlagReason.OTHER)
    close(closer, question, reason, text="It was said elsewhere.")
    with writing():
        moderation.restore(moderator, subject, KeepReason.MISTAKE)
    return promise_of(question)


@pytest.mark.long
def test_what_was_closed_while_it_was_hidden_is_owed_nothing_when_it_comes_back(app: Flask) -> None:
    publish_demo()
    asker, staff = make_member(), make_member("Mia", Role.MODERATOR)
    void = hide_and_restore(make_question(asker), asker, CloseReason.RESOLVED_ELSEWHERE)
    assert void.state is PromiseState.VOID
    met = hide_and_restore(make_question(asker), staff, CloseReason.OFF_TOPIC)
    assert (met.ended_by, met.ended_by_id) == (EndedBy.TEAM, staff.id)


def agree(member: Member, question: Question) -> None:
    actor = actor_of(member)
    with writing():
        actions_states.confirm_duplicate(actor, question)


@pytest.mark.long
def test_a_duplicate_that_a_customer_marked_is_owed_its_answer_until_the_team_agrees(
    app: Flask,
) -> None:
    publish_demo()
    trusted, agent = make_member(reputation=250), make_member("Al", Role.AGENT)
    first, second = make_question(), make_question()
    close(trusted, second, CloseReason.DUPLICATE, duplicate_of_id=first.id)
    assert promise_of(second).state is PromiseState.RUNNING
    with pytest.raises(NotAllowed):
        agree(trusted, second)
    with pytest.raises(Conflict):
        agree(agent, first)
    agree(agent, second)
    assert promise_of(second).state is PromiseState.VOID
    reopen(trusted, second)
    assert promise_of(second).state is PromiseState.RUNNING


@pytest.mark.long
def test_the_asker_himself_and_an_expert_end_the_promise_of_a_duplicate(app: Flask) -> None:
    publish_demo()
    asker, area = make_member(), make_area()
    for closer in (asker, make_expert(area.id)):
        first, second = make_question(), make_question(asker, product_area_id=area.id)
        close(closer, second, CloseReason.DUPLICATE, duplicate_of_id=first.id)
        assert promise_of(second).state is PromiseState.VOID


@pytest.mark.long
def test_what_the_team_agreed_to_stays_void_when_the_question_was_hidden_and_comes_back(
    app: Flask,
) -> None:
    publish_demo()
    trusted, moderator = make_member(reputation=250), actor_of(make_member("Mo", Role.MODERATOR))
    found = []
    for agrees in (True, False):
        first, second = make_question(), make_question()
        close(trusted, second, CloseReason.DUPLICATE, duplicate_of_id=first.id)
        if agrees:
            agree(make_member("Al", Role.AGENT), second)
        subject = db.session.get_one(Subject, second.id)
        with writing():
            moderation.hide(moderator, subject, FlagReason.OTHER)
        with writing():
            moderation.restore(moderator, subject, KeepReason.MISTAKE)
        found.append(promise_of(second).state)
    assert found == [PromiseState.VOID, PromiseState.RUNNING]


@pytest.mark.long
def test_the_team_agrees_from_the_page(client: PortalClient) -> None:
    publish_demo()
    trusted, words = make_member(reputation=250), "nothing is owed here"
    first, second = make_question(), make_question()
    close(trusted, second, CloseReason.DUPLICATE, duplicate_of_id=first.id)
    path = f"/questions/{second.id}-{second.slug}"
    assert words not in client.sign_in(trusted).get(path).text
    assert client.post(f"/questions/{second.id}/duplicate/confirm").status_code == 403
    assert words in client.sign_in(make_member("Al", Role.AGENT)).get(path).text
    assert client.post(f"/questions/{second.id}/duplicate/confirm").status_code == 303
    assert words not in client.get(path).text


@pytest.mark.long
def test_the_team_agrees_that_a_duplicate_is_owed_no_late_answer_either(
    client: PortalClient, clock: time_machine.Traveller
) -> None:
    publish_demo()
    words = "nothing is owed here"
    first, second = make_question(), make_question()
    trusted = make_member(reputation=250)
    close(trusted, second, CloseReason.DUPLICATE, duplicate_of_id=first.id)
    clock.shift(timedelta(days=9))
    mark_due_promises()
    path = f"/questions/{second.id}-{second.slug}"
    page = client.sign_in(make_member("Al", Role.AGENT)).get(path).text
    assert words in page
    assert "Overdue since" in page
    client.post(f"/questions/{second.id}/duplicate/confirm")
    page = client.get(path).text
    assert words not in page
    assert "Overdue since" not in page
    assert "owed no more" in page
    assert promise_of(second).state is PromiseState.MISSED
