"""The status page: what runs, what happened, and what only some may read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
import time_machine
from flask import Flask

from community.accounts.models import Member
from community.core.clock import now
from community.core.db import writing
from community.core.errors import Invalid
from community.policies.actor import Role
from community.uptime import actions_maintenance, queries_incidents
from community.uptime.models import Incident
from community.uptime.spans import Span
from community.uptime.states import Impact, IncidentState
from tests.makers import make_member, make_organisation
from tests.service_levels.stories import publish_demo
from tests.services.client import PortalClient
from tests.uptime.stories import agent, make_component, plan, report, say

SignIn = Callable[[Member], PortalClient]
NewClient = Callable[[], PortalClient]


def test_an_empty_page_says_what_will_be_there(client: PortalClient) -> None:
    assert "Nothing to watch yet" in client.get("/status").text


@pytest.mark.long
def test_everything_works_until_something_is_down(
    client: PortalClient, clock: time_machine.Traveller
) -> None:
    orders = make_component()
    make_component("tills")
    assert "Everything works" in client.get("/status").text
    incident_id = report(orders)
    page = client.get("/status").text
    assert "Something is down" in page
    assert "Orders stand still" in page
    assert "We look into it." in page
    clock.shift(timedelta(minutes=10))
    say(incident_id, IncidentState.IDENTIFIED, orders=Impact.DEGRADED)
    assert "Some things are slow" in client.get("/status").text
    clock.shift(timedelta(minutes=10))
    say(incident_id, IncidentState.RESOLVED)
    page = client.get("/status").text
    assert "Everything works" in page
    assert "Lately" in page
    told = client.get(f"/status/incidents/{incident_id}").text
    for words in ("Investigating", "Identified", "Resolved", "It is resolved.", "20 min"):
        assert words in told


def test_only_the_time_in_which_it_was_down_counts(
    app: Flask, clock: time_machine.Traveller
) -> None:
    orders = make_component()
    incident_id = report(orders)
    clock.shift(timedelta(minutes=10))
    say(incident_id, IncidentState.MONITORING, orders=Impact.NONE)
    clock.shift(timedelta(minutes=30))
    say(incident_id, IncidentState.RESOLVED)
    row = queries_incidents.get_incident(agent(), incident_id)
    assert [(one.impact, (one.ends_at or now()) - one.starts_at) for one in row.impacts] == [
        (Impact.DOWN, timedelta(minutes=10)),
        (Impact.NONE, timedelta(minutes=30)),
    ]


def test_a_resolved_incident_may_come_back(app: Flask, clock: time_machine.Traveller) -> None:
    incident_id = report(make_component())
    clock.shift(timedelta(minutes=5))
    say(incident_id, IncidentState.RESOLVED)
    clock.shift(timedelta(minutes=5))
    say(incident_id, IncidentState.INVESTIGATING, orders=Impact.DOWN)
    row = queries_incidents.get_incident(agent(), incident_id)
    assert row.ends_at is None
    assert [one.ends_at is None for one in row.impacts] == [False, True]


def test_maintenance_begins_and_ends_by_itself(
    client: PortalClient, clock: time_machine.Traveller
) -> None:
    orders = make_component()
    plan(orders, now() + timedelta(hours=1), now() + timedelta(hours=2))
    page = client.get("/status").text
    assert "Everything works" in page
    assert "Planned" in page
    clock.shift(timedelta(hours=1))
    assert "Maintenance is under way" in client.get("/status").text
    clock.shift(timedelta(hours=1))
    assert "Everything works" in client.get("/status").text


def test_maintenance_is_announced_before_it_begins(app: Flask) -> None:
    orders = make_component()
    with pytest.raises(Invalid, match="before it begins"):
        plan(orders, now() - timedelta(minutes=1), now() + timedelta(hours=1))
    with pytest.raises(Invalid, match="within two weeks"):
        plan(orders, now() + timedelta(hours=2), now() + timedelta(hours=1))


def test_a_moved_window_keeps_the_row_of_the_first(
    app: Flask, clock: time_machine.Traveller
) -> None:
    incident_id = plan(make_component(), now() + timedelta(days=4), now() + timedelta(days=5))
    by, later = agent(), now() + timedelta(days=6)
    with writing() as session:
        row = session.get_one(Incident, incident_id)
        window = Span(later, later + timedelta(hours=1))
        actions_maintenance.move_maintenance(by, row, window, {"en": "Later."})
    told = queries_incidents.get_incident(by, incident_id)
    assert [one.starts_at for one in told.impacts] == [later]
    clock.shift(timedelta(days=6, minutes=5))
    say(incident_id, IncidentState.COMPLETED)
    ended = queries_incidents.get_incident(by, incident_id)
    assert ended.ends_at == now()
    assert [one.ends_at for one in ended.impacts] == [now()]


def test_work_that_was_called_off_took_no_time(app: Flask) -> None:
    incident_id = plan(make_component(), now() + timedelta(days=4), now() + timedelta(days=5))
    say(incident_id, IncidentState.CANCELLED)
    told = queries_incidents.get_incident(agent(), incident_id)
    assert told.impacts == ()
    assert told.state is IncidentState.CANCELLED


def test_the_bars_say_which_days_were_bad(
    client: PortalClient, clock: time_machine.Traveller
) -> None:
    report(make_component(), now() - timedelta(days=3, hours=1), now() - timedelta(days=3))
    page = client.get("/status").text
    assert page.count("day-down") == 1
    assert page.count("day-bar ") == 90
    assert "99.95 % uptime" in page  # an hour of 89 days and nine hours


def test_a_month_lists_what_happened_and_the_uptime(
    client: PortalClient, clock: time_machine.Traveller
) -> None:
    clock.move_to("2026-11-20T09:00:00+00:00")
    report(make_component(), now() - timedelta(days=25), now() - timedelta(days=24))
    assert client.get("/status/history").location == "/status/history/2026-11"
    october = client.get("/status/history/2026-10").text
    assert "Orders stand still" in october
    assert "96.77 %" in october  # a day of thirty-one
    assert "Nothing happened" in client.get("/status/history/2026-09").text
    for wrong in ("2026-13", "2027-01", "x", "2026-1"):
        assert client.get(f"/status/history/{wrong}").status_code == 404


def test_the_feed_holds_what_was_said(client: PortalClient, clock: time_machine.Traveller) -> None:
    incident_id = report(make_component(), title="<b>Orders</b> & tills")
    clock.shift(timedelta(minutes=5))
    say(incident_id, IncidentState.RESOLVED)
    answer = client.get("/status/feed.atom")
    assert answer.mimetype == "application/atom+xml"
    feed = ET.fromstring(answer.text)  # noqa: S314 – our own
    space = "{http://www.w3.org/2005/Atom}"
    entries = feed.findall(f"{space}entry")
    assert [one.findtext(f"{space}title") for one in entries] == ["Resolved: <b>Orders</b> & tills"]
    assert "We look into it." in str(entries[0].findtext(f"{space}content"))


@pytest.mark.long
def test_what_few_may_read_is_nowhere_for_others(
    new_client: NewClient, clock: time_machine.Traveller
) -> None:
    publish_demo()
    orders = make_component()
    customer = make_member(organisation=make_organisation(plan="enterprise"))
    incident_id = report(orders, grants=("plan:enterprise",), title="Quiet trouble")
    hidden = report(orders, grants=("staff",), title="A rehearsal")
    readers = {
        "visitor": new_client(),
        "member": new_client().sign_in(make_member()),
        "premium": new_client().sign_in(
            make_member(organisation=make_organisation(plan="premium"))
        ),
        "enterprise": new_client().sign_in(customer),
        "editor": new_client().sign_in(make_member("", Role.EDITOR)),
    }
    pages = ("/status", f"/status/history/{now():%Y-%m}", "/status/feed.atom")
    for words, who in (
        ("Quiet trouble", {"enterprise", "editor"}),
        ("A rehearsal", {"editor"}),
        ("Something is down", {"enterprise", "editor"}),
    ):
        seen = {name for name, one in readers.items() if words in one.get("/status").text}
        assert seen == who
    for name, reader in readers.items():
        may = name in ("enterprise", "editor")
        assert reader.get(f"/status/incidents/{incident_id}").status_code == (200 if may else 404)
        assert reader.get(f"/status/incidents/{hidden}").status_code == (
            200 if name == "editor" else 404
        )
        if not may:
            assert all("Quiet trouble" not in reader.get(page).text for page in pages)
    assert "Quiet trouble" not in readers["editor"].get("/status/feed.atom").text


def test_a_component_for_few_is_named_to_no_one_else(new_client: NewClient) -> None:
    publish_demo()
    make_component()
    secret = make_component("vault", grants=("plan:enterprise",))
    incident_id = report(secret, title="Something")
    for path in ("/status", f"/status/incidents/{incident_id}"):
        assert "Vault" not in new_client().get(path).text
    client = new_client().sign_in(make_member())
    assert client.post(f"/status/components/{secret}/follow").status_code == 404
    staff = new_client().sign_in(make_member("", Role.AGENT))
    assert "Vault" in staff.get("/status").text


def test_the_page_costs_the_same_however_much_happened(
    client: PortalClient, statements: Callable[[], object], clock: time_machine.Traveller
) -> None:
    orders, by = make_component(), agent()
    report(orders, now() - timedelta(hours=2), now() - timedelta(hours=1))
    report(orders, by=by)
    client.get("/status")  # what a process reads once
    report(orders, now() - timedelta(days=2, hours=2), now() - timedelta(days=2, hours=1), by=by)
    few = _statements(client, statements)
    for number in range(12):
        report(
            orders,
            now() - timedelta(days=number, hours=2),
            now() - timedelta(days=number, hours=1),
            by=by,
        )
    assert _statements(client, statements) == few <= 14


def _statements(client: PortalClient, statements: Callable[[], object]) -> int:
    with statements() as seen:  # type: ignore[attr-defined]
        assert client.get("/status").status_code == 200
    return len(seen)
