"""A month's credit: figures worked out by hand, the customer's better, and what becomes of corrections."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Entitlement
from community.core.audit import AuditEntry
from community.core.clock import now
from community.core.db import db, writing
from community.credits import actions_reckoning, queries, tasks
from community.credits.models import CreditRun, MonthCredit
from community.credits.queries_reckoning import read_basis, reckon_organisations
from community.credits.working import working_of
from community.service_levels.queries_menu import find_menu_in_force
from community.uptime import actions
from community.uptime.actions import TimeOfImpact
from community.uptime.models import ImpactSpan, Incident
from community.uptime.months import Month, month_of
from community.uptime.states import Impact
from tests.credits.stories import (
    AFTER,
    NOVEMBER,
    credit_of,
    entitle,
    make_customer,
    reckon,
)
from tests.service_levels.stories import publish_demo
from tests.services.worker import Worker
from tests.uptime.stories import agent, at, make_component, plan, report


@pytest.fixture(autouse=True)
def menu(app: Flask, clock: time_machine.Traveller) -> None:
    """The demo's menu, on the first of December."""
    publish_demo()
    clock.move_to(AFTER)


# November 2026 in minutes: 43,200. Premium: < 99.90 10 %, < 99.0 25 %, < 95.0 50 %; Enterprise: 10, 30, 100.
@pytest.mark.parametrize(
    ("minutes", "shown", "premium", "enterprise"),
    [(0, 100_000, 0, 0), (60, 99_860, 10, 10), (450, 98_950, 25, 30), (3_000, 93_050, 50, 100)],
)
def test_minutes_down_make_a_credit(
    minutes: int, shown: int, premium: int, enterprise: int
) -> None:
    orders, start = make_component(), at("11-10 12:00")
    if minutes:
        report(orders, start, start + timedelta(minutes=minutes))
    one, other = make_customer("Garden"), make_customer("Chain", "enterprise")
    none = make_customer("Kiosk", "standard")
    reckon()
    assert (credit_of(one).percent, credit_of(one).uptime) == (premium, shown)
    assert credit_of(other).percent == enterprise
    assert credit_of(one).down_seconds == minutes * 60
    assert db.session.query(MonthCredit).filter_by(organisation_id=none.id).count() == 0
    # 15 days after the month's end, and 30.
    assert credit_of(one).claim_until == at("12-16 00:00")
    assert credit_of(other).claim_until == at("12-31 00:00")


def test_two_components_at_once_are_down_once() -> None:
    orders, tills = make_component(), make_component("tills")
    report(orders, at("11-10 12:00"), at("11-10 13:00"))
    report(tills, at("11-10 12:30"), at("11-10 13:30"))
    garden = make_customer()
    reckon()
    assert credit_of(garden).down_seconds == 90 * 60


def test_an_incident_across_the_ends_counts_in_both_months() -> None:
    report(make_component(), at("10-31 23:00"), at("11-01 02:00"))
    garden = make_customer()
    for month in (Month(2026, 10), NOVEMBER):
        reckon(month)
    assert credit_of(garden, Month(2026, 10)).down_seconds == 3600
    assert credit_of(garden).down_seconds == 7200


def test_what_goes_on_counts_to_the_months_end() -> None:
    report(make_component(), at("11-30 23:00"))
    garden = make_customer()
    reckon()
    assert credit_of(garden).down_seconds == 3600


def test_only_what_the_plan_covers_and_what_is_down_counts() -> None:
    report(make_component("extras", "none"), at("11-10 12:00"), at("11-12 12:00"))
    report(make_component(), at("11-10 12:00"), at("11-12 12:00"), impact=Impact.DEGRADED)
    garden = make_customer()
    reckon()
    assert credit_of(garden).percent == 0


def test_what_the_customer_may_not_read_of_does_not_count() -> None:
    orders = make_component()
    report(orders, at("11-10 12:00"), at("11-10 13:00"), grants=("plan:enterprise",))
    report(orders, at("11-11 12:00"), at("11-11 14:00"), grants=("staff",))
    garden, chain = make_customer(), make_customer("Chain", "enterprise")
    reckon()
    assert credit_of(garden).down_seconds == 0
    assert credit_of(chain).down_seconds == 3600


def test_maintenance_counts_unless_it_was_announced_in_time_and_at_night(
    clock: time_machine.Traveller,
) -> None:
    orders, garden, by = make_component(), make_customer(), agent()
    clock.move_to(at("11-01 12:00"))
    plan(orders, at("11-05 00:00"), at("11-05 02:00"), by=by)  # 01:00 to 03:00 in Paris: left out
    plan(orders, at("11-06 03:00"), at("11-06 05:00"), by=by)  # 04:00 to 06:00: an hour of it
    plan(orders, at("11-02 00:00"), at("11-02 00:30"), by=by)  # announced a day before: all of it
    clock.move_to(AFTER)
    reckon()
    row = credit_of(garden)
    assert row.down_seconds == (60 + 30) * 60
    working = working_of(row.working)
    assert sum((one.length for one in working.left_out), timedelta()) == timedelta(hours=3)


def test_of_two_plans_in_a_month_the_customers_better_counts() -> None:
    report(make_component(), at("11-10 12:00"), at("11-10 19:30"))  # 450 minutes
    garden = make_customer("Garden", None)
    entitle(garden, "premium", at("01-01 00:00"), at("11-20 00:00"))
    entitle(garden, "enterprise", at("11-20 00:00"))
    reckon()
    row = credit_of(garden)
    assert row.percent == 30  # Enterprise's, though it came after
    assert [one.percent for one in working_of(row.working).others] == [25]
    assert row.claim_until == at("12-31 00:00")


