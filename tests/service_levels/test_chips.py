"""What lists, the desk and the ask form read of promises."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from community.policies.actor import Actor, Role
from community.service_levels.queries import (
    Look,
    find_chip,
    foretell,
    list_chips,
    list_running_promises,
)
from community.service_levels.queries_terms import find_applicable
from community.service_levels.terms import PromiseKind
from tests.service_levels.stories import (
    answer,
    ask,
    make_organisation,
    make_person,
    paris,
    promise_on,
    publish_demo,
)
from tests.services.client import PortalClient
from tests.services.statements import Statements

# Monday 2 March 2026, 10:00 in Paris, unless the clock is moved.


@pytest.fixture(autouse=True)
def menu(app: Flask, clock: time_machine.Traveller) -> None:
    publish_demo()


@pytest.fixture
def ada() -> Actor:
    return make_person("ada")


def test_a_chip_changes_with_time_alone(ada: Actor, clock: time_machine.Traveller) -> None:
    question = ask(ada)
    looks = []
    for at in ("2026-03-02T11:00", "2026-03-03T14:48", "2026-03-04T10:01"):
        clock.move_to(paris(at))
        chip = find_chip(question)
        assert chip is not None
        looks.append((chip.look, chip.changes_at))
    assert looks == [
        (Look.RUNNING, paris("2026-03-03T14:48")),
        (Look.WARNED, paris("2026-03-04T10:00")),
        (Look.MISSED, None),
    ]


def test_chips_of_a_whole_list_take_one_statement(
    ada: Actor, statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    questions = [ask(ada) for _ in range(4)]
    with statements() as seen:
        assert set(list_chips(questions)) == set(questions)
    assert len(seen) == 1
    assert list_chips([]) == {}


def test_the_desk_lists_what_waits_by_deadline(ada: Actor, clock: time_machine.Traveller) -> None:
    company = make_organisation("premium")
    urgent_asker = make_person("dee", organisation=company)
    calm, urgent = ask(ada), ask(urgent_asker, severity="L1", organisation=company)
    done = ask(ada)
    answer(done)
    page = list_running_promises(make_person("agent", Role.AGENT))
    assert [row.subject_id for row in page.items] == [urgent, calm]
    first = page.items[0]
    assert (first.severity, first.plan_name["en"], first.organisation) == (
        "L1",
        "Premium",
        "Premium Ltd",
    )


def test_the_desk_pages_by_deadline(ada: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("community.service_levels.queries.DESK_SIZE", 2)
    questions = [ask(ada) for _ in range(3)]
    agent = make_person("agent", Role.AGENT)
    first = list_running_promises(agent)
    second = list_running_promises(agent, first.older)
    assert [row.subject_id for row in (*first.items, *second.items)] == questions
    assert second.older is None


def test_what_would_be_promised_is_what_is_promised(ada: Actor) -> None:
    company = make_organisation("standard")
    asker = make_person("eve", organisation=company)
    foretold = foretell(asker, company, "L2", paris("2026-03-02T10:00"))
    assert foretold is not None
    assert foretold.terms.plan.key == "standard"
    assert foretold.due_at == promise_on(ask(asker, severity="L2", organisation=company)).due_at
    assert foretold.solved_by is None


def test_a_solution_is_foretold_where_the_plan_promises_one(
    client: PortalClient, statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    company = make_organisation("premium")
    asker, at = make_person("eve", organisation=company), paris("2026-03-02T10:00")
    foretell(asker, company, "L1", at)  # the menu is read once a process
    with statements() as seen:
        found = [foretell(asker, company, severity, at) for severity in ("L1", "L4")]
    assert [one.solved_by if one else at for one in found] == [at + timedelta(days=1), None]
    with statements() as first:
        find_applicable(company, PromiseKind.FIRST_RESPONSE, "L1", at)
    assert len(seen) == 2 * len(first)
    said, form = "A solution is promised by", "/questions/ask"
    client.sign_in(asker.member_id or 0)
    assert said not in client.get(form).text  # the mildest severity, L4
    assert said in client.post(form, data={"then": "preview", "severity": "L1"}).text
