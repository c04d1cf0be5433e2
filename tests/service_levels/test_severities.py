"""The order of severities is the menu's, whatever they are called."""

from dataclasses import replace

import pytest
import time_machine
from flask import Flask

from community.core.clock import now
from community.core.db import writing
from community.home.promises import door_promises
from community.policies.actor import Role
from community.service_levels.actions_menu import (
    change_targets,
    check_draft,
    draft_menu,
    publish_menu,
)
from community.service_levels.catalogue import LOCAL_OFFICE, demo_menu
from community.service_levels.queries_menu import find_menu_in_force
from community.service_levels.terms import Menu, PromiseKind, business_hours
from tests.service_levels.stories import ask, make_organisation, make_person, promise_on

NAMES = {"L1": "urgent", "L2": "serious", "L3": "normal", "L4": "low"}
FIRST = PromiseKind.FIRST_RESPONSE


def renamed() -> Menu:
    """The demo menu with severities whose alphabet is not their order."""
    menu = demo_menu((2026,))
    plans = (
        replace(
            plan,
            targets=tuple(
                replace(term, severity=NAMES.get(term.severity, "")) for term in plan.targets
            ),
        )
        for plan in menu.plans
    )
    severities = (replace(one, key=NAMES[one.key]) for one in menu.severities)
    return replace(menu, plans=tuple(plans), severities=tuple(severities))


@pytest.fixture(autouse=True)
def menu(app: Flask, clock: time_machine.Traveller) -> Menu:
    root = make_person("root", Role.ADMIN)
    with writing():
        draft_menu(root, renamed())
    with writing():  # typed last, it is still the second one
        two_hours = (business_hours(2), LOCAL_OFFICE)
        change_targets(root, "standard", {(FIRST, "serious"): None})
        change_targets(root, "standard", {(FIRST, "serious"): two_hours})
    checked = check_draft(root)
    with writing():
        publish_menu(root, checked=checked)
    found = find_menu_in_force(now())
    assert found is not None
    return found


@pytest.mark.parametrize("plan", ["standard", "premium", "enterprise"])
def test_who_names_no_severity_is_promised_the_mildest_ones_time(plan: str) -> None:
    company = make_organisation(plan)
    ada = make_person("ada", organisation=company)
    assert promise_on(ask(ada, organisation=company)).severity == "low"
    assert promise_on(ask(ada, severity="normal", organisation=company)).severity == "normal"


def test_the_door_names_the_gravest_ones_time_of_the_best_plan(menu: Menu) -> None:
    found = door_promises(menu, {"standard", "premium"}).question
    assert found == "First answer from 1 hour on, by urgency"
    assert door_promises(menu, {"standard"}).question == (
        "First answer from 2 business hours on, by urgency"
    )
