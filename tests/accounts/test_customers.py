"""What administrators say of customers: domains, plans over time, segments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.accounts import actions_members, tasks
from community.accounts import actions_organisations as organisations
from community.accounts.models import Member, Organisation
from community.accounts.queries import plan_key_of
from community.accounts.queries_members import list_organisations_of
from community.accounts.queries_organisations import (
    get_segment,
    list_domains,
    list_entitlements,
    list_segments,
)
from community.accounts.segment_rules import Facts, SegmentRule
from community.core.clock import now
from community.core.db import db, writing
from community.core.errors import Conflict, Invalid
from community.core.tasks import hourly
from community.policies.actor import SYSTEM, Role
from community.wiring import JOBS
from tests.makers import actor_of, make_member, make_organisation
from tests.services.client import PortalClient
from tests.services.worker import Worker


@pytest.fixture
def admin(app: Flask, client: PortalClient) -> Member:
    member = make_member("Root", Role.ADMIN)
    client.sign_in(member)
    return member


def test_a_customer_is_added_changed_and_found(client: PortalClient, admin: Member) -> None:
    sent = {
        "name": "Fleurs SA",
        "country": "fr",
        "annual_value": "12000",
        "fields": "size = 40\nnonsense",
    }
    answer = client.post("/admin/organisations/new", data=sent)
    assert answer.status_code == 303
    made = db.session.scalars(select(Organisation)).one()
    assert (made.country, made.annual_value, made.fields) == (
        "FR",
        12000,
        {"size": "40", "nonsense": ""},
    )
    assert (
        client.post(answer.headers["Location"], data={**sent, "name": "Fleurs"}).status_code == 303
    )
    assert "Fleurs" in client.get("/admin/organisations?words=fleu").text


def test_a_public_mail_domain_and_a_taken_one_are_refused(
    client: PortalClient, admin: Member
) -> None:
    garden = make_organisation(domain="garden.example")
    path = f"/admin/organisations/{garden.id}/domains"
    for domain in ("gmail.com", "Orange.FR.", "garden.example", "localhost", "a b.com", "10.0.0.1"):
        assert client.post(path, data={"domain": domain}).status_code == 422, domain
    assert client.post(path, data={"domain": "Jardin-Été.example"}).status_code == 303


def test_people_join_once_their_domain_is_verified(
    client: PortalClient, admin: Member, drain: Worker
) -> None:
    garden = make_organisation("Garden")
    inside, outside = (
        make_member(email="a@shop.garden.example"),
        make_member(email="a@notgarden.example"),
    )
    with writing():
        row = organisations.add_domain(SYSTEM, garden.id, "garden.example")
    drain()
    assert list_organisations_of(inside.id) == []
    client.post(f"/admin/organisations/{garden.id}/domains/{row.id}/verify")
    drain()
    assert list_organisations_of(inside.id) == [(garden.id, "Garden")]
    assert list_organisations_of(outside.id) == []


def test_who_missed_joining_joins_within_the_hour_and_who_was_removed_stays_out(app: Flask) -> None:
    removed, missed = (make_member(email=f"{who}@garden.example") for who in ("a", "b"))
    garden = make_organisation("Garden", domain="garden.example")  # its immediate job is lost
    with writing():
        actions_members.add_to_organisation(SYSTEM, removed.id, garden.id)
        actions_members.remove_from_organisation(SYSTEM, removed.id, garden.id)
    assert tasks.join_by_domains() == 1
    assert tasks.join_by_domains() == 0
    assert list_organisations_of(missed.id) == [(garden.id, "Garden")]
    assert list_organisations_of(removed.id) == []


def test_people_of_a_closer_domain_join_that_customer_alone(app: Flask) -> None:
    member = make_member(email="a@shop.garden.example")
    make_organisation("Garden", domain="garden.example")
    shop = make_organisation("Shop", domain="shop.garden.example")
    assert tasks.join_by_domains() == 1
    assert list_organisations_of(member.id) == [(shop.id, "Shop")]


def test_a_job_looks_for_them_every_hour() -> None:
    job, schedule = JOBS["join_by_domains"]
    assert (job, schedule) == (tasks.join_by_domains, hourly)


def test_a_domain_of_another_customer_cannot_be_touched_through_ones_own_address(
    client: PortalClient, admin: Member
) -> None:
    garden, other = make_organisation(domain="garden.example"), make_organisation()
    domain = list_domains(garden.id)[0]
    assert (
        client.post(f"/admin/organisations/{other.id}/domains/{domain.id}/remove").status_code
        == 404
    )
    assert len(list_domains(garden.id)) == 1


def test_a_member_leaves_an_organisation_and_loses_its_plan(app: Flask) -> None:
    garden = make_organisation(plan="premium")
    ada = make_member(organisation=garden)
    assert actor_of(ada).plan_keys == {"premium"}
    with writing():
        actions_members.remove_from_organisation(SYSTEM, ada.id, garden.id)
    assert actor_of(ada).plan_keys == frozenset()
    with writing():
        actions_members.add_to_organisation(SYSTEM, ada.id, garden.id)
    assert actor_of(ada).plan_keys == {"premium"}


def test_plans_follow_each_other_and_never_overlap(app: Flask) -> None:
    garden = make_organisation()
    first, second = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    with writing():
        organisations.entitle(SYSTEM, garden.id, "standard", starts_at=first, ends_at=second)
        organisations.entitle(SYSTEM, garden.id, "premium", starts_at=second)
    with pytest.raises(Invalid), writing():
        organisations.entitle(SYSTEM, garden.id, "premium", starts_at=second - timedelta(days=1))
    with pytest.raises(Invalid), writing():
        organisations.entitle(SYSTEM, garden.id, "premium", starts_at=first, ends_at=first)
    instants = (first - timedelta(seconds=1), first, second - timedelta(seconds=1), second)
    assert [plan_key_of(garden.id, at) for at in instants] == [
        None,
        "standard",
        "standard",
        "premium",
    ]


def test_a_plan_is_ended_and_one_not_begun_is_taken_back(app: Flask) -> None:
    garden = make_organisation(plan="standard")
    with writing():
        later = organisations.entitle  # the running plan has no end: a second one must wait
        with pytest.raises(Invalid):
            later(SYSTEM, garden.id, "premium", starts_at=now() + timedelta(days=9))
    row = entitlement_ids(garden)[0]
    with writing():
        organisations.end_entitlement(SYSTEM, garden.id, row)
    assert plan_key_of(garden.id, now()) is None
    with pytest.raises(Conflict), writing():
        organisations.end_entitlement(SYSTEM, garden.id, row)


def entitlement_ids(organisation: Organisation) -> list[int]:
    return [row.id for row in list_entitlements(organisation.id)]


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        (SegmentRule(), False),
        (SegmentRule(plans=("premium", "x")), True),
        (SegmentRule(plans=("standard",)), False),
        (SegmentRule(value_from=1000), True),
        (SegmentRule(value_from=1001), False),
        (SegmentRule(value_to=999), False),
        (SegmentRule(value_from=500, value_to=1000), True),
        (SegmentRule(countries=("FR",)), True),
        (SegmentRule(countries=("FR",), plans=("standard",)), False),
        (SegmentRule(fields=(("Trade", "FLORIST"),)), False),
        (SegmentRule(fields=(("trade", "FLORIST"),)), True),
    ],
)
def test_a_segment_holds_when_all_its_conditions_do(rule: SegmentRule, holds: bool) -> None:
    facts = Facts(plan_keys={"premium"}, value=1000, country="FR", fields={"trade": "florist"})
    assert rule.holds_for(facts) is holds
    assert SegmentRule.of_json(rule.as_json()) == rule


def test_an_unknown_value_is_in_no_bound_from_above() -> None:
    assert not SegmentRule(value_to=10).holds_for(Facts())


def test_membership_of_segments_follows_customer_plan_and_rule(
    client: PortalClient, admin: Member, drain: Worker
) -> None:
    garden = make_organisation(annual_value=900)
    sent = {"key": "large", "name_en": "Large", "value_from": "1000"}
    assert client.post("/admin/segments/new", data=sent).status_code == 303
    drain()
    assert list_segments()[0].organisations == 0
    client.post(
        f"/admin/organisations/{garden.id}", data={"name": "Garden", "annual_value": "1000"}
    )
    assert list_segments()[0].organisations == 1
    client.post("/admin/segments/large", data={**sent, "value_from": "1001"})
    drain()
    assert list_segments()[0].organisations == 0
    assert client.post("/admin/segments/large/remove").status_code == 303


@pytest.mark.parametrize("key", ["large", "new"])
def test_a_new_segment_takes_no_key_that_is_used(
    client: PortalClient, admin: Member, key: str
) -> None:
    large = {"key": "large", "name_en": "Large", "value_from": "1000"}
    client.post("/admin/segments/new", data=large)
    sent = {"key": key, "name_en": "French", "countries": "FR"}
    refused = client.post("/admin/segments/new", data=sent)
    assert (refused.status_code, [row.key for row in list_segments()]) == (422, ["large"])
    assert "Another segment has this key" in refused.text
    assert SegmentRule.of_json(get_segment("large").rule) == SegmentRule(value_from=1000)


def test_a_segment_by_plan_follows_time(app: Flask, drain: Worker) -> None:
    garden = make_organisation()
    with writing():
        organisations.save_segment(
            SYSTEM, "paying", {"en": "Paying"}, SegmentRule(plans=("premium",))
        )
        start = now() + timedelta(days=2)
        organisations.entitle(SYSTEM, garden.id, "premium", starts_at=start)
    drain()
    ada = make_member(organisation=garden)
    assert actor_of(ada).segment_keys == frozenset()
    with time_machine.travel(start + timedelta(hours=1)):
        app.extensions["portal_queue"].enqueue("settle_all_segments")
        drain()
        assert actor_of(ada).segment_keys == {"paying"}
