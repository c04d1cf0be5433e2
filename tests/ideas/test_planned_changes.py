"""Changes of status that are planned: made at their minute, or not at all when they would be wrong by then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.content.actions import intern_audience
from community.core.clock import now
from community.core.db import db, writing
from community.core.errors import Conflict, Invalid, NotFound
from community.core.mail import Letter
from community.ideas import actions, actions_schedule, queries_story, tasks_life
from community.ideas.models import Idea, Meaning, StatusChange
from community.ideas.models_life import ScheduledChange, ScheduleState
from community.ideas.queries_schedule import get_scheduled
from community.policies.actor import VISITOR, Role
from tests.ideas.living import (
    decide,
    manager,
    meaning_of,
    plan,
    support,
)
from tests.makers import (
    actor_of,
    make_board,
    make_idea,
    make_member,
    prose,
    status,
)
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]
Clock = time_machine.Traveller


def changes(idea: Idea) -> list[str]:
    db.session.rollback()
    rows = db.session.scalars(select(StatusChange).where(StatusChange.idea_id == idea.id))
    return [row.body for row in rows]


def test_a_planned_change_happens_at_its_minute(
    app: Flask, clock: Clock, drain: Worker, postman: list[Letter]
) -> None:
    idea = make_idea()
    waiting = plan(idea, "planned", body="Soon: {{ title }} ({{ votes }})")
    tasks_life.make_due_changes()
    assert changes(idea) == []
    support(idea, make_member())
    clock.shift(timedelta(days=1))
    assert [tasks_life.make_due_changes() for _ in range(2)] == [1, 0]
    drain()
    assert changes(idea) == ["Soon: Print two notes on one page (2)"]
    assert meaning_of(idea) is Meaning.PLANNED
    step = queries_story.list_steps(idea.id)[0]
    assert step.author_id == waiting.author_id
    assert len(postman) == 2


def overtake(idea: Idea) -> None:
    decide(idea, "under_review")


def merge(idea: Idea) -> None:
    root = make_idea(title="Print everything on one page")
    with writing() as rows:
        rows.get_one(Idea, idea.id).merged_into_id = root.id


def remove(idea: Idea) -> None:
    moderator = actor_of(make_member("Mo", Role.MODERATOR))
    with writing():
        actions.delete_idea(moderator, idea)


@pytest.mark.parametrize("meanwhile", [overtake, merge, remove])
def test_what_would_be_wrong_by_now_is_not_done(
    app: Flask, clock: Clock, meanwhile: Callable[[Idea], None]
) -> None:
    idea = make_idea()
    waiting = plan(idea)
    meanwhile(idea)
    clock.shift(timedelta(days=1))
    assert tasks_life.make_due_changes() == 0
    db.session.refresh(waiting)
    assert waiting.state is ScheduleState.OVERTAKEN
    assert "Soon: Print two notes on one page" not in changes(idea)


def test_a_planned_change_is_cancelled_once(app: Flask, clock: Clock) -> None:
    idea, pia = make_idea(), actor_of(manager())
    waiting = plan(idea)
    with writing():
        actions_schedule.cancel_scheduled(pia, waiting)
    with pytest.raises(Conflict), writing():
        actions_schedule.cancel_scheduled(pia, waiting)
    clock.shift(timedelta(days=1))
    assert tasks_life.make_due_changes() == 0
    assert plan(idea).state is ScheduleState.WAITING


def test_one_change_waits_at_a_time_and_never_for_the_past(app: Flask) -> None:
    idea = make_idea()
    with pytest.raises(Invalid):
        plan(idea, due=now() - timedelta(minutes=1))
    plan(idea)
    with pytest.raises(Conflict):
        plan(idea, "in_progress")


def test_planning_from_the_page(client: PortalClient, sign_in: SignIn, clock: Clock) -> None:
    idea, pia = make_idea(), manager()
    with writing() as rows:
        rows.get_one(Member, pia.id).time_zone = "Europe/Paris"
    sign_in(pia)
    data = {"status": "planned", "text": "Soon.", "lang": "en", "reason": ""}
    path = f"/desk/ideas/{idea.id}/status"
    skipped = client.post(path, data=data | {"due_at": "2026-03-29T02:30"})
    assert skipped.status_code == 422  # clocks in Paris leave this hour out
    assert client.post(path, data=data | {"due_at": "2026-03-05T10:00"}).status_code == 303
    waiting = db.session.scalars(select(ScheduledChange)).one()
    assert waiting.due_at.isoformat() == "2026-03-05T09:00:00+00:00"
    assert idea.title in client.get("/desk/ideas/planned").text
    assert client.post(f"/desk/ideas/planned/{waiting.id}/cancel").status_code == 303
    assert idea.title not in client.get("/desk/ideas/planned").text


def test_what_is_planned_for_a_closed_board_is_not_there_for_others(app: Flask) -> None:
    with writing():
        audience = intern_audience(["staff"])
    board, author, words = make_board("secret", audience), actor_of(manager()), prose()
    with writing():
        idea = actions.propose(author, board, "Plan in private", words, lang="en")
    waiting = plan(idea)
    with pytest.raises(NotFound):
        get_scheduled(VISITOR, waiting.id)


def test_a_planned_change_needs_what_a_change_needs(app: Flask) -> None:
    idea, pia = make_idea(), actor_of(manager())
    due = now() + timedelta(days=1)
    for key, body in (("declined", "No."), ("open", "As it is."), ("planned", "...")):
        with pytest.raises((Invalid, Conflict)), writing():
            actions_schedule.schedule_status(pia, idea, status(key), body, lang="en", due_at=due)