def test_what_was_down_before_uptime_was_promised_does_not_count() -> None:
    orders = make_component()
    report(orders, at("11-10 12:00"), at("11-10 14:00"))
    report(orders, at("11-25 12:00"), at("11-25 13:00"))
    garden = make_customer("Garden", None)
    entitle(garden, "standard", at("01-01 00:00"), at("11-20 00:00"))
    entitle(garden, "premium", at("11-20 00:00"))
    reckon()
    row = credit_of(garden)
    assert row.down_seconds == 3600
    assert row.uptime == 99_860  # against the whole month
    assert working_of(row.working).is_part


def test_a_pinned_version_is_kept(app: Flask) -> None:
    report(make_component(), at("11-10 12:00"), at("11-10 13:00"))
    garden = make_customer()
    with writing() as session:
        row = session.scalars(select(Entitlement)).one()
        row.pinned_version_id = _plan_version("premium")
    reckon()
    assert credit_of(garden).plan_version_id == _plan_version("premium")


def _plan_version(key: str) -> int:
    menu = find_menu_in_force(now())
    terms = menu.find_plan(key) if menu else None
    assert terms is not None
    return terms.version_id or 0


def test_the_same_month_twice_is_the_same() -> None:
    report(make_component(), at("11-10 12:00"), at("11-10 13:00"))
    garden = make_customer()
    reckon()
    before = credit_of(garden).working, credit_of(garden).revision
    _again()
    assert (credit_of(garden).working, credit_of(garden).revision) == before
    assert _acts() == []


def _again() -> None:
    with writing():
        run = db.session.get_one(CreditRun, NOVEMBER.first_day)
        run.done_at, run.cursor = None, 0
        run.revision += 1
    reckon()


def _acts() -> list[str]:
    statement = select(AuditEntry.act).where(AuditEntry.act.startswith("credit."))
    return list(db.session.scalars(statement.order_by(AuditEntry.id)))


def _correct(incident_id: int, starts_at: Any, ends_at: Any) -> None:
    by = agent()
    with writing() as session:
        row = session.scalars(select(ImpactSpan).where(ImpactSpan.incident_id == incident_id)).one()
        time = TimeOfImpact(row.component_id, Impact.DOWN, starts_at, ends_at)
        actions.correct_time(by, session.get_one(Incident, incident_id), row, time)


@pytest.mark.long
def test_a_correction_is_reckoned_and_told_or_put_on_record(drain: Worker) -> None:
    incident_id = report(make_component(), at("11-10 12:00"), at("11-10 13:00"))
    garden = make_customer()
    reckon()
    drain()
    _correct(incident_id, at("11-10 12:00"), at("11-10 20:00"))  # 480 minutes
    drain()
    assert (credit_of(garden).percent, credit_of(garden).revision) == (25, 2)
    _correct(incident_id, at("11-10 12:00"), at("11-10 12:10"))
    drain()
    assert (credit_of(garden).percent, credit_of(garden).revision) == (0, 3)
    assert _acts() == ["credit.revised", "credit.lowered"]


def test_the_worker_reckons_the_month_that_ended_once(
    drain: Worker, clock: time_machine.Traveller
) -> None:
    report(make_component(), at("11-10 12:00"), at("11-10 13:00"))
    for number in range(3):
        make_customer(f"Garden {number}")
    assert tasks.reckon_months() == 3
    assert tasks.reckon_months() == 0
    assert db.session.query(MonthCredit).count() == 3
    clock.move_to("2027-01-01T00:01:00+00:00")
    assert tasks.reckon_months() == 3
    assert month_of(max(db.session.scalars(select(MonthCredit.month)))) == Month(2026, 12)


def test_a_correction_in_the_middle_of_a_run_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "AT_ONCE", 2)
    orders = make_component()
    gardens = [make_customer(f"Garden {number}") for number in range(5)]
    with writing():
        actions_reckoning.begin_month(NOVEMBER)
    found = reckon_organisations

    def meanwhile(basis: Any, ids: Any) -> Any:
        monkeypatch.setattr(tasks, "reckon_organisations", found)
        answer = found(basis, ids)
        report(orders, at("11-10 12:00"), at("11-10 13:00"))
        with writing():
            actions_reckoning.begin_again([NOVEMBER])
        return answer

    assert tasks.reckon_some() == 2
    monkeypatch.setattr(tasks, "reckon_organisations", meanwhile)
    assert tasks.reckon_some() == 0
    while tasks.reckon_some() is not None:
        pass
    assert [credit_of(one).percent for one in gardens] == [10] * 5


def test_many_organisations_cost_as_many_statements_as_few(
    statements: Callable[[], AbstractContextManager[list[Any]]],
) -> None:
    report(make_component(), at("11-10 12:00"), at("11-10 13:00"))
    for number in range(2):
        make_customer(f"Garden {number}")
    reckon()
    few = _reads(statements)
    for number in range(2, 12):
        make_customer(f"Garden {number}")
    assert _reads(statements) == few


def _reads(statements: Callable[[], AbstractContextManager[list[Any]]]) -> int:
    with statements() as seen:
        reckon_organisations(read_basis(NOVEMBER), _ids())
    return len(seen) - 1


def _ids() -> list[int]:
    return list(db.session.scalars(select(Entitlement.organisation_id)))


def test_this_month_is_shown_as_it_would_be() -> None:
    report(make_component(), now() - timedelta(hours=2), now() - timedelta(hours=1))
    garden, kiosk = make_customer(), make_customer("Kiosk", "standard")
    working = queries.find_downtime_of(garden.id, month_of(now()))
    assert working is not None
    assert working.down == timedelta(hours=1)
    assert queries.find_downtime_of(kiosk.id, month_of(now())) is None
