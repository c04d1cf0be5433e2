"""Who follows is told, each word once, in his language; nobody is told of what he may not read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from community.accounts.models import Member
from community.content.actions import follow
from community.content.models import TargetKind
from community.core.clock import now
from community.core.db import writing
from community.core.http_edge.page_answers import KeptFrame
from community.core.mail import Letter
from community.uptime.queries import EVERYTHING
from community.uptime.states import IncidentState
from tests.makers import actor_of, make_member, make_organisation
from tests.service_levels.stories import publish_demo
from tests.services.client import PortalClient
from tests.services.portals import Portal
from tests.services.worker import Worker
from tests.uptime.stories import agent, make_component, plan, report, say

NewClient = Callable[[], PortalClient]
PRESSED = "Following<span"


def watch(member: Member, component_id: int = EVERYTHING) -> None:
    actor = actor_of(member)
    with writing():
        follow(actor, TargetKind.COMPONENT, component_id)


@pytest.mark.long
def test_followers_are_told_each_word_once_in_their_language(
    restless_drain: Worker, clock: time_machine.Traveller, postman: list[Letter]
) -> None:
    orders, tills = make_component(), make_component("tills")
    english, french = make_member("Erin"), make_member("Fanny", locale="fr")
    both, other = make_member("Bo"), make_member("Otto")
    watch(english, orders)
    watch(french)
    watch(both)
    watch(both, orders)
    watch(other, tills)
    incident_id = report(orders)
    restless_drain()
    assert sorted(one.to for one in postman) == sorted(
        str(one.email) for one in (english, french, both)
    )
    letters = {one.to: one for one in postman}
    assert letters[str(english.email)].subject == "Investigating: Orders stand still"
    assert "We look into it." in letters[str(english.email)].text
    assert "Orders stand still (fr)" in letters[str(french.email)].subject
    assert "Nous regardons." in letters[str(french.email)].text
    postman.clear()
    clock.shift(timedelta(minutes=5))
    say(incident_id, IncidentState.RESOLVED)
    restless_drain()
    assert len(postman) == 3


def test_maintenance_is_told_when_it_is_announced(
    drain: Worker, clock: time_machine.Traveller, postman: list[Letter]
) -> None:
    member, orders = make_member(), make_component()
    watch(member, orders)
    incident_id = plan(orders, now() + timedelta(days=4), now() + timedelta(days=4, hours=1))
    drain()
    assert [one.subject for one in postman] == ["Scheduled: A new database"]
    say(incident_id, IncidentState.CANCELLED)
    drain()
    assert postman[-1].subject == "Called off: A new database"


def test_who_may_not_read_of_it_is_not_told(drain: Worker, postman: list[Letter]) -> None:
    publish_demo()
    orders = make_component()
    stranger = make_member("Stan")
    customer = make_member("Cora", organisation=make_organisation(plan="enterprise"))
    for one in (stranger, customer):
        watch(one)
    report(orders, grants=("plan:enterprise",))
    report(orders, grants=("staff",), by=agent())
    drain()
    assert [one.to for one in postman] == [customer.email]


def test_who_muted_the_incident_hears_no_more(
    new_client: NewClient, drain: Worker, clock: time_machine.Traveller, postman: list[Letter]
) -> None:
    member, orders = make_member(), make_component()
    watch(member)
    incident_id = report(orders)
    drain()
    link = next(word for word in postman[0].text.split() if "/unsubscribe/" in word).removeprefix(
        "http://localhost"
    )
    assert new_client().post(link).status_code in (200, 303)
    postman.clear()
    clock.shift(timedelta(minutes=5))
    say(incident_id, IncidentState.RESOLVED)
    drain()
    assert postman == []


def test_one_follows_and_stops_from_the_page(new_client: NewClient) -> None:
    orders, member = make_component(), make_member()
    client = new_client().sign_in(member)
    assert client.post("/status/follow").status_code == 303
    assert client.post(f"/status/components/{orders}/follow").status_code == 303
    following = client.get("/following").text
    assert "Everything on the status page" in following
    assert "Orders" in following
    answer = client.post(
        f"/status/components/{orders}/follow",
        data={"withdraw": "1"},
        headers={"HX-Request": "true"},
    )
    assert 'aria-pressed="false"' in answer.text
    client.post("/following/end", data={"kind": "component", "key": "0"})
    assert "Everything on the status page" not in client.get("/following").text


def test_each_sees_on_shared_pages_what_he_follows_himself(
    portal: Portal, new_client: NewClient
) -> None:
    orders, tills = make_component(), make_component("tills")
    incident_id = report(orders)
    ada, zoe = (new_client().sign_in(make_member(name)) for name in ("Ada", "Zoe"))
    ada.post(f"/status/components/{tills}/follow")
    ada.post(f"/subjects/{incident_id}/follow")
    for path in ("/status", f"/status/incidents/{incident_id}"):
        portal.forget_pages()
        pressed = [one.get(path).text.count(PRESSED) for one in (zoe, ada, zoe, ada)]
        assert pressed == [0, 1, 0, 1], path
        kept = portal.page_cache.store.own.values()
        assert [isinstance(one, KeptFrame) for one in kept] == [True]
    ada.post("/status/follow")
    assert [one.get("/status").text.count(PRESSED) for one in (zoe, ada)] == [0, 2]


def test_a_visitors_click_is_done_after_sign_in(new_client: NewClient) -> None:
    orders = make_component()
    answer = new_client().post(f"/status/components/{orders}/follow")
    assert answer.status_code == 303
    assert "/sign-in" in answer.location


def test_a_followed_incident_stands_among_what_one_follows(new_client: NewClient) -> None:
    incident_id = report(make_component())
    client = new_client().sign_in(make_member())
    client.post(f"/subjects/{incident_id}/follow")
    assert "Orders stand still" in client.get("/following").text


@pytest.fixture(autouse=True)
def _portal(app: Flask) -> None:
    """All of these need it."""
