"""The public record: counted by the worker, in groups that give nobody away."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import jsonschema
import pytest
import time_machine
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from community.core.clock import now
from community.core.db import db, writing
from community.core.tasks import hourly
from community.service_levels.actions import (
    end_first_response,
    pause_promises,
    resume_promises,
    void_promises,
)
from community.service_levels.attainment import LEAST, choose_shown
from community.service_levels.models import EndedBy, PauseReason, VoidReason
from community.service_levels.queries_attainment import list_figures
from community.service_levels.tasks import mark_due_promises
from community.service_levels.tasks_attainment import count_attainment
from community.wiring import JOBS
from tests.service_levels.stories import ask, make_organisation, make_person, paris, publish_demo
from tests.services.client import PortalClient
from tests.services.statements import Statements

PAGE, JSON = "/services/attainment", "/services/attainment.json"
MONDAY = paris("2026-03-02T10:00")


@pytest.fixture(autouse=True)
def in_march(app: Flask, clock: time_machine.Traveller) -> None:
    publish_demo()
    clock.move_to(MONDAY)


def answer_at(subject_id: int, at: datetime, by: EndedBy = EndedBy.TEAM) -> None:
    with writing():
        end_first_response(subject_id, by, at=at)


def asked(
    clock: time_machine.Traveller, count: int, plan: str | None = None, **details: str
) -> list[int]:
    """So many questions of one customer, received on Monday at ten in Paris."""
    clock.move_to(MONDAY)
    organisation = make_organisation(plan) if plan else None
    asker = make_person(
        f"asker{now().timestamp()}{plan}{len(details)}"[:30], organisation=organisation
    )
    return [ask(asker, organisation=organisation, **details) for _ in range(count)]


def figures() -> dict[tuple[str, str, str, str], tuple[int, int, int, int]]:
    """(part, plan, severity, month or "rest") → kept, exceeded, by the community, missed."""
    db.session.rollback()
    return {
        (one.part.value, one.plan_key, one.severity, "rest" if one.is_rest else one.month): (
            one.kept,
            one.exceeded,
            one.by_community,
            one.missed,
        )
        for one in list_figures()
    }


def test_each_outcome_is_counted_where_it_belongs(clock: time_machine.Traveller) -> None:
    team, quick, community, late, silent, running, void = asked(clock, 7)
    answer_at(team, MONDAY + timedelta(hours=29))
    answer_at(quick, MONDAY + timedelta(hours=1))
    answer_at(community, MONDAY + timedelta(hours=1), EndedBy.COMMUNITY)
    with writing():
        void_promises(void, VoidReason.SPAM)
        pause_promises(running, PauseReason.NEEDS_INFO)
    clock.move_to(MONDAY + timedelta(days=3))
    mark_due_promises()
    answer_at(late, now())
    count_attainment()
    assert silent
    assert figures() == {
        ("all", "", "", ""): (2, 1, 1, 2),
        ("month", "", "", "2026-03"): (2, 1, 1, 2),
        ("plan", "community", "", ""): (2, 1, 1, 2),
    }


def test_the_median_is_by_the_wall_clock_without_the_time_we_waited(
    clock: time_machine.Traveller,
) -> None:
    for question, took in zip(asked(clock, 5), (1, 2, 3, 20, 26), strict=True):
        if took == 3:
            with writing():
                pause_promises(question, PauseReason.NEEDS_INFO, MONDAY + timedelta(hours=1))
                resume_promises(question, MONDAY + timedelta(hours=3))
            answer_at(question, MONDAY + timedelta(hours=5))
        else:
            answer_at(question, MONDAY + timedelta(hours=took))
    count_attainment()
    db.session.rollback()
    assert {one.median_seconds for one in list_figures()} == {3 * 3600}


def test_counting_again_changes_nothing_and_what_is_older_than_a_year_goes(
    clock: time_machine.Traveller,
) -> None:
    for question in asked(clock, 6):
        answer_at(question, MONDAY + timedelta(hours=1))
    count_attainment()
    before = figures()
    count_attainment()
    assert figures() == before != {}
    clock.move_to(MONDAY + timedelta(days=400))
    count_attainment()
    assert figures() == {}


def test_the_command_counts_as_the_worker_does(app: Flask, clock: time_machine.Traveller) -> None:
    for question in asked(clock, 5):
        answer_at(question, MONDAY + timedelta(hours=1))
    assert JOBS["count_attainment"][1] is hourly
    assert app.test_cli_runner().invoke(args=["attainment", "recount"]).exit_code == 0
    assert figures()["all", "", "", ""] == (5, 5, 0, 0)


@pytest.mark.long
def test_fewer_than_five_are_told_nowhere(
    client: PortalClient, clock: time_machine.Traveller
) -> None:
    for question in [*asked(clock, 9), *asked(clock, 7, "standard", severity="L3")]:
        answer_at(question, MONDAY + timedelta(hours=1))
    for question in asked(clock, 2, "enterprise", severity="L1"):
        answer_at(question, MONDAY + timedelta(hours=8))
    count_attainment()
    assert figures() == {
        ("all", "", "", ""): (16, 16, 0, 2),
        ("month", "", "", "2026-03"): (16, 16, 0, 2),
        ("plan", "community", "", ""): (9, 9, 0, 0),
        ("plan", "", "", "rest"): (7, 7, 0, 2),  # Standard goes with Enterprise
    }
    page = client.get(f"{PAGE}?plan=enterprise").text
    assert "not shown apart" in page


@given(st.lists(st.integers(0, 9), min_size=1, max_size=5))
def test_no_subtraction_gives_a_small_group_away(sizes: list[int]) -> None:
    shown = choose_shown(dict(enumerate(sizes)))
    assert all(sizes[key] >= LEAST for key in shown)
    hidden = {key: size for key, size in enumerate(sizes) if key not in shown}
    total = sum(hidden.values())
    assert total == 0 or total >= LEAST or len(hidden) == len(sizes)
    small = [size for size in hidden.values() if 0 < size < LEAST]
    if small and total >= LEAST:
        assert len(hidden) > 1  # a sum of several tells none of them


def test_the_page_shows_the_numbers_with_what_they_mean(
    client: PortalClient,
    clock: time_machine.Traveller,
    statements: Callable[[], Statements],
) -> None:
    for question in asked(clock, 6, "premium", severity="L2"):
        answer_at(question, MONDAY + timedelta(hours=1))
    count_attainment()
    with statements() as seen:  # type: ignore[attr-defined]
        page = client.get(f"{PAGE}?plan=premium&severity=L2&month=2026-03").text
    assert len(seen) <= 8
    for words in ("March 2026", "Premium · ", "100.00", "a quarter of the promised time", "<svg"):
        assert words in page
    for odd in ("kind=x", "plan=x", "month=2026-13", "severity=L2", "kind=idea_response"):
        assert client.get(f"{PAGE}?{odd}").status_code == 200


def test_programs_read_the_same_figures_and_the_menu(
    client: PortalClient, clock: time_machine.Traveller
) -> None:
    for question in asked(clock, 5):
        answer_at(question, MONDAY + timedelta(hours=1))
    count_attainment()
    answer = client.get(JSON)
    whole = answer.get_json()["figures"][0]
    assert (whole["promises"], whole["kept"], whole["exceeded"]) == (5, 5, 5)
    again = client.get(JSON, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_menu_for_programs_keeps_its_schema(client: PortalClient) -> None:
    schema = client.get("/services/menu.schema.json")
    assert schema.mimetype == "application/schema+json"
    rules = json.loads(schema.text)
    jsonschema.Draft202012Validator.check_schema(rules)
    answer = client.get("/services/menu.json")
    menu = answer.get_json()
    jsonschema.validate(menu, rules)
    premium = next(plan for plan in menu["plans"] if plan["key"] == "premium")
    assert premium["service_tokens_a_month"] == 3
    assert premium["uptime"]["objective_thousandths"] == 99_900
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**menu, "plans": [{"key": 7}]}, rules)
    again = client.get("/services/menu.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_before_the_first_menu_there_is_none(client: PortalClient) -> None:
    assert client.get("/services/menu.json?version=99").status_code == 404
