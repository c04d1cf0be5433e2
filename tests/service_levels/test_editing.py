"""Every part of the menu's draft is changed over HTTP, or refused at its field."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
import time_machine
from flask import Flask

from community.core.clock import now
from community.policies.actor import Role
from community.service_levels.catalogue import LOCAL_OFFICE, OFFICE
from community.service_levels.queries_menu import find_menu_in_force, get_draft_menu
from community.service_levels.terms import Menu, PlanTerms, PromiseKind, days
from tests.service_levels.forms_sent import fields_of
from tests.service_levels.stories import make_person, publish_demo
from tests.services.client import PortalClient

ROOT = "/admin/menu"


@pytest.fixture
def admin(app: Flask, clock: time_machine.Traveller, client: PortalClient) -> PortalClient:
    publish_demo()
    client.sign_in(make_person("root", Role.ADMIN).member_id or 0)
    client.post(f"{ROOT}/draft")
    return client


def send(client: PortalClient, path: str, **changed: Any) -> Any:
    """Send the form at an address as the browser would, with some fields changed."""
    fields = fields_of(client.get(f"{ROOT}/{path}").text)
    return client.post(f"{ROOT}/{path}", data=fields | changed)


def plan(key: str) -> PlanTerms:
    found = next((one for one in get_draft_menu().plans if one.key == key), None)
    assert found is not None
    return found


def in_force() -> Menu:
    menu = find_menu_in_force(now())
    assert menu is not None
    return menu


@pytest.mark.long
def test_forms_that_are_sent_as_they_are_change_nothing(admin: PortalClient) -> None:
    before = get_draft_menu()
    paths = [f"plans/{one.key}{part}" for one in before.plans for part in ("", "/about", "/uptime")]
    paths += [f"severities/{one.key}" for one in before.severities]
    paths += [f"hours/{key}" for key in before.calendars]
    for path in [*paths, "floors"]:
        assert send(admin, path).status_code == 303, path
    page = admin.get(f"{ROOT}/preview").text
    assert "Both say the same." in page


@pytest.mark.long
def test_a_plan_is_added_as_a_copy_named_priced_and_placed(admin: PortalClient) -> None:
    new = {"key": "gold", "name_en": "Gold", "name_fr": "Or", "like": "premium"}
    assert admin.post(f"{ROOT}/plans/new", data=new).status_code == 303
    assert [one.key for one in get_draft_menu().plans][2:] == ["premium", "gold", "enterprise"]
    assert plan("gold").targets == plan("premium").targets
    assert send(admin, "plans/gold/about", price_en="€120", position="5").status_code == 303
    assert [one.key for one in get_draft_menu().plans][-1] == "gold"
    assert plan("gold").price["en"] == "€120"
    assert admin.post(f"{ROOT}/plans/gold/remove").status_code == 303
    assert len(get_draft_menu().plans) == 4
    assert len(in_force().plans) == 4


@pytest.mark.parametrize("key", ["premium", "not a key", ""])
def test_a_plan_without_a_key_of_its_own_is_refused(admin: PortalClient, key: str) -> None:
    new = {"key": key, "name_en": "Gold", "name_fr": "Or", "like": "premium"}
    answer = admin.post(f"{ROOT}/plans/new", data=new)
    assert answer.status_code == 422
    assert 'value="Gold"' in answer.text
    assert len(get_draft_menu().plans) == 4


def test_one_plan_is_everybodys(admin: PortalClient) -> None:
    send(admin, "plans/standard/about", is_default="y")
    assert [one.key for one in get_draft_menu().plans if one.is_default] == ["standard"]


@pytest.mark.long
def test_an_empty_amount_promises_nothing(admin: PortalClient) -> None:
    assert send(admin, "plans/premium", amount_resolution_L3="").status_code == 303
    assert plan("premium").find_target(PromiseKind.RESOLUTION, "L3") is None


@pytest.mark.long
def test_a_fault_stands_beside_its_field(admin: PortalClient) -> None:
    send(admin, "plans/standard", amount_first_response_L3="30 bd")
    page = admin.get(f"{ROOT}/plans/standard").text
    line = page.partition('id="first_response_L3-said"')[2].partition("</div>")[0]
    assert "less than the floor" in line
    assert "#amount_first_response_L3" in admin.get(ROOT).text
    assert "less than the floor" not in admin.get(f"{ROOT}/plans/premium").text


@pytest.mark.long
def test_a_dearer_plan_that_is_worse_is_refused_with_its_place(admin: PortalClient) -> None:
    send(admin, "plans/premium", amount_first_response_L1="3 h")
    page = admin.get(f"{ROOT}/plans/premium").text
    line = page.partition('id="first_response_L1-said"')[2].partition("</div>")[0]
    assert "worse than the plan before it (Standard)" in line
    answer = admin.post(f"{ROOT}/publish")
    assert answer.status_code == 422
    assert "Premium · First response · L1" in answer.text


@pytest.mark.long
def test_uptime_credits_and_what_is_left_out_are_changed(admin: PortalClient) -> None:
    changed = {"objective": "99.5", "tiers": "99.5: 20\n90: 60", "notice": "5 d", "windows": ""}
    assert send(admin, "plans/premium/uptime", **changed).status_code == 303
    uptime = plan("premium").uptime
    assert uptime is not None
    assert [(one.below, one.percent) for one in uptime.credits] == [(99_500, 20), (90_000, 60)]
    assert uptime.exclusion is not None
    assert (uptime.exclusion.notice_minutes, uptime.exclusion.hours) == (days(5).amount, None)
    assert send(admin, "plans/premium/uptime", objective="").status_code == 303
    assert plan("premium").uptime is None


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("objective", "much", "A percentage looks like"),
        ("tiers", "99.9: 10\nnonsense", "Line 2"),
        ("tiers", "99.9: 10\n99.9: 20", "same uptime"),
        ("tiers", "99.9: 50\n95: 10", "credited with less"),
        ("tiers", "99.99: 50", "above the uptime"),
        ("tiers", "99: 0", "from 1 to 100"),
        ("notice", "3 bd", "minutes, hours or days"),
        ("notice", "", "how long before"),
        ("windows", "mon 09:00-09:00", "another end"),
        ("claim_window_days", "a month", "whole number"),
    ],
)
def test_uptime_that_cannot_be_is_refused_and_kept_as_typed(
    admin: PortalClient, field: str, value: str, words: str
) -> None:
    answer = send(admin, "plans/premium/uptime", **{field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert value.splitlines()[-1] in answer.text if value else True
    before = in_force().find_plan("premium")
    assert before is not None
    assert plan("premium").uptime == before.uptime


@pytest.mark.long
def test_a_dearer_plan_promises_no_less_uptime(admin: PortalClient) -> None:
    send(admin, "plans/enterprise/uptime", objective="99.5", tiers="")
    assert "promises more uptime" in admin.get(f"{ROOT}/plans/enterprise/uptime").text


@pytest.mark.long
def test_a_severity_is_added_defined_and_removed_with_its_targets(admin: PortalClient) -> None:
    words = {"name_en": "L5 · Wish", "name_fr": "L5 · Vœu"}
    words |= {"definition_en": "A wish.", "definition_fr": "Un vœu."}
    answer = admin.post(f"{ROOT}/severities/new", data=words | {"key": "L5", "position": "5"})
    assert answer.status_code == 303
    assert "L5" in admin.get(f"{ROOT}/plans/standard").text
    assert send(admin, "severities/L5", definition_en="Only a wish.").status_code == 303
    assert get_draft_menu().severities[-1].definition["en"] == "Only a wish."
    assert send(admin, "severities/L5", definition_fr="").status_code == 422
    assert admin.post(f"{ROOT}/severities/L4/remove").status_code == 303
    assert not [term for _plan, term in get_draft_menu().all_targets() if term.severity == "L4"]


@pytest.mark.long
def test_floors_are_raised_and_their_faults_named(admin: PortalClient) -> None:
    assert send(admin, "floors", amount_first_response_any="1 bh").status_code == 303
    assert "Community · First response" in admin.get(ROOT).text
    assert send(admin, "floors", amount_first_response_any="soon").status_code == 422
    assert send(admin, "floors", zone="Europe/Nowhere").status_code == 422


@pytest.mark.long
def test_hours_in_use_stay_and_others_can_go(
    admin: PortalClient,
) -> None:
    assert admin.post(f"{ROOT}/hours/{OFFICE}/remove").status_code == 409
    new = {"key": "night", "name_en": "Nights", "name_fr": "Nuits", "zone": ""}
    new |= {"windows": "mon-fri 22:00-06:00", "holidays": ""}
    assert admin.post(f"{ROOT}/hours/new", data=new).status_code == 303
    assert get_draft_menu().calendar("night").days_a_week == 5
    assert admin.post(f"{ROOT}/hours/new", data=new).status_code == 422
    assert admin.post(f"{ROOT}/hours/night/remove").status_code == 303


@pytest.mark.long
def test_of_two_administrators_the_second_looks_first_and_loses_nothing(
    admin: PortalClient, new_client: Callable[[], PortalClient]
) -> None:
    other = new_client().sign_in(make_person("second", Role.ADMIN).member_id or 0)
    path = f"{ROOT}/plans/standard/about"
    mine, theirs = (fields_of(one.get(path).text) for one in (admin, other))
    assert other.post(path, data=theirs | {"price_en": "€10"}).status_code == 303
    answer = admin.post(path, data=mine | {"price_en": "€12"})
    assert answer.status_code == 422
    assert "Somebody else changed this" in answer.text
    assert plan("standard").price["en"] == "€10"
    again = fields_of(answer.text)
    assert again["price_en"] == "€12"
    assert admin.post(path, data=again).status_code == 303
    assert plan("standard").price["en"] == "€12"


@pytest.mark.long
def test_who_saves_another_part_is_in_nobodys_way(
    admin: PortalClient, new_client: Callable[[], PortalClient]
) -> None:
    other = new_client().sign_in(make_person("second", Role.ADMIN).member_id or 0)
    path = f"{ROOT}/plans/standard"
    mine = fields_of(admin.get(path).text)
    assert send(other, "plans/standard/about", price_en="€10").status_code == 303
    assert admin.post(path, data=mine | {"amount_resolution_L1": "5 bd"}).status_code == 303


@pytest.mark.long
def test_holidays_of_a_country_are_added_to_what_is_typed_and_not_saved(
    admin: PortalClient,
) -> None:
    path = f"{ROOT}/hours/{LOCAL_OFFICE}"
    fields = fields_of(admin.get(path).text)
    fields |= {"holidays": "2027-05-05 Our day\nhalf a line", "country": "DE", "region": "BY"}
    fields |= {"first_year": "2027", "last_year": "2027", "then": "holidays"}
    answer = admin.post(path, data=fields)
    typed = fields_of(answer.text)["holidays"]
    assert "2027-05-05 Our day\nhalf a line" in typed
    assert "2027-01-06 Epiphany" in typed
    assert "added to the list. Nothing is saved yet" in answer.text
    assert get_draft_menu().calendar(LOCAL_OFFICE).holidays == ()
    saved = fields_of(answer.text) | {"holidays": typed.replace("\nhalf a line", "")}
    assert admin.post(path, data=saved).status_code == 303
    assert len(get_draft_menu().calendar(LOCAL_OFFICE).holidays) > 10


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"country": ""}, "choose a country"),
        ({"region": "XX"}, "There is no such region"),
        ({"last_year": "2040"}, "years in a row"),
        ({"first_year": "x"}, "whole number"),
    ],
)
def test_holidays_that_nobody_knows_are_refused(
    admin: PortalClient, changed: dict[str, str], words: str
) -> None:
    path = f"{ROOT}/hours/{LOCAL_OFFICE}"
    fields = fields_of(admin.get(path).text) | {"country": "DE", "first_year": "2027"}
    answer = admin.post(path, data=fields | {"last_year": "2027", "then": "holidays"} | changed)
    assert answer.status_code == 422
    assert words in answer.text


def upload(client: PortalClient, content: bytes) -> Any:
    path = f"{ROOT}/hours/{LOCAL_OFFICE}"
    fields = fields_of(client.get(path).text) | {"then": "file"}
    return client.post(path, data=fields | {"file": (BytesIO(content), "days.ics")})


@pytest.mark.long
def test_days_of_a_calendar_file_are_added_and_its_faults_told(admin: PortalClient) -> None:
    events = "DTSTART;VALUE=DATE:20271224\nDTEND;VALUE=DATE:20271227\nSUMMARY:Winter\\, closed"
    timed = "DTSTART:20271230T090000Z\nSUMMARY:Meeting"
    body = "".join(f"BEGIN:VEVENT\n{one}\nEND:VEVENT\n" for one in (events, timed))
    answer = upload(admin, f"BEGIN:VCALENDAR\n{body}END:VCALENDAR".encode())
    assert answer.status_code == 200
    assert "2027-12-26 Winter, closed" in fields_of(answer.text)["holidays"]
    assert "2027-12-27" not in answer.text
    assert "Line 7 (Meeting)" in answer.text


@pytest.mark.parametrize(
    "content",
    [
        b"nonsense",
        b"\xff\xfe",
        b"",
        b"BEGIN:VCALENDAR" + b"x" * 200,
        b"BEGIN:VCALENDAR\nEND:VCALENDAR",
    ],
)
@pytest.mark.long
def test_what_is_no_calendar_file_or_holds_no_day_is_refused(
    admin: PortalClient, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("community.service_levels.views_days.MOST_BYTES", 100)
    assert upload(admin, content).status_code == 422
