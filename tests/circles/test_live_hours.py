"""Live hours: planned, asked before, voted on, answered live, kept; who may do what, and what is told to whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from community.accounts.models import Member
from community.circles import actions_asking, actions_hours
from community.circles.actions_hours import Plan
from community.circles.models import HourQuestion, HourState, LiveHour
from community.content.models import Subject, Visibility
from community.core.clock import now
from community.core.db import db, writing
from community.core.errors import Conflict, Invalid, NotAllowed, NotFound
from community.notifications.kinds import Kind
from community.policies.actor import Role
from tests.circles.stories import (
    answer_in,
    ask_in,
    change_hour,
    end_badge,
    hour_path,
    make_circle,
    make_expert,
    make_manager,
    plan_hour,
    told,
    vote,
)
from tests.makers import actor_of, make_member, prose
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]
SOON = timedelta(minutes=30)


def test_where_it_stands_follows_from_the_time(app: Flask, clock: time_machine.Traveller) -> None:
    hour = plan_hour(make_circle(), make_manager(), starts_in=SOON)
    states = []
    for minutes in (0, 30, 89, 90):
        clock.move_to(hour.starts_at - SOON + timedelta(minutes=minutes), tick=False)
        states.append(hour.state_at(now()))
    assert states == [HourState.PLANNED, HourState.LIVE, HourState.LIVE, HourState.OVER]


def test_a_product_manager_plans_by_his_own_clock(
    app: Flask, sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    make_circle()
    manager = make_manager()
    with writing() as rows:
        rows.get_one(Member, manager.id).time_zone = "America/New_York"
    client = sign_in(manager)
    day = (now() + timedelta(days=3)).strftime("%Y-%m-%d")
    sent = {
        "title": "Printing, and what comes next",
        "body": "Ask me.",
        "starts_at": f"{day}T10:00",
        "minutes": "45",
        "host": str(manager.id),
        "lang": "en",
    }
    answer = client.post("/circles/billing/hours/plan", data=sent)
    assert answer.status_code == 303
    hour = db.session.query(LiveHour).one()
    assert hour.starts_at.astimezone(UTC).hour in (14, 15)
    assert "America/New_York" in client.get(answer.location).text
    for wrong in (
        {"starts_at": "2001-01-01T10:00"},
        {"title": "x"},
        {"host": "0"},
        {"minutes": "7"},
    ):
        page = client.post("/circles/billing/hours/plan", data=sent | wrong)
        assert page.status_code == 422
        assert "Ask me." in page.text
    assert db.session.query(LiveHour).count() == 1


def test_an_hour_that_clocks_leave_out_is_refused(
    app: Flask, sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    make_circle()
    manager = make_manager()
    with writing() as rows:
        rows.get_one(Member, manager.id).time_zone = "Europe/Paris"
    clock.move_to(datetime(2026, 3, 1, 9, tzinfo=UTC), tick=False)
    sent = {
        "title": "At night",
        "body": "Ask me.",
        "starts_at": "2026-03-29T02:30",
        "minutes": "60",
        "host": str(manager.id),
        "lang": "en",
    }
    page = sign_in(manager).post("/circles/billing/hours/plan", data=sent)
    assert page.status_code == 422
    assert "leave this hour out" in page.text


def test_only_product_managers_plan_and_only_the_circle_s_team_answers(
    app: Flask, sign_in: SignIn
) -> None:
    circle, manager = make_circle(), make_manager()
    expert = make_expert(circle)
    assert sign_in(expert).get("/circles/billing/hours/plan").status_code == 403
    with pytest.raises(NotAllowed):
        plan_hour(circle, expert)
    actor, text = actor_of(manager), prose()
    outsider = make_member("", Role.AGENT)
    for host in (outsider.id, expert.id):
        plan = Plan(title="Whatever", starts_at=now() + SOON, minutes=60, host_id=host)
        with pytest.raises(Invalid), writing():
            actions_hours.plan_hour(actor, circle, plan, text, lang="en")


@pytest.mark.long
def test_the_whole_story_of_an_hour(
    app: Flask, sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    circle, manager = make_circle(), make_manager()
    ada, ben = make_expert(circle, "Ada"), make_expert(circle, "Ben")
    hour = plan_hour(circle, manager, starts_in=SOON)
    here = hour_path(circle, hour)
    client = sign_in(ada)
    assert client.post(f"{here}/questions", data={"text": "When does it print?"}).status_code == 303
    asked = db.session.query(HourQuestion).one()
    second = ask_in(hour, ada, "And in which colours?")
    client = sign_in(ben)
    for _twice in range(2):
        client.post(f"{here}/questions/{second.id}/vote")
    assert db.session.get_one(HourQuestion, second.id).vote_count == 1
    page = client.get(here).text
    assert page.index("which colours") < page.index("When does it print")
    assert sign_in(manager).get(f"{here}/questions/{asked.id}/answer").status_code == 200
    early = sign_in(manager).post(f"{here}/questions/{asked.id}/answer", data={"body": "In May."})
    assert early.status_code == 422
    assert "In May." in early.text
    clock.shift(SOON + timedelta(minutes=1))
    answer = sign_in(manager).post(
        f"{here}/questions/{asked.id}/answer", data={"body": "In *May*."}
    )
    assert answer.status_code == 303
    assert "<em>May</em>" in sign_in(ada).get(here).text
    clock.shift(timedelta(hours=1))
    record = sign_in(ben).get(here)
    assert "<em>May</em>" in record.text
    assert "Not reached" in record.text
    assert f'{here}/questions"' not in record.text
    late = sign_in(ada).post(f"{here}/questions", data={"text": "One more thing, please?"})
    assert late.status_code == 422
    assert "One more thing, please?" in late.text
    assert client.post(f"{here}/questions/{asked.id}/vote").status_code == 409
    kept = sign_in(manager).post(f"{here}/questions/{second.id}/answer", data={"body": "Late."})
    assert kept.status_code == 422
    assert "Earlier live hours" in sign_in(ben).get("/circles/billing").text


def test_votes_are_one_each_and_can_be_taken_back(app: Flask) -> None:
    circle, manager = make_circle(), make_manager()
    ada, ben = make_expert(circle), make_expert(circle)
    hour = plan_hour(circle, manager)
    asked = ask_in(hour, ada)
    assert [vote(hour, asked, ben), vote(hour, asked, ben), vote(hour, asked, manager)] == [
        True,
        False,
        True,
    ]
    with pytest.raises(Conflict):
        vote(hour, asked, ada)
    actor = actor_of(ben)
    with writing():
        assert actions_asking.withdraw_vote(actor, hour, asked)
        assert not actions_asking.withdraw_vote(actor, hour, asked)
    db.session.expire_all()
    assert asked.vote_count == 1


def test_nobody_takes_part_from_outside(app: Flask, sign_in: SignIn) -> None:
    circle, manager = make_circle(), make_manager()
    expert, member = make_expert(circle), make_member()
    hour = plan_hour(circle, manager)
    asked = ask_in(hour, expert)
    here = hour_path(circle, hour)
    end_badge(expert)
    for outsider in (expert, member, make_member("", Role.AGENT)):
        client = sign_in(outsider)
        for path in ("questions", f"questions/{asked.id}/vote", f"questions/{asked.id}/take-back"):
            assert client.post(f"{here}/{path}", data={"text": "Am I still in?"}).status_code == 404
        with pytest.raises((NotFound, NotAllowed)):
            ask_in(hour, outsider, "Am I still in?")
    with pytest.raises((NotFound, NotAllowed)):
        vote(hour, asked, member)


def test_the_host_answers_experts_do_not(
    app: Flask, sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    circle, manager = make_circle(), make_manager()
    expert = make_expert(circle)
    hour = plan_hour(circle, manager, starts_in=SOON)
    asked = ask_in(hour, expert)
    clock.shift(SOON)
    path = f"{hour_path(circle, hour)}/questions/{asked.id}/answer"
    assert sign_in(expert).post(path, data={"body": "I know!"}).status_code == 403
    with pytest.raises(NotAllowed):
        answer_in(hour, asked, expert)
    answer_in(hour, asked, make_manager("Other"))


def test_whoever_asked_is_told_of_the_answer_once(
    app: Flask, drain: Worker, clock: time_machine.Traveller
) -> None:
    circle, manager = make_circle(), make_manager()
    expert, other = make_expert(circle), make_expert(circle)
    hour = plan_hour(circle, manager, starts_in=SOON)
    asked = ask_in(hour, expert)
    drain()
    clock.shift(SOON)
    answer_in(hour, asked, manager)
    answer_in(hour, asked, manager, "In June, sorry.")
    drain()
    assert told(expert).count(Kind.HOUR_ANSWERED) == 1
    assert Kind.HOUR_ANSWERED not in told(other)


def test_its_own_question_can_be_taken_back_until_it_is_answered(
    app: Flask, sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    circle, manager = make_circle(), make_manager()
    expert, other = make_expert(circle), make_expert(circle)
    hour = plan_hour(circle, manager, starts_in=SOON)
    first, second = ask_in(hour, expert), ask_in(hour, expert, "And what about this?")
    here = hour_path(circle, hour)
    assert sign_in(other).post(f"{here}/questions/{first.id}/take-back").status_code == 403
    assert sign_in(expert).post(f"{here}/questions/{first.id}/take-back").status_code == 303
    assert first.text not in sign_in(other).get(here).text
    clock.shift(SOON)
    answer_in(hour, second, manager)
    assert sign_in(expert).post(f"{here}/questions/{second.id}/take-back").status_code == 403


@pytest.mark.long
def test_the_host_takes_a_question_out_and_says_why(
    app: Flask, sign_in: SignIn, drain: Worker
) -> None:
    circle, manager = make_circle(), make_manager()
    expert, other = make_expert(circle), make_expert(circle)
    hour = plan_hour(circle, manager)
    asked = ask_in(hour, expert, "What does Mr Smith earn?")
    path = f"{hour_path(circle, hour)}/questions/{asked.id}/take-out"
    assert sign_in(other).get(path).status_code == 403
    assert sign_in(manager).post(path, data={"reason": ""}).status_code == 422
    assert sign_in(manager).post(path, data={"reason": "It is about a person."}).status_code == 303
    assert db.session.get_one(Subject, asked.id).visibility is Visibility.HIDDEN
    assert "Mr Smith" not in sign_in(other).get(hour_path(circle, hour)).text
    drain()
    assert Kind.POST_HIDDEN in told(expert)


def test_while_it_lasts_it_can_be_ended_but_not_moved(
    app: Flask, sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    circle, manager = make_circle(), make_manager()
    hour = plan_hour(circle, manager, starts_in=SOON)
    here = hour_path(circle, hour)
    assert sign_in(manager).post(f"{here}/end").status_code == 409
    clock.shift(SOON + timedelta(minutes=5))
    with pytest.raises(Invalid):
        change_hour(hour, manager, starts_at=hour.starts_at + timedelta(hours=1))
    change_hour(hour, manager, minutes=90)
    assert sign_in(manager).post(f"{here}/end").status_code == 303
    assert db.session.get_one(LiveHour, hour.id).state_at(now()) is HourState.OVER
