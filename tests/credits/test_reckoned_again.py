"""Months are reckoned again when what was promised in them changed, and none is left out."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.accounts import actions_organisations as organisations
from community.accounts.models import Entitlement, Organisation
from community.core.audit import AuditEntry
from community.core.clock import now
from community.core.db import db, writing
from community.credits import tasks
from community.credits.models import CreditClaim, CreditRun, MonthCredit
from community.credits.states import ClaimState
from community.policies.actor import SYSTEM, Role
from community.uptime.months import Month
from tests.credits.stories import (
    AFTER,
    NOVEMBER,
    approve,
    credit_of,
    entitle,
    make_contact,
    make_customer,
    reckon,
    submit,
    take,
)
from tests.makers import make_member
from tests.service_levels.stories import publish_demo
from tests.services.client import PortalClient
from tests.services.worker import Worker
from tests.uptime.stories import at, make_component, report

OCTOBER = Month(2026, 10)


@pytest.fixture(autouse=True)
def menu(app: Flask, clock: time_machine.Traveller) -> None:
    """The demo's menu and an hour down in October and in November, on the first of December."""
    publish_demo()
    clock.move_to(AFTER)
    orders = make_component()
    for day in ("10-10", "11-10"):
        report(orders, at(f"{day} 12:00"), at(f"{day} 13:00"))


def months_of(customer: Organisation) -> dict[str, int]:
    db.session.rollback()
    rows = db.session.query(MonthCredit).filter_by(organisation_id=customer.id)
    return {row.of.key: row.percent for row in rows.order_by(MonthCredit.month)}


def end(customer: Organisation, on: str) -> None:
    row = db.session.scalars(
        select(Entitlement).where(Entitlement.organisation_id == customer.id)
    ).one()
    with writing():
        organisations.change_end(SYSTEM, customer.id, row.id, at(on))


def worker(drain: Worker) -> None:
    drain()
    tasks.reckon_months()


@pytest.mark.long
def test_a_plan_that_was_given_for_the_past_earns_its_credits(drain: Worker) -> None:
    garden, chain = make_customer("Garden", None), make_customer("Chain", "enterprise")
    drain()
    for month in (OCTOBER, NOVEMBER):
        reckon(month)
    before = credit_of(chain).revision
    entitle(garden, "premium", at("11-01 00:00"))
    worker(drain)
    assert months_of(garden) == {"2026-11": 10}
    assert (months_of(chain), credit_of(chain).revision) == (
        {"2026-10": 10, "2026-11": 10},
        before,
    )
    runs = select(CreditRun.revision).order_by(CreditRun.month)
    assert list(db.session.scalars(runs)) == [1, 2]


@pytest.mark.long
def test_a_plan_that_ended_earlier_leaves_no_credit_behind(drain: Worker) -> None:
    garden, chain = make_customer(), make_customer("Chain")
    for month in (OCTOBER, NOVEMBER):
        reckon(month)
    end(garden, "11-01 00:00")
    worker(drain)
    assert months_of(garden) == {"2026-10": 10}
    assert months_of(chain) == {"2026-10": 10, "2026-11": 10}
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "credit.lowered")).one()
    assert entry.details["percent"] == [10, 0]


@pytest.mark.long
def test_what_was_approved_stays_when_the_plan_turns_out_to_have_ended(
    drain: Worker, client: PortalClient
) -> None:
    garden = make_customer()
    contact, agent = make_contact(garden), make_member("Al", Role.AGENT)
    reckon()
    claim = submit(contact, credit_of(garden))
    take(agent, claim)
    approve(agent, claim)
    end(garden, "11-01 00:00")
    for _twice in range(2):
        worker(drain)
        reckon_again()
    assert (months_of(garden), credit_of(garden).revision) == ({"2026-11": 0}, 2)
    kept = db.session.get_one(CreditClaim, claim.id)
    assert (kept.state, kept.percent) == (ClaimState.APPROVED, 10)
    acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.act.startswith("credit.")))
    assert list(acts) == ["credit.lowered"]
    page = client.sign_in(contact).get(f"/services/credits/{garden.id}/2026-11").text
    assert "You had no plan that promised uptime in this month" in page


def reckon_again() -> None:
    with writing():
        db.session.get_one(CreditRun, NOVEMBER.first_day).done_at = None
        db.session.get_one(CreditRun, NOVEMBER.first_day).cursor = 0
    tasks.reckon_months()


def test_a_worker_that_was_away_for_months_leaves_none_out(
    clock: time_machine.Traveller,
) -> None:
    garden = make_customer()
    reckon(OCTOBER)
    clock.move_to("2027-01-02T00:00:00+00:00")
    tasks.reckon_months()
    assert list(months_of(garden)) == ["2026-10", "2026-11", "2026-12"]


def test_what_can_still_be_claimed_is_reckoned_in_a_new_portal(
    clock: time_machine.Traveller,
) -> None:
    garden = make_customer()
    clock.move_to(at("12-01 00:00") - timedelta(hours=1))  # Enterprise has 30 days
    tasks.reckon_months()
    assert list(months_of(garden)) == ["2026-10"]
    assert now() < at("12-01 00:00")
    assert tasks.reckon_months() == 0
