"""Which plans stand behind ideas: a column and a filter of the table, and of its file, which names the promise, too."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask

from community.accounts.models import Member, Organisation
from community.core.clock import now
from community.core.db import writing
from community.ideas import queries_plans, queries_triage, tasks
from community.ideas.models import Idea
from community.ideas.queries_plans import PlanPart
from community.ideas.triage_terms import look_of
from community.policies.actor import Role
from tests.ideas.living import manager, support
from tests.ideas.triaging import wanted_by
from tests.makers import actor_of, make_idea, make_member, make_organisation
from tests.service_levels.stories import publish_demo
from tests.services.client import PortalClient
from tests.services.statements import Statements
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]


def paying(name: str, value: int, plan: str | None) -> Organisation:
    made = make_organisation(name, plan=plan) if plan else make_organisation(name)
    with writing() as rows:
        rows.get_one(Organisation, made.id).annual_value = value
    return made


def rich_and_poor() -> tuple[Idea, Idea]:
    """One that two of a plan and one of another want, and one that somebody without a plan wants."""
    rose, mill = paying("Rose", 70, "premium"), paying("Mill", 20, "premium")
    sun, moss = paying("Sun", 400, "enterprise"), paying("Moss", 5, None)
    rich = wanted_by("Print labels", rose, mill, sun)
    support(rich, make_member(organisation=rose))
    return rich, wanted_by("Sort orders by street", moss)


@pytest.mark.long
def test_each_organisation_counts_once_under_the_plan_it_holds(
    app: Flask, statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    rich, poor = (idea.id for idea in rich_and_poor())
    with statements() as seen:
        found = queries_plans.list_plan_parts([rich, poor])
    assert len(seen) == 1
    assert found[rich] == [PlanPart("enterprise", 1, 400), PlanPart("premium", 2, 90)]
    assert found[poor] == [PlanPart(None, 1, 5)]


@pytest.mark.long
def test_the_table_is_filtered_by_plan(app: Flask) -> None:
    rich, _poor = rich_and_poor()
    actor = actor_of(manager())
    for plan, wanted in (("premium", [rich.id]), ("standard", []), ("", [rich.id, _poor.id])):
        page = queries_triage.list_triage(actor, look_of({"plan": plan}, ()), None)
        assert [row.id for row in page.items] == wanted
        assert queries_triage.count_matching(actor, look_of({"plan": plan}, ())) == len(wanted)


@pytest.mark.long
def test_the_page_names_plans_for_product_managers_alone(
    client: PortalClient, sign_in: SignIn
) -> None:
    publish_demo()
    rich_and_poor()
    tasks.refresh_figures()
    page = sign_in(manager()).get("/desk/ideas?col=plans&plan=premium").text
    for words in ("<bdi>Enterprise</bdi>: 400", "<bdi>Premium</bdi>: 90", "Print labels"):
        assert words in page
    assert "Sort orders by street" not in page
    sign_in(make_member("Ann", Role.AGENT))
    assert client.get("/desk/ideas?col=plans").status_code == 403


@pytest.mark.long
def test_the_file_names_the_promise_and_the_plans(
    client: PortalClient, sign_in: SignIn, drain: Worker
) -> None:
    publish_demo()
    rich, owed = wanted_by("Print labels", paying("Rose", 70, "premium")), make_idea()
    support(owed, *(make_member() for _ in range(9)))
    tasks.refresh_figures()
    there = sign_in(manager()).post("/desk/ideas/exports").location
    drain()
    text = client.get(f"{there}/ideas.csv").text.lstrip("\ufeff")
    rows = {int(row["id"]): row for row in csv.DictReader(io.StringIO(text))}
    assert (rows[rich.id]["plans"], rows[rich.id]["promise"]) == ("premium 70", "")
    assert rows[owed.id]["promise"] == "running"
    assert rows[owed.id]["answer due"] > now().isoformat()
