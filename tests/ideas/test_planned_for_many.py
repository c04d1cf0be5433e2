"""Changes of status planned for many at once, and what was planned before a change of many: both are taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from community.accounts.models import Member
from community.core.clock import now
from community.core.db import db, writing
from community.core.mail import Letter
from community.ideas import actions_schedule, queries_schedule, tasks_bulk, tasks_life
from community.ideas.models import Idea, IdeaStatus, Meaning
from community.ideas.models_life import ScheduledChange, ScheduleState
from community.ideas.models_triage import BulkChange, RowState
from tests.ideas.living import decide, manager, meaning_of, plan, support
from tests.ideas.triaging import ALONE, back, order, outcome, parts, status_order
from tests.makers import actor_of, make_idea, make_member
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]
Clock = time_machine.Traveller


def later(key: str = "planned", due: datetime | None = None) -> dict[str, Any]:
    """An order whose status waits, until tomorrow unless said."""
    at = due or now() + timedelta(days=1)
    return status_order(key, "Soon: {{ title }} ({{ votes }})") | {"due_at": at.isoformat()}


def waiting(idea: Idea) -> ScheduledChange | None:
    db.session.rollback()
    return queries_schedule.find_waiting(idea.id)


def ordered(ideas: list[Idea], what: dict[str, Any]) -> BulkChange:
    bulk = order(ideas, what)
    tasks_bulk.make_bulk_changes()
    return bulk


def taken_back(bulk: BulkChange, text: str = "It is {{ status }} again.") -> BulkChange:
    undone = back(bulk, text)
    tasks_bulk.make_bulk_changes()
    return undone


@pytest.mark.long
def test_many_are_planned_from_the_form_and_happen_at_their_minute(
    client: PortalClient, sign_in: SignIn, drain: Worker, clock: Clock, postman: list[Letter]
) -> None:
    ideas = [make_idea(title=f"Number {n} of them") for n in range(2)]
    support(ideas[0], make_member())
    pia = manager()
    with writing() as rows:
        rows.get_one(Member, pia.id).time_zone = "Europe/Paris"
    sign_in(pia)
    sent: dict[str, object] = {**ALONE, "lang": "en", "assignee": str(pia.id)}
    sent |= {"id": [str(idea.id) for idea in ideas], "status": "planned", "text": "Soon."}
    skipped = client.post("/desk/ideas/bulk", data=sent | {"due_at": "2026-03-29T02:30"})
    assert skipped.status_code == 422  # clocks in Paris leave this hour out
    sent |= {"due_at": "2026-03-05T10:00"}
    preview = client.post("/desk/ideas/bulk", data=sent | {"then": "preview"}).text
    assert "changed later" in preview
    assert "will be told" in preview
    there = client.post("/desk/ideas/bulk", data=sent).headers["Location"]
    drain()
    shown = client.get(there).text
    assert "planned for this time" in shown
    assert '">planned</td>' in shown
    assert {parts(idea)["status"] for idea in ideas} == {"open"}
    assert {parts(idea)["assignee"] for idea in ideas} == {pia.id}
    planned = waiting(ideas[0])
    assert planned is not None
    assert planned.due_at.isoformat() == "2026-03-05T09:00:00+00:00"
    assert postman == []
    clock.move_to(planned.due_at)
    assert tasks_life.make_due_changes() == 2
    drain()
    assert {meaning_of(idea) for idea in ideas} == {Meaning.PLANNED}
    assert postman


@pytest.mark.parametrize(
    ("sent", "word"),
    [
        ({"status": "planned", "text": "Soon.", "due_at": "2020-01-01T10:00"}, "still to come"),
        ({"area": "none", "due_at": "2030-01-01T10:00"}, "status that is to wait"),
        ({"status": "planned", "text": "Soon.", "due_at": "soon"}, "a time that exist"),
    ],
)
def test_a_time_that_cannot_be_is_refused_on_its_field(
    client: PortalClient, sign_in: SignIn, sent: dict[str, str], word: str
) -> None:
    idea = make_idea()
    sign_in(manager())
    for then in ({"then": "preview"}, {}):
        answered = client.post(
            "/desk/ideas/bulk", data=ALONE | {"id": str(idea.id), "lang": "en"} | sent | then
        )
        assert answered.status_code == 422
        assert word in answered.text


@pytest.mark.long
def test_each_row_says_whether_it_is_planned(app: Flask) -> None:
    fresh, there, held = (make_idea(title=f"Number {n} of them") for n in range(3))
    decide(there, "planned")
    first = plan(held, "in_progress")
    bulk = ordered([fresh, there, held], later())
    states = outcome(bulk)
    assert [state for state, _ in states] == [
        RowState.DONE,
        RowState.UNCHANGED,
        RowState.REFUSED,
    ]
    assert "planned for this idea already" in states[2][1]
    kept = waiting(held)
    assert kept is not None
    assert kept.id == first.id


@pytest.mark.long
def test_taking_back_cancels_what_was_planned_for_many(app: Flask, clock: Clock) -> None:
    idea, other = make_idea(), make_idea(title="Two on a page")
    bulk = ordered([idea, other], later() | {"assignee": manager().id})
    pia, planned = actor_of(manager()), waiting(other)
    assert planned is not None
    with writing():
        actions_schedule.cancel_scheduled(pia, planned)
    undone = taken_back(bulk, text="")
    assert [state for state, _ in outcome(undone)] == [RowState.DONE, RowState.REFUSED]
    assert waiting(idea) is None
    assert parts(idea)["assignee"] is None
    clock.shift(timedelta(days=2))
    assert tasks_life.make_due_changes() == 0
    assert meaning_of(idea) is Meaning.OPEN


def test_what_happened_at_its_minute_is_not_taken_back_as_a_plan(app: Flask, clock: Clock) -> None:
    idea = make_idea()
    bulk = ordered([idea], later())
    clock.shift(timedelta(days=1))
    tasks_life.make_due_changes()
    assert outcome(taken_back(bulk))[0][0] is RowState.REFUSED
    assert meaning_of(idea) is Meaning.PLANNED


@pytest.mark.long
def test_taking_back_plans_again_what_was_overtaken(app: Flask, clock: Clock) -> None:
    idea = make_idea()
    first = plan(idea, "in_progress", body="We are at it.")
    bulk = ordered([idea], status_order("under_review"))
    assert waiting(idea) is None
    undone = taken_back(bulk)
    assert outcome(undone) == [(RowState.DONE, "")]
    again = waiting(idea)
    assert again is not None
    assert (again.id, again.body, again.settled_at) == (first.id, "We are at it.", None)
    forth = taken_back(undone)
    assert outcome(forth) == [(RowState.DONE, "")]
    assert waiting(idea) is None
    taken_back(forth)
    clock.shift(timedelta(days=1))
    assert tasks_life.make_due_changes() == 1
    assert meaning_of(idea) is Meaning.IN_PROGRESS


@pytest.mark.long
def test_what_was_planned_for_a_time_that_passed_is_not_planned_again(
    app: Flask, clock: Clock
) -> None:
    idea = make_idea()
    plan(idea, "in_progress")
    bulk = ordered([idea], status_order("under_review"))
    clock.shift(timedelta(days=2))
    state, why = outcome(taken_back(bulk))[0]
    assert state is RowState.DONE
    assert "its time has passed" in why
    assert waiting(idea) is None
    assert meaning_of(idea) is Meaning.OPEN


def test_what_somebody_planned_since_stays(app: Flask) -> None:
    idea = make_idea()
    plan(idea, "in_progress")
    bulk = ordered([idea], status_order("under_review"))
    newer = plan(idea, "planned")
    assert outcome(taken_back(bulk))[0][0] is RowState.REFUSED
    kept = waiting(idea)
    assert kept is not None
    assert kept.id == newer.id
    assert meaning_of(idea) is Meaning.UNDER_REVIEW


@pytest.mark.long
def test_more_than_a_page_is_made_at_one_minute_and_listed_page_by_page(
    client: PortalClient, sign_in: SignIn, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries_schedule, "BATCH", 2)
    ideas = [make_idea(title=f"Number {n} of them") for n in range(5)]
    ordered(ideas, later())
    seen, after = [], None
    while after != "":
        page = queries_schedule.list_planned(actor_of(manager()), after)
        seen += [row.idea_id for row in page.items]
        after = page.older or ""
    assert seen == [idea.id for idea in ideas]
    sign_in(manager())
    shown = client.get("/desk/ideas/planned").text
    assert ("Number 1 of them" in shown, "Number 2 of them" in shown) == (True, False)
    clock.shift(timedelta(days=1))
    assert tasks_life.make_due_changes() == 5


def test_a_plan_for_a_status_that_was_retired_is_overtaken(app: Flask, clock: Clock) -> None:
    idea = make_idea()
    planned = plan(idea)
    with writing() as rows:
        rows.get_one(IdeaStatus, planned.to_status_id).is_active = False
    clock.shift(timedelta(days=1))
    assert tasks_life.make_due_changes() == 0
    db.session.refresh(planned)
    assert planned.state is ScheduleState.OVERTAKEN
