"""The table of states, and the acts that follow it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.content.models import Follow, Link, LinkKind
from community.content.queries import kept_totals
from community.core.db import db, writing
from community.core.errors import Conflict, Invalid, NotAllowed
from community.policies.actor import SYSTEM, Role
from community.questions import actions_answers, actions_states, states, tasks
from community.questions.models import QuestionChange
from community.questions.queries_replies import find_team_reply_after
from community.questions.states import CloseReason, QuestionState, Who
from community.service_levels.models import EndedBy, Promise, PromiseState
from tests.makers import actor_of, make_answer, make_member, make_question
from tests.questions.stories import close, comment, fresh, promise_of
from tests.service_levels.stories import publish_demo
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]


def test_every_state_is_reached_and_left_somewhere() -> None:
    assert {change.to for change in states.CHANGES} == set(QuestionState)
    left = set().union(*(change.came_from for change in states.CHANGES))
    assert left == set(QuestionState)


def test_the_table_in_the_docs_is_the_one_in_force() -> None:
    printed = (Path(__file__).parents[2] / "docs" / "questions.md").read_text()
    assert states.markdown() in printed
    assert len(states.markdown().splitlines()) == len(states.CHANGES) + 2


def test_nobody_but_staff_asks_for_information() -> None:
    members = {Who.ASKER, Who.ANSWERER, Who.TRUSTED}
    assert states.find_change(QuestionState.OPEN, QuestionState.NEEDS_INFO, members) is None
    assert states.find_change(QuestionState.OPEN, QuestionState.NEEDS_INFO, {Who.STAFF})


def test_the_team_asks_for_information_and_a_reply_reopens(app: Flask, drain: Worker) -> None:
    publish_demo()
    asker = make_member()
    question, agent = make_question(asker), actor_of(make_member("Al", Role.AGENT))
    with writing():
        actions_states.ask_for_information(agent, question, "Which version?")
    assert fresh(question).state is QuestionState.NEEDS_INFO
    assert promise_of(question).ended_by is EndedBy.TEAM
    comment(asker, question.id)
    drain()
    assert fresh(question).state is QuestionState.OPEN


def test_information_is_asked_for_in_words_and_by_staff(app: Flask) -> None:
    question, agent = make_question(), actor_of(make_member("Al", Role.AGENT))
    member = actor_of(make_member())
    with pytest.raises(Invalid), writing():
        actions_states.ask_for_information(agent, question, " ")
    with pytest.raises(NotAllowed), writing():
        actions_states.ask_for_information(member, question, "Which version?")


def test_a_comment_of_others_does_not_reopen(app: Flask, drain: Worker) -> None:
    question, agent = make_question(), actor_of(make_member("Al", Role.AGENT))
    with writing():
        actions_states.ask_for_information(agent, question, "Which version?")
    comment(make_member(), question.id)
    drain()
    assert fresh(question).state is QuestionState.NEEDS_INFO


@pytest.mark.long
def test_a_comment_of_the_team_ends_the_promise(app: Flask, drain: Worker) -> None:
    publish_demo()
    question = make_question()
    comment(make_member(), question.id)
    drain()
    assert promise_of(question).ended_at is None
    comment(make_member("Al", Role.AGENT), question.id)
    drain()
    assert promise_of(question).ended_by is EndedBy.TEAM


@pytest.mark.long
def test_replies_told_twice_and_in_any_order_change_nothing_more(
    app: Flask, restless_drain: Worker
) -> None:
    publish_demo()
    asker = make_member()
    question = make_question(asker)
    comment(asker, question.id)
    comment(make_member("Al", Role.AGENT), question.id)
    restless_drain()
    assert fresh(question).state is QuestionState.OPEN
    assert promise_of(question).state in (PromiseState.MET, PromiseState.EXCEEDED)


def test_a_duplicate_is_linked_and_its_promise_void(app: Flask) -> None:
    publish_demo()
    first, second = make_question(), make_question()
    agent = make_member("Al", Role.AGENT)
    close(agent, second, CloseReason.DUPLICATE, duplicate_of_id=first.id)
    link = db.session.scalars(select(Link)).one()
    assert (link.from_id, link.to_id, link.kind) == (second.id, first.id, LinkKind.DUPLICATE_OF)
    assert promise_of(second).state is PromiseState.VOID
    with writing():
        actions_states.reopen(actor_of(agent), second)
    assert db.session.scalars(select(Link)).first() is None
    assert fresh(second).duplicate_of_id is None


def test_nothing_is_a_duplicate_of_itself_or_of_nothing(app: Flask) -> None:
    question, agent = make_question(), make_member("Al", Role.AGENT)
    for other in (question.id, 987654, None):
        with pytest.raises(Invalid, match="other question"):
            close(agent, question, CloseReason.DUPLICATE, duplicate_of_id=other)


def test_a_duplicate_of_a_duplicate_leads_to_its_root(app: Flask) -> None:
    root, middle, leaf = make_question(), make_question(), make_question()
    agent = make_member("Al", Role.AGENT)
    close(agent, middle, CloseReason.DUPLICATE, duplicate_of_id=root.id)
    close(agent, leaf, CloseReason.DUPLICATE, duplicate_of_id=middle.id)
    assert fresh(leaf).duplicate_of_id == root.id


def test_closing_needs_standing_and_unkind_reasons_need_words(app: Flask) -> None:
    question = make_question()
    with pytest.raises(NotAllowed, match="250 points"):
        close(make_member(), question, CloseReason.OFF_TOPIC, text="No.")
    with pytest.raises(Invalid):
        close(make_member("Al", Role.AGENT), question, CloseReason.OFF_TOPIC)
    close(make_member(reputation=250), question, CloseReason.OFF_TOPIC, text="Try the forum.")
    change = db.session.scalars(select(QuestionChange)).one()
    assert (change.text, change.reason) == ("Try the forum.", CloseReason.OFF_TOPIC)
    assert kept_totals(["questions"])[("questions", "closed")] == 1


def test_a_closed_question_is_not_closed_again_nor_an_open_one_reopened(app: Flask) -> None:
    question, agent = make_question(), make_member("Al", Role.AGENT)
    with pytest.raises(Conflict, match="not closed"), writing():
        actions_states.reopen(actor_of(agent), question)
    close(agent, question, CloseReason.NO_REPLY)
    with pytest.raises(Conflict, match="closed already"):
        close(agent, question, CloseReason.NO_REPLY)


def test_who_closes_without_a_word_has_answered_nothing(app: Flask) -> None:
    publish_demo()
    agent = make_member("Al", Role.AGENT)
    for text, state in (("", PromiseState.VOID), ("We spoke of it.", PromiseState.EXCEEDED)):
        question = make_question()
        close(agent, question, CloseReason.NO_REPLY, text=text)
        mine = select(Promise.state).where(Promise.subject_id == question.id)
        assert db.session.scalars(mine).all() == [state]
        assert (find_team_reply_after(question, question.created_at) is None) == (not text)


def test_reopening_finds_the_state_that_the_answers_give(app: Flask) -> None:
    question, agent = make_question(), make_member("Al", Role.AGENT)
    make_answer(question)
    close(agent, question, CloseReason.RESOLVED_ELSEWHERE)
    with writing():
        actions_states.reopen(actor_of(agent), question)
    assert fresh(question).state is QuestionState.ANSWERED


@pytest.mark.long
def test_the_asker_wakes_what_was_closed_over_silence(app: Flask, drain: Worker) -> None:
    asker, agent = make_member(), make_member("Al", Role.AGENT)
    silent, unclear = make_question(asker), make_question(asker)
    close(agent, silent, CloseReason.NO_REPLY)
    close(agent, unclear, CloseReason.UNCLEAR, text="What do you mean?")
    for question in (silent, unclear):
        comment(asker, question.id)
    drain()
    assert fresh(silent).state is QuestionState.OPEN
    assert fresh(unclear).state is QuestionState.CLOSED


@pytest.mark.long
def test_what_nobody_touched_for_a_year_is_archived_and_wakes(
    app: Flask, clock: time_machine.Traveller, drain: Worker
) -> None:
    asker = make_member()
    old = make_question(asker)
    clock.shift(timedelta(days=300))
    young = make_question()
    clock.shift(timedelta(days=66))
    assert tasks.archive_sleeping() == 1
    assert (fresh(old).state, fresh(young).state) == (QuestionState.ARCHIVED, QuestionState.OPEN)
    clock.shift(timedelta(minutes=1))
    comment(asker, old.id)
    drain()
    assert fresh(old).state is QuestionState.OPEN


@pytest.mark.long
def test_a_new_answer_wakes_what_is_archived_and_a_strangers_comment_does_not(
    app: Flask, drain: Worker
) -> None:
    question = make_question()
    with writing():
        actions_states.archive(SYSTEM, question.id)
    comment(make_member(), question.id)
    drain()
    assert fresh(question).state is QuestionState.ARCHIVED
    answer = make_answer(question)
    assert fresh(question).state is QuestionState.ANSWERED
    with writing():
        actions_states.archive(SYSTEM, question.id)
        actions_answers.delete_answer(SYSTEM, answer)
    assert fresh(question).state is QuestionState.ARCHIVED


def test_the_clock_runs_again_when_somebody_answers_instead_of_the_asker(app: Flask) -> None:
    publish_demo()
    agent = make_member("Al", Role.AGENT)  # whose own words end no promise
    question = make_question(agent)
    with writing():
        actions_states.ask_for_information(actor_of(agent), question, "I will look it up.")
    assert promise_of(question).state is PromiseState.PAUSED
    make_answer(question, make_member())
    assert promise_of(question).state is PromiseState.RUNNING


def test_the_portal_itself_archives_and_members_cannot(app: Flask) -> None:
    question, member = make_question(), actor_of(make_member())
    with pytest.raises(NotAllowed), writing():
        actions_states.archive(member, question.id)
    with writing():
        actions_states.archive(SYSTEM, question.id)
    assert fresh(question).state is QuestionState.ARCHIVED


@pytest.mark.long
def test_a_question_is_closed_and_reopened_from_its_page(sign_in: SignIn) -> None:
    first, second = make_question(), make_question()
    client = sign_in(make_member("Al", Role.AGENT))
    sent = {
        "reason": "duplicate",
        "duplicate_of": f"http://localhost/questions/{first.id}-x",
        "text": "",
    }
    assert client.post(f"/questions/{second.id}/close", data=sent).status_code == 303
    assert "asked before" in client.get(f"/questions/{second.id}-{second.slug}").text
    assert client.post(f"/questions/{second.id}/reopen").status_code == 303
    assert client.post(f"/questions/{second.id}/close", data={"reason": "x"}).status_code == 422


def test_whoever_asks_answers_or_comments_follows(app: Flask) -> None:
    asker, helper = make_member(), make_member()
    question = make_question(asker)
    make_answer(question, helper)
    followers = db.session.scalars(select(Follow.member_id).where(Follow.target_id == question.id))
    assert set(followers) == {asker.id, helper.id}


def test_an_asker_who_closes_his_own_question_waits_for_nobody(app: Flask) -> None:
    publish_demo()
    asker = make_member()
    question = make_question(asker)
    close(asker, question, CloseReason.UNCLEAR, text="I asked the wrong thing.")
    assert promise_of(question).state is PromiseState.VOID
