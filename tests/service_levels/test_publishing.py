"""A draft is checked before it is published."""

from dataclasses import replace

import pytest
import time_machine
from flask import Flask

from community.core.db import writing
from community.core.errors import Conflict
from community.policies.actor import Actor, Role
from community.service_levels.actions_menu import (
    change_targets,
    check_draft,
    draft_menu,
    publish_menu,
)
from community.service_levels.catalogue import LOCAL_OFFICE
from community.service_levels.queries_menu import (
    find_draft,
    list_versions,
)
from community.service_levels.terms import (
    Menu,
    PlanTerms,
    PromiseKind,
    business_days,
    business_hours,
)
from tests.service_levels.stories import (
    make_person,
    publish_demo,
)

FIRST = PromiseKind.FIRST_RESPONSE


@pytest.fixture(autouse=True)
def menu(app: Flask, clock: time_machine.Traveller) -> None:
    publish_demo()


@pytest.fixture
def admin() -> Actor:
    return make_person("root", Role.ADMIN)


def bare(menu: Menu) -> Menu:
    """The terms without the keys of their rows."""
    plans = tuple(replace(plan, version_id=None) for plan in menu.plans)
    calendars = {key: replace(one, revision_id=None) for key, one in menu.calendars.items()}
    return replace(menu, plans=plans, calendars=calendars)


def promise_two_hours(admin: Actor) -> None:
    with writing():
        draft_menu(admin)
        change_targets(admin, "standard", {(FIRST, "L2"): (business_hours(2), LOCAL_OFFICE)})


def standard(menu: Menu | None) -> PlanTerms:
    assert menu is not None
    plan = menu.find_plan("standard")
    assert plan is not None
    return plan


def test_a_draft_that_was_changed_since_it_was_checked_is_not_published(admin: Actor) -> None:
    promise_two_hours(admin)
    checked = check_draft(admin)
    with writing():
        change_targets(admin, "standard", {(FIRST, "L3"): (business_days(3), LOCAL_OFFICE)})
    with pytest.raises(Conflict, match="changed in the meantime"), writing():
        publish_menu(admin, checked=checked)
    assert len(list_versions()) == 1


def test_nothing_slow_is_done_while_others_wait_to_write(
    admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    promise_two_hours(admin)
    checked = check_draft(admin)
    monkeypatch.setattr("community.service_levels.actions_menu.find_faults", None)
    with writing():
        publish_menu(admin, checked=checked)
    assert find_draft() is None
