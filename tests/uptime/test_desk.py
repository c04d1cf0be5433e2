"""The desk of the team: what is told, corrected and managed, and by whom."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from community.accounts.models import Member
from community.core.clock import now
from community.core.db import writing
from community.core.errors import Invalid, NotAllowed, NotFound
from community.policies.actor import SYSTEM, Role
from community.uptime import actions, queries, queries_incidents
from community.uptime.actions import TimeOfImpact
from community.uptime.actions_components import ComponentFacts, change_component
from community.uptime.models import Component, ImpactSpan, Incident
from community.uptime.months import Month
from community.uptime.queries_downtime import read_downtime
from community.uptime.spans import Span
from community.uptime.states import Impact, IncidentState
from tests.makers import actor_of, make_member
from tests.service_levels.stories import publish_demo
from tests.services.client import PortalClient
from tests.uptime.stories import agent, at, make_component, plan, report, say

SignIn = Callable[[Member], PortalClient]
NewClient = Callable[[], PortalClient]


def test_work_that_lasts_longer_is_said_to_end_after_its_window(
    new_client: NewClient, clock: time_machine.Traveller
) -> None:
    orders = make_component()
    incident_id = plan(orders, now() + timedelta(days=4), now() + timedelta(days=4, hours=1))
    clock.shift(timedelta(days=4, hours=2))
    client = new_client().sign_in(make_member("", Role.AGENT))
    assert "Tell it" in client.get(f"/desk/status/incidents/{incident_id}").text
    said = {"state": "completed", "text_en": "It took longer."}
    assert client.post(f"/desk/status/incidents/{incident_id}", data=said).status_code == 303
    impact = queries_incidents.get_incident(agent(), incident_id).impacts[0]
    assert impact.ends_at == now()
    assert "Tell it" not in client.get(f"/desk/status/incidents/{incident_id}").text


def test_the_pages_of_the_desk_keep_what_was_typed(new_client: NewClient) -> None:
    orders = make_component()
    client = new_client().sign_in(make_member("", Role.AGENT))
    bad = client.post("/desk/status/incidents/new", data={"title_en": "Kept", "state": "resolved"})
    assert bad.status_code == 422
    assert "Kept" in bad.text
    good = {"title_en": "Told", "text_en": "So.", "state": "investigating", "audience": "public"}
    told = client.post("/desk/status/incidents/new", data=good | {f"impact_{orders}": "down"})
    assert told.status_code == 303
    incident_id = int(told.location.rsplit("/", 1)[1])
    row = queries_incidents.get_incident(agent(), incident_id).impacts[0]
    times = {"component_id": orders, "impact": "down", "starts_at": "2026-02-27T10:00"}
    path = f"/desk/status/incidents/{incident_id}/times/{row.id}"
    assert client.post(path, data=times | {"ends_at": "2026-02-27T09:00"}).status_code == 422
    assert client.post(path, data=times | {"ends_at": "2026-02-27T11:00"}).status_code == 303
    assert client.post(f"{path}/remove").status_code == 303
    words = {"title_en": "Named anew", "audience": "some"}
    assert client.post(f"/desk/status/incidents/{incident_id}/words", data=words).status_code == 422
    assert "Told" in client.get(f"/status/incidents/{incident_id}").text


@pytest.mark.long
def test_an_administrator_says_what_there_is(new_client: NewClient) -> None:
    publish_demo()
    client = new_client().sign_in(make_member("", Role.ADMIN))
    new = {"key": "shop", "name_en": "Shop", "plan_keys": "premium", "audience": "public"}
    assert client.post("/desk/status/components/new", data=new).status_code == 303
    assert client.post("/desk/status/components/new", data=new).status_code == 422
    page = client.get("/desk/status/components").text
    assert "Premium" in page
    component_id = queries.list_components(agent())[0].id
    client.post(
        f"/desk/status/components/{component_id}", data=new | {"is_retired": "1", "plan_keys": []}
    )
    assert queries.list_components(agent()) == []
    assert queries.list_covers() == {}
    other = new_client().sign_in(make_member("", Role.AGENT))
    assert other.get("/desk/status/components/new").status_code == 403


@pytest.mark.parametrize("role", [None, Role.EDITOR, Role.MODERATOR])
def test_only_the_team_tells_of_incidents(app: Flask, role: Role | None) -> None:
    by = actor_of(make_member("", *([role] if role else [])))
    orders = make_component()
    with pytest.raises(NotAllowed):
        report(orders, by=by)
    incident_id = report(orders)
    for act in (
        lambda row: actions.rename_incident(by, row, {"en": "x"}, ("public",)),
        lambda row: actions.update_incident(
            by, row, actions.Word(IncidentState.RESOLVED, {"en": "x"}, {})
        ),
    ):
        with pytest.raises(NotAllowed), writing() as session:
            act(session.get_one(Incident, incident_id))


def test_times_of_another_incident_are_not_found(app: Flask) -> None:
    orders = make_component()
    one, other = report(orders, by=agent()), report(orders, by=agent())
    by = agent()
    row_id = queries_incidents.get_incident(by, other).impacts[0].id
    with pytest.raises(NotFound), writing() as session:
        actions.remove_time(by, session.get_one(Incident, one), session.get_one(ImpactSpan, row_id))


def test_what_is_resolved_already_is_told_with_when_it_began(new_client: NewClient) -> None:
    orders = make_component()
    client = new_client().sign_in(make_member("", Role.AGENT))
    told = {"title_en": "Told late", "text_en": "It stood still.", "audience": "public"}
    told |= {"state": "resolved", f"impact_{orders}": "down"}
    refused = client.post("/desk/status/incidents/new", data=told)
    assert refused.status_code == 422
    assert "It stood still." in refused.text
    assert 'id="began_at-error"' in refused.text
    began = {"began_at": "2026-03-02T09:00"}
    assert client.post("/desk/status/incidents/new", data=told | began).status_code == 303


def correct(incident_id: int, row_id: int | None, time: TimeOfImpact) -> None:
    by = agent()
    with writing() as session:
        row = session.get_one(ImpactSpan, row_id) if row_id else None
        actions.correct_time(by, session.get_one(Incident, incident_id), row, time)


def test_a_component_has_one_time_that_goes_on_and_what_was_said_to_last_is_given_an_end_first(
    app: Flask, clock: time_machine.Traveller
) -> None:
    orders, other = make_component(), make_component("tills")
    incident_id, began = report(orders), now()
    clock.shift(timedelta(minutes=10))
    say(incident_id, IncidentState.IDENTIFIED, orders=Impact.DEGRADED)
    first, second = queries_incidents.get_incident(agent(), incident_id).impacts
    clock.shift(timedelta(minutes=10))
    still = TimeOfImpact(orders, Impact.DOWN, began, None)
    for row_id in (first.id, None):
        with pytest.raises(Invalid, match="goes on already") as refused:
            correct(incident_id, row_id, still)
        assert refused.value.field == "ends_at"
    correct(incident_id, None, TimeOfImpact(other, Impact.DOWN, began, None))
    correct(incident_id, second.id, TimeOfImpact(orders, Impact.DOWN, began, None))


def test_nothing_stays_down_when_an_incident_is_resolved(
    app: Flask, clock: time_machine.Traveller
) -> None:
    orders, by = make_component(), agent()
    incident_id = report(orders, by=by)
    with writing() as session:  # as times were once corrected
        for impact in (Impact.DOWN, Impact.DEGRADED):
            session.add(
                ImpactSpan(
                    incident_id=incident_id, component_id=orders, impact=impact, starts_at=now()
                )
            )
    clock.shift(timedelta(minutes=10))
    say(incident_id, IncidentState.MONITORING, by, orders=Impact.NONE)
    clock.shift(timedelta(minutes=10))
    say(incident_id, IncidentState.RESOLVED, by)
    ends = {one.ends_at for one in queries_incidents.get_incident(by, incident_id).impacts}
    assert ends == {now() - timedelta(minutes=10), now()}
    clock.shift(timedelta(days=3))
    month = queries.list_impacts_in(by, Span(now() - timedelta(days=4), now()))
    assert queries.health_of(month, now()) == {}


def shown_in(page: str, *names: str) -> dict[str, str]:
    """What stands in these fields of a page."""
    found = {name: re.search(rf'<input[^>]*name="{name}"[^>]*>', page) for name in names}
    values = {name: re.search(r'value="([^"]*)"', one[0]) for name, one in found.items() if one}
    return {name: value[1] for name, value in values.items() if value}


def test_times_that_are_saved_as_they_stand_stay_to_the_instant(
    new_client: NewClient, clock: time_machine.Traveller
) -> None:
    orders, al = make_component(), make_member("", Role.AGENT)
    with writing() as session:
        session.get_one(Member, al.id).time_zone = "Europe/Paris"
    clock.move_to(datetime(2026, 10, 26, 9, tzinfo=UTC))
    second_half_past_two = datetime(2026, 10, 25, 1, 30, 0, 250, tzinfo=UTC)
    incident_id = report(orders, second_half_past_two, second_half_past_two + timedelta(hours=1))
    row = queries_incidents.get_incident(agent(), incident_id).impacts[0]
    path = f"/desk/status/incidents/{incident_id}/times/{row.id}"
    client = new_client().sign_in(al)
    times = shown_in(client.get(path).text, "starts_at", "ends_at")
    sent = times | {"component_id": str(orders), "impact": "degraded"}
    assert client.post(path, data=sent).status_code == 303
    saved = queries_incidents.get_incident(agent(), incident_id).impacts[0]
    assert (saved.starts_at, saved.ends_at) == (row.starts_at, row.ends_at)
    client.post(path, data=sent | {"starts_at": "2026-10-25T01:00"})
    saved = queries_incidents.get_incident(agent(), incident_id).impacts[0]
    assert (saved.starts_at, saved.ends_at) == (at("10-24 23:00"), row.ends_at)


def test_a_window_that_is_announced_as_it_stands_is_not_moved(
    new_client: NewClient, clock: time_machine.Traveller
) -> None:
    orders, al = make_component(), make_member("", Role.AGENT)
    with writing() as session:
        session.get_one(Member, al.id).time_zone = "Europe/Paris"
    clock.move_to(datetime(2026, 10, 20, 9, tzinfo=UTC))
    incident_id = plan(orders, at("10-25 01:30"), at("10-25 03:30"))
    path = f"/desk/status/incidents/{incident_id}/window"
    client = new_client().sign_in(al)
    window = shown_in(client.get(path).text, "starts_at", "ends_at")
    sent = window | {"ends_at": "2026-10-25T05:00", "text_en": "It takes longer."}
    assert client.post(path, data=sent).status_code == 303
    told = queries_incidents.get_incident(agent(), incident_id)
    assert (told.starts_at, told.ends_at) == (at("10-25 01:30"), at("10-25 04:00"))


def test_a_plan_that_covers_a_component_anew_covers_nothing_between(
    app: Flask, clock: time_machine.Traveller
) -> None:
    def cover(month: int, *plans: str) -> None:
        clock.move_to(datetime(2026, month, 10, tzinfo=UTC))
        with writing() as rows:
            facts = ComponentFacts({"en": "Orders"}, {}, plan_keys=plans)
            change_component(SYSTEM, rows.get_one(Component, orders), facts)

    clock.move_to(datetime(2026, 1, 10, tzinfo=UTC))
    orders = make_component("orders", "premium")
    for month, plans in ((3, ()), (3, ("premium",)), (4, ()), (9, ("premium",)), (9, ()), (10, ())):
        cover(month, *plans)
    covered = [
        month
        for month in range(1, 12)
        if read_downtime(Month(2026, month).span).components_of("premium")
    ]
    assert covered == [1, 2, 3, 4, 9]
