"""A plan that organisations have is not taken out of the menu behind their backs."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from community.accounts.actions_organisations import end_entitlement
from community.accounts.models import Entitlement
from community.core.clock import now
from community.core.db import db, writing
from community.core.errors import Invalid
from community.policies.actor import SYSTEM, Actor, Role
from community.service_levels.actions_menu import check_draft, draft_menu, publish_menu
from community.service_levels.actions_plans import remove_plan
from community.service_levels.queries_menu import find_menu_in_force, list_versions
from community.service_levels.queries_terms import find_plan_of
from tests.service_levels.stories import make_organisation, make_person, publish_demo
from tests.services.client import PortalClient


@pytest.fixture(autouse=True)
def menu(app: Flask, clock: time_machine.Traveller) -> None:
    publish_demo()


@pytest.fixture
def admin() -> Actor:
    return make_person("root", Role.ADMIN)


def take_premium_out(admin: Actor) -> None:
    with writing():
        draft_menu(admin)
        remove_plan(admin, "premium")


def end_at(organisation: int, **away: int) -> None:
    row = db.session.query(Entitlement).filter_by(organisation_id=organisation).one()
    with writing():
        end_entitlement(SYSTEM, organisation, row.id, at=now() + timedelta(**away))


def premium_version() -> int | None:
    menu = find_menu_in_force(now())
    found = menu.find_plan("premium") if menu else None
    return found.version_id if found else None


@pytest.mark.long
def test_a_plan_that_organisations_have_is_named_and_not_lost(
    admin: Actor, client: PortalClient
) -> None:
    for _one in range(2):
        make_organisation("premium")
    take_premium_out(admin)
    client.sign_in(admin.member_id or 0)
    said = "Premium is no longer in this draft, but 2 organisations have it"
    assert said in client.get("/admin/menu").text
    assert said in client.get("/admin/menu/preview").text
    refused = client.post("/admin/menu/publish")
    assert (refused.status_code, said in refused.text) == (422, True)
    assert len(list_versions()) == 1


def test_who_gets_the_plan_while_the_draft_is_checked_keeps_it_too(admin: Actor) -> None:
    take_premium_out(admin)
    checked = check_draft(admin)
    make_organisation("premium")
    with pytest.raises(Invalid, match="1 organisation has it"), writing():
        publish_menu(admin, checked=checked)


@pytest.mark.long
def test_a_plan_that_nobody_has_any_more_goes(admin: Actor, client: PortalClient) -> None:
    end_at(make_organisation("premium"), days=0)
    pinned = make_organisation("premium", premium_version())
    take_premium_out(admin)
    client.sign_in(admin.member_id or 0)
    assert "no longer in this draft" not in client.get("/admin/menu/preview").text
    assert client.post("/admin/menu/publish").status_code == 303
    plan = find_plan_of(pinned, now())
    assert plan is not None
    assert plan.key == "premium"


def test_a_menu_may_begin_when_the_plan_has_ended(admin: Actor) -> None:
    end_at(make_organisation("premium"), days=7)
    take_premium_out(admin)
    with pytest.raises(Invalid):
        check_draft(admin, now() + timedelta(days=6))
    checked = check_draft(admin, now() + timedelta(days=7))
    with writing():
        publish_menu(admin, now() + timedelta(days=7), checked=checked)
    assert len(list_versions()) == 2
