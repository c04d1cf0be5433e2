"""Another plan while a question waits: the better deadline stands, and a time to solve it is promised from then on."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.accounts import actions_organisations as organisations
from community.accounts.models import Entitlement
from community.core.clock import now
from community.core.db import db, writing
from community.core.tasks import JobRun
from community.policies.actor import SYSTEM
from community.service_levels.actions_running import AT_ONCE, better_those_of
from community.service_levels.tasks import follow_plans
from tests.makers import make_answer, make_member, make_organisation, make_question
from tests.questions.stories import SOLUTION, accept, agent, promises
from tests.questions.test_clocks import due
from tests.service_levels.stories import paris, publish_demo
from tests.services.worker import Worker

# Monday 2 March 2026, 10:00 in Paris, unless the clock is moved.


@pytest.fixture(autouse=True)
def menu(app: Flask, clock: time_machine.Traveller) -> None:
    publish_demo()


@pytest.mark.long
def test_a_better_plan_makes_what_waits_better_and_a_worse_one_does_not(
    clock: time_machine.Traveller, drain: Worker
) -> None:
    company = make_organisation(plan="standard")
    question = make_question(make_member(organisation=company), severity="L2")
    clock.shift(timedelta(minutes=30))
    _change_plan(company.id, "enterprise")
    clock.shift(timedelta(minutes=5))
    drain()
    assert due(question) == paris("2026-03-02T12:35")
    _change_plan(company.id, "standard")
    drain()
    assert due(question) == paris("2026-03-02T12:35")


@pytest.mark.long
def test_a_plan_with_a_time_to_solve_promises_that_for_what_waits(
    clock: time_machine.Traveller, drain: Worker
) -> None:
    company = make_organisation(plan="standard")
    asker = make_member(organisation=company)
    waits, solved = (make_question(asker, severity="L2") for _ in range(2))
    accept(asker, make_answer(solved, agent()))
    clock.shift(timedelta(minutes=30))
    _change_plan(company.id, "enterprise")
    for _time in range(2):
        drain()
        follow_plans()
    assert [due(waits, SOLUTION), len(promises(waits, SOLUTION))] == [paris("2026-03-05T10:30"), 1]
    assert promises(solved, SOLUTION) == []


@pytest.mark.long
def test_many_questions_are_followed_a_few_at_a_time(
    clock: time_machine.Traveller, drain: Worker
) -> None:
    company = make_organisation(plan="standard")
    asker = make_member(organisation=company)
    waits = [make_question(asker, severity="L2") for _ in range(2 * AT_ONCE + 1)]
    drain()
    clock.shift(timedelta(minutes=30))
    changed = now()
    _change_plan(company.id, "enterprise")
    clock.shift(timedelta(minutes=5))
    with writing():
        better_those_of(company.id, at=changed)
    assert sum(len(promises(one, SOLUTION)) for one in waits) == AT_ONCE
    drain()
    assert {due(one, SOLUTION) for one in waits} == {paris("2026-03-05T10:30")}


@pytest.mark.parametrize(("hours_away", "follows"), [(3, True), (1, False)])
def test_a_plan_that_began_while_the_worker_was_away_is_followed_when_it_is_back(
    clock: time_machine.Traveller, hours_away: int, follows: bool
) -> None:
    company = make_organisation()
    question = make_question(make_member(organisation=company))
    was, began = due(question), now() + timedelta(hours=1)
    with writing():
        organisations.entitle(SYSTEM, company.id, "enterprise", starts_at=began)
    clock.shift(timedelta(hours=3))
    with writing() as session:
        session.add(JobRun(job="follow_plans", minute=now() - timedelta(hours=hours_away)))
    follow_plans()
    assert (due(question) < was) is follows


def _change_plan(organisation_id: int, plan: str) -> None:
    old = db.session.scalars(
        select(Entitlement.id).where(
            Entitlement.organisation_id == organisation_id, Entitlement.ends_at.is_(None)
        )
    ).one()
    with writing():
        organisations.end_entitlement(SYSTEM, organisation_id, old)
        organisations.entitle(SYSTEM, organisation_id, plan, starts_at=now())
