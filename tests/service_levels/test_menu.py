"""Stories of the menu: drafted, published with a date, never edited again."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.core.audit import AuditEntry
from community.core.clock import now
from community.core.db import db, writing
from community.core.errors import Conflict, Invalid, NotAllowed, NotFound
from community.policies.actor import Actor, Role
from community.service_levels.actions_menu import (
    change_targets,
    check_draft,
    discard_draft,
    draft_menu,
    install_menu,
    publish_menu,
)
from community.service_levels.actions_parts import change_hours
from community.service_levels.calendars import Calendar, Window
from community.service_levels.catalogue import LOCAL_OFFICE, OFFICE, demo_menu
from community.service_levels.models import MenuVersion, PlanVersion
from community.service_levels.queries_menu import (
    choose_version,
    find_draft,
    find_menu_in_force,
    list_versions,
    menu_of,
    read_menu,
)
from community.service_levels.queries_terms import list_severities_for
from community.service_levels.terms import (
    Menu,
    business_days,
    business_hours,
    hours,
)
from tests.service_levels.stories import (
    FIRST,
    LONG_AGO,
    ask,
    make_organisation,
    make_person,
    promise_on,
    promise_two_hours,
    publish_demo,
    standard,
)
from tests.services.statements import Statements


def publish(admin: Actor, at: datetime | None = None) -> MenuVersion:
    """The draft as the page publishes it: checked, then put in force."""
    checked = check_draft(admin)
    with writing():
        return publish_menu(admin, at, checked=checked)


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


def test_the_tables_keep_every_term() -> None:
    kept = find_menu_in_force(now())
    assert kept is not None
    assert bare(kept) == demo_menu((2026,))


def test_nothing_is_in_force_before_the_first_version() -> None:
    assert find_menu_in_force(LONG_AGO - timedelta(seconds=1)) is None


def test_a_second_installation_changes_nothing() -> None:
    publish_demo()
    assert len(list_versions()) == 1
    with writing():
        assert install_menu(demo_menu((2027,)), now()) is None


def test_a_menu_in_force_is_read_once(
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    find_menu_in_force(now())
    with statements() as seen:
        find_menu_in_force(now())
    assert len(seen) == 1


def test_a_published_draft_is_in_force_from_its_date(
    admin: Actor, clock: time_machine.Traveller
) -> None:
    promise_two_hours(admin)
    publish(admin, now() + timedelta(days=1))
    before = standard(find_menu_in_force(now())).find_target(FIRST, "L2")
    after = standard(find_menu_in_force(now() + timedelta(days=1))).find_target(FIRST, "L2")
    assert before is not None
    assert after is not None
    assert (before.target, after.target) == (business_hours(6), business_hours(2))


def test_publishing_leaves_an_audit_row(admin: Actor) -> None:
    promise_two_hours(admin)
    version = publish(admin)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "menu.published")).all()[
        -1
    ]
    assert (entry.actor_id, entry.target_id) == (admin.member_id, version.id)


def test_a_date_that_has_passed_is_refused(admin: Actor) -> None:
    promise_two_hours(admin)
    with pytest.raises(Invalid) as refusal:
        publish(admin, now() - timedelta(seconds=1))
    assert refusal.value.field == "effective_from"
    assert find_draft() is not None


@pytest.mark.long
def test_two_versions_cannot_begin_at_once(admin: Actor) -> None:
    for _ in range(2):
        with writing():
            draft_menu(admin)
        if len(list_versions()) == 2:
            with pytest.raises(Invalid):
                publish(admin, now() + timedelta(days=1))
        else:
            publish(admin, now() + timedelta(days=1))
    assert len(list_versions()) == 2


def test_a_draft_below_the_floor_is_refused_with_the_place(admin: Actor) -> None:
    with writing():
        draft_menu(admin)
        change_targets(admin, "standard", {(FIRST, "L3"): (business_days(3), LOCAL_OFFICE)})
    with pytest.raises(Invalid, match=r"Standard · First response · L3.*less than the floor"):
        check_draft(admin)


def test_hours_that_never_open_are_refused_when_saved(admin: Actor) -> None:
    with writing():
        draft_menu(admin)
    with pytest.raises(Invalid) as refusal, writing():
        change_hours(admin, OFFICE, {}, Calendar(()))
    assert refusal.value.field == "windows"


@pytest.mark.long
def test_hours_of_a_draft_can_change(admin: Actor) -> None:
    with writing():
        draft = draft_menu(admin)
        change_hours(admin, OFFICE, {}, Calendar((Window(1, 540, 1020),), zone="Europe/Paris"))
        menu = read_menu(draft.id)
    assert menu.calendar(OFFICE).windows == (Window(1, 540, 1020),)
    unchanged = find_menu_in_force(now())
    assert unchanged is not None
    assert len(unchanged.calendar(OFFICE).windows) == 5


def test_hours_and_plans_that_are_not_in_the_menu_are_not_found(admin: Actor) -> None:
    with writing():
        draft_menu(admin)
    with pytest.raises(NotFound), writing():
        change_hours(admin, "lunar", {}, Calendar((Window(1, 540, 1020),)))
    with pytest.raises(NotFound), writing():
        change_targets(admin, "gold", {(FIRST, "L1"): (hours(1), OFFICE)})


@pytest.mark.parametrize("change", [(hours(0), OFFICE), (hours(1), "lunar")])
def test_a_target_needs_an_amount_and_hours(admin: Actor, change: tuple[object, str]) -> None:
    with writing():
        draft_menu(admin)
    with pytest.raises(Invalid), writing():
        change_targets(admin, "standard", {(FIRST, "L1"): change})  # type: ignore[dict-item]


def test_there_is_one_draft(admin: Actor) -> None:
    with writing():
        first = draft_menu(admin).id
    with writing():
        assert draft_menu(admin).id == first


def test_a_discarded_draft_leaves_nothing_behind(admin: Actor) -> None:
    rows = db.session.query(PlanVersion).count()
    with writing():
        draft_menu(admin)
    with writing():
        discard_draft(admin)
    assert find_draft() is None
    assert db.session.query(PlanVersion).count() == rows
    with pytest.raises(Conflict):
        check_draft(admin)
    with pytest.raises(Conflict), writing():
        publish_menu(admin, checked="")


def test_only_administrators_edit_and_publish() -> None:
    agent = make_person("agent", Role.AGENT)
    with pytest.raises(NotAllowed), writing():
        draft_menu(agent)
    with pytest.raises(NotAllowed):
        check_draft(agent)
    with pytest.raises(NotAllowed), writing():
        publish_menu(agent, checked="")


@pytest.mark.long
def test_a_question_keeps_the_version_it_was_asked_under(
    admin: Actor, clock: time_machine.Traveller
) -> None:
    company = make_organisation("standard")
    ada = make_person("ada", organisation=company)
    old = ask(ada, severity="L2", organisation=company)
    due = promise_on(old).due_at
    promise_two_hours(admin)
    publish(admin)
    clock.shift(timedelta(minutes=1))
    new = ask(ada, severity="L2", organisation=company)
    assert promise_on(old).due_at == due
    assert promise_on(new).target_seconds == 2 * 3_600


def test_a_contract_can_hold_on_to_its_version(admin: Actor, clock: time_machine.Traveller) -> None:
    pinned = standard(find_menu_in_force(now())).version_id
    promise_two_hours(admin)
    publish(admin)
    clock.shift(timedelta(minutes=1))
    company = make_organisation("standard", pinned)
    ada = make_person("ada", organisation=company)
    assert promise_on(ask(ada, severity="L2", organisation=company)).target_seconds == 6 * 3_600


def test_severities_are_asked_only_where_the_plan_tells_them_apart() -> None:
    assert list_severities_for(None, now()) == ()
    found = list_severities_for(make_organisation("premium"), now())
    assert [severity.key for severity in found] == ["L1", "L2", "L3", "L4"]


def test_a_published_version_is_found_by_its_number() -> None:
    found = choose_version(list_versions(), "1", now())
    assert found is not None
    assert menu_of(found).default_plan is not None
    with pytest.raises(NotFound):
        choose_version(list_versions(), "2", now())


def test_a_draft_is_not_shown_as_a_version(admin: Actor) -> None:
    with writing():
        number = draft_menu(admin).number
    with pytest.raises(NotFound):
        choose_version(list_versions(), str(number), now())
    assert db.session.query(MenuVersion).count() == 2
