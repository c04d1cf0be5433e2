"""The desk of the team: what is told, corrected and managed, and by whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from community.accounts.models import Member
from community.core.clock import now
from community.core.db import writing
from community.core.errors import NotAllowed, NotFound
from community.policies.actor import Role
from community.uptime import actions, queries, queries_incidents
from community.uptime.models import ImpactSpan, Incident
from community.uptime.states import IncidentState
from tests.makers import actor_of, make_member
from tests.service_levels.stories import publish_demo
from tests.services.client import PortalClient
from tests.uptime.stories import agent, make_component, plan, report

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
