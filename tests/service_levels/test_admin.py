"""The menu under the hands of an administrator, over HTTP."""

from collections.abc import Callable

import pytest
import time_machine
from flask import Flask

from community.core.clock import now
from community.policies.actor import Role
from community.service_levels.catalogue import OFFICE
from community.service_levels.forms import field_name, slots
from community.service_levels.notation import write_amount
from community.service_levels.queries_menu import (
    find_draft,
    find_menu_in_force,
    list_versions,
    read_menu,
)
from community.service_levels.terms import Menu, PromiseKind, business_hours
from tests.service_levels.stories import make_person, publish_demo
from tests.services.client import PortalClient

NAMES = {"name_en": "Office", "name_fr": "Bureau"}


@pytest.fixture
def admin(app: Flask, clock: time_machine.Traveller, client: PortalClient) -> PortalClient:
    publish_demo()
    return client.sign_in(make_person("root", Role.ADMIN).member_id or 0)


def drafted() -> Menu:
    draft = find_draft()
    assert draft is not None
    return read_menu(draft.id)


def empty_slots(menu: Menu) -> dict[str, str]:
    """The fields of a plan that promises nothing."""
    names = [field_name(*slot) for slot in slots(menu)]
    return dict.fromkeys((f"amount_{name}" for name in names), "") | dict.fromkeys(
        (f"hours_{name}" for name in names), OFFICE
    )


def standard_form(amount: str) -> dict[str, str]:
    """What the browser sends for the plan Standard, with one amount changed."""
    fields = empty_slots(drafted())
    plan = drafted().find_plan("standard")
    assert plan is not None
    for term in plan.targets:
        name = f"{term.kind.value}_{term.severity or 'any'}"
        fields |= {f"amount_{name}": write_amount(term.target), f"hours_{name}": term.calendar_key}
    return fields | {"amount_first_response_L2": amount}


@pytest.mark.long
def test_a_menu_is_drafted_changed_looked_at_and_published(admin: PortalClient) -> None:
    assert admin.post("/admin/menu/draft").status_code == 303
    assert admin.post("/admin/menu/plans/standard", data=standard_form("3 bh")).status_code == 303
    assert "3 business hours" in admin.get("/admin/menu/preview").text
    assert "3 business hours" not in admin.get("/services/en").text
    assert admin.post("/admin/menu/publish").status_code == 303
    plan = getattr(find_menu_in_force(now()), "find_plan", lambda _key: None)("standard")
    assert plan is not None
    assert plan.find_target(PromiseKind.FIRST_RESPONSE, "L2").target == business_hours(3)
    assert "3 business hours" in admin.get("/services/en").text


@pytest.mark.long
def test_what_was_typed_is_kept_when_it_is_refused(admin: PortalClient) -> None:
    admin.post("/admin/menu/draft")
    answer = admin.post("/admin/menu/plans/standard", data=standard_form("3 fortnights"))
    assert answer.status_code == 422
    assert "3 fortnights" in answer.text
    assert "An amount looks like" in answer.text


@pytest.mark.long
def test_a_draft_below_the_floor_says_where(admin: PortalClient) -> None:
    admin.post("/admin/menu/draft")
    admin.post("/admin/menu/plans/standard", data=standard_form("30 bd"))
    assert "Standard · First response · L2" in admin.get("/admin/menu").text
    answer = admin.post("/admin/menu/publish")
    assert answer.status_code == 422
    assert "less than the floor" in answer.text
    assert len(list_versions()) == 1


def test_a_date_that_has_passed_is_refused_at_its_field(admin: PortalClient) -> None:
    admin.post("/admin/menu/draft")
    answer = admin.post("/admin/menu/publish", data={"effective_from": "2026-03-02T09:59"})
    assert answer.status_code == 422
    assert "This date has passed" in answer.text
    assert "2026-03-02T09:59" in answer.text


@pytest.mark.parametrize(
    "typed", ["0001-01-01T00:00", "2026-03-29T02:30", "soon", "99999-01-01T00:00"]
)
def test_a_date_that_is_none_is_refused_at_its_field(admin: PortalClient, typed: str) -> None:
    admin.post("/admin/menu/draft")
    answer = admin.post("/admin/menu/publish", data={"effective_from": typed})
    assert answer.status_code == 422
    assert len(list_versions()) == 1


def test_a_date_is_read_in_the_zone_of_whoever_types_it(admin: PortalClient) -> None:
    admin.post("/admin/menu/draft")
    admin.post("/admin/menu/publish", data={"effective_from": "2026-03-09T09:00"})
    assert list_versions()[0].effective_from.isoformat() == "2026-03-09T08:00:00+00:00"


def test_hours_are_changed_in_the_draft(admin: PortalClient) -> None:
    admin.post("/admin/menu/draft")
    data = NAMES | {
        "windows": "tue 09:00-17:00",
        "holidays": "2026-12-24 Eve | Veille",
        "zone": "Europe/Paris",
    }
    assert admin.post(f"/admin/menu/hours/{OFFICE}", data=data).status_code == 303
    calendar = drafted().calendar(OFFICE)
    assert [window.weekday for window in calendar.windows] == [1]
    assert [one.names["fr"] for one in calendar.holidays] == ["Veille"]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("windows", "", "at least one line"),
        ("windows", "tue 09:00-17:00\ntue 16:00-18:00", "overlap"),
        ("windows", "tue 09:00-17:00\nnonsense", "Line 2"),
        ("holidays", "25 December", "Line 1"),
        ("zone", "Europe/Nowhere", "from the list"),
    ],
)
def test_hours_that_cannot_be_are_refused(
    admin: PortalClient, field: str, value: str, words: str
) -> None:
    admin.post("/admin/menu/draft")
    data = NAMES | {"windows": "tue 09:00-17:00", "holidays": "", "zone": "Europe/Paris"}
    answer = admin.post(f"/admin/menu/hours/{OFFICE}", data=data | {field: value})
    assert answer.status_code == 422
    assert words in answer.text


def test_without_a_draft_there_is_nothing_to_edit(admin: PortalClient) -> None:
    for path in ("preview", "plans/standard", "hours/office"):
        assert admin.get(f"/admin/menu/{path}").status_code == 404
    assert admin.post("/admin/menu/publish").status_code == 409
    admin.post("/admin/menu/draft")
    assert admin.get("/admin/menu/plans/gold").status_code == 404
    assert admin.get("/admin/menu/hours/lunar").status_code == 404
    assert admin.post("/admin/menu/discard").status_code == 303
    assert find_draft() is None


def test_the_editor_is_for_administrators(
    admin: PortalClient, new_client: Callable[[], PortalClient]
) -> None:
    agent = new_client().sign_in(make_person("agent", Role.AGENT).member_id or 0)
    assert agent.get("/admin/menu").status_code == 403
    assert agent.post("/admin/menu/draft").status_code == 403
    assert new_client().get("/admin/menu").status_code == 303
