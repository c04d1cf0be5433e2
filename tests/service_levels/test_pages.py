"""The menu's page, the explanation of a promise, and what is shown to whom."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from community.core.clock import now
from community.core.db import db, writing
from community.core.versions import raise_version
from community.policies.actor import Role
from community.service_levels.actions import open_promise, void_promises
from community.service_levels.actions_menu import (
    change_targets,
    check_draft,
    draft_menu,
    publish_menu,
)
from community.service_levels.catalogue import LOCAL_OFFICE
from community.service_levels.models import Promise, VoidReason
from community.service_levels.terms import PromiseKind, business_hours
from community.service_levels.wording import void_text
from tests.service_levels.stories import (
    ask,
    make_organisation,
    make_person,
    paris,
    promise_on,
    publish_demo,
    subject_of,
)
from tests.services.client import PortalClient
from tests.services.portals import Portal
from tests.services.statements import Statements


@pytest.fixture(autouse=True)
def menu(app: Flask, clock: time_machine.Traveller) -> None:
    publish_demo()


def promise_id(subject_id: int) -> int:
    db.session.rollback()
    return db.session.query(Promise).filter_by(subject_id=subject_id).one().id


def test_the_menu_leads_to_the_readers_language(client: PortalClient) -> None:
    answer = client.get("/services?version=1", headers={"Accept-Language": "fr"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/services/fr?version=1"


def test_the_menu_compares_what_plans_promise(client: PortalClient) -> None:
    page = client.get("/services/en").text
    for words in (
        "Premium",
        "2 business hours",
        "30 minutes",
        "99.95 %",
        "below 99.00 %: 25 %",
        "15 days",
    ):
        assert words in page
    assert "Nobody" not in page
    assert page.count("<h1") == 1


def test_the_menu_says_who_is_there_now(
    client: PortalClient, clock: time_machine.Traveller
) -> None:
    assert "Open now; closes" in client.get("/services/en").text
    clock.move_to(paris("2026-03-07T12:00"))
    page = client.get("/services/en").text
    assert "Closed now; opens" in page
    assert "2026-03-09T08:00:00+00:00" in page


def test_a_kept_copy_of_the_menu_ends_when_the_doors_open(
    client: PortalClient, clock: time_machine.Traveller
) -> None:
    clock.move_to(paris("2026-03-09T08:59:50"))
    assert "Closed now; opens" in client.get("/services/en").text
    clock.shift(timedelta(seconds=11))
    assert "Closed now; opens" not in client.get("/services/en").text


def test_an_unknown_language_or_version_is_not_found(client: PortalClient) -> None:
    assert client.get("/services/de").status_code == 404
    for version in ("2", "x", "", "9" * 30):
        assert client.get(f"/services/en?version={version}").status_code == 404


def test_an_earlier_version_stays_readable(
    client: PortalClient, clock: time_machine.Traveller
) -> None:
    admin = make_person("root", Role.ADMIN)
    with writing():
        draft_menu(admin)
        change_targets(
            admin,
            "standard",
            {(PromiseKind.FIRST_RESPONSE, "L2"): (business_hours(5), LOCAL_OFFICE)},
        )
    checked = check_draft(admin)
    with writing():
        publish_menu(admin, now() + timedelta(days=3), checked=checked)
    coming = client.get("/services/en?version=2").text
    assert "comes into force" in coming
    assert "5 business hours" in coming
    clock.shift(timedelta(days=4))
    assert "5 business hours" in client.get("/services/en").text
    assert "an earlier version" in client.get("/services/en?version=1").text


def test_everybody_reads_what_a_version_changed(client: PortalClient) -> None:
    admin = make_person("root", Role.ADMIN)
    with writing():
        draft_menu(admin)
        target = (business_hours(5), LOCAL_OFFICE)
        change_targets(admin, "standard", {(PromiseKind.FIRST_RESPONSE, "L2"): target})
    checked = check_draft(admin)
    with writing():
        publish_menu(admin, checked=checked)
    assert "/services/en/changes/2" in client.get("/services/en").text
    page = client.get("/services/en/changes/2").text
    assert "6 business hours (Monday to Friday, 9 to 17 where you are)" in page
    assert "5 business hours (Monday to Friday, 9 to 17 where you are)" in page
    assert "Premium" not in page.partition("<main")[2]
    assert "This was the first version." in client.get("/services/en/changes/1").text
    for nowhere in ("en/changes/3", "de/changes/2", "en/changes/99999999999999999999"):
        assert client.get(f"/services/{nowhere}").status_code == 404


def test_a_promise_leads_to_its_line_of_the_menu(client: PortalClient) -> None:
    organisation = make_organisation("standard")
    asker = make_person("asker", organisation=organisation)
    promise = promise_on(ask(asker, severity="L2", organisation=organisation))
    member = client.sign_in(asker.member_id or 0)
    assert "/services/en?version=1#first-L2" in member.get(f"/promises/{promise.id}").text
    assert 'id="first-L2"' in member.get("/services/en").text


def test_a_portal_without_a_menu_says_so(client: PortalClient, portal: Portal) -> None:
    portal.reset()
    assert "No menu yet" in client.get("/services/en").text


def test_the_menu_takes_few_statements(
    client: PortalClient, statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    client.get("/services/en")
    with statements() as seen:
        client.get("/services/fr")
    assert len(seen) <= 5


@pytest.mark.long
def test_everybody_sees_the_time_and_only_those_concerned_the_terms(
    new_client: Callable[[], PortalClient],
) -> None:
    company = make_organisation("premium")
    asker, colleague = (make_person(name, organisation=company) for name in ("bea", "cy"))
    stranger, agent = make_person("dee"), make_person("agent", Role.AGENT)
    address = f"/promises/{promise_id(ask(asker, severity='L2', organisation=company))}"
    for reader in (asker, colleague, agent):
        page = new_client().sign_in(reader.member_id or 0).get(address).text
        assert "Premium" in page
        assert "Serious" in page
    for page in (
        new_client().get(address).text,
        new_client().sign_in(stranger.member_id or 0).get(address).text,
    ):
        assert "Team answers by" in page
        assert not any(word in page for word in ("Premium", "Serious", "business hour", "Counted"))


@pytest.mark.long
def test_an_explanation_is_in_the_zone_of_the_customer(client: PortalClient) -> None:
    company = make_organisation("standard")
    asker = make_person("bea", zone="America/New_York", organisation=company)
    client.sign_in(asker.member_id or 0)
    page = client.get(
        f"/promises/{promise_id(ask(asker, severity='L1', organisation=company))}"
    ).text
    assert "America/New_York" in page
    assert "Mon 2 Mar, 09:00" in page
    assert "Mon 2 Mar, 11:00" in page


def test_the_rows_of_an_explanation_add_up_in_hours_of_business(client: PortalClient) -> None:
    asker = make_person("ada")
    subject_id = ask(asker)
    with writing():
        subject = subject_of(subject_id)
        promise = open_promise(asker, subject, PromiseKind.NEXT_RESPONSE)
    assert promise is not None
    page = client.sign_in(asker.member_id or 0).get(f"/promises/{promise.id}").text
    assert "4 business days" in page
    assert ">32 h</p>" in page[page.index("Minute by minute") :]


@pytest.mark.parametrize("reason", VoidReason)
def test_a_promise_that_is_void_says_why_to_everybody_who_sees_it(
    client: PortalClient, reason: VoidReason
) -> None:
    subject_id = ask(make_person("ada"))
    path = f"/promises/{promise_id(subject_id)}"
    assert void_text(reason) not in client.get(path).text
    with writing():
        void_promises(subject_id, reason)
        raise_version("visibility")
    assert void_text(reason) in client.get(path).text


def test_a_promise_on_what_one_may_not_see_is_not_found(client: PortalClient) -> None:
    assert client.get("/promises/1").status_code == 404
    assert client.get(f"/promises/{10**30}").status_code == 404


def test_my_promises_are_mine(client: PortalClient) -> None:
    ada, bea = make_person("ada"), make_person("bea")
    mine, others = promise_id(ask(ada)), promise_id(ask(bea))
    page = client.sign_in(ada.member_id or 0).get("/services/mine").text
    assert f"/promises/{mine}" in page
    assert f"/promises/{others}" not in page
    assert "Community" in page


def test_my_promises_need_a_sign_in_and_bear_any_key(client: PortalClient) -> None:
    assert client.get("/services/mine").status_code == 303
    client.sign_in(make_person("ada").member_id or 0)
    for key in ("x", "W10", "WzEsMl0", "WyJ4IiwgIngiXQ"):
        assert client.get(f"/services/mine?after={key}").status_code == 200
