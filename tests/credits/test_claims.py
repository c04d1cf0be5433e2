"""A claim from its draft to the invoice: who may, when, what is promised, and who never sees it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.accounts import actions_organisations as organisations
from community.core.audit import AuditEntry
from community.core.clock import now
from community.core.db import db, writing
from community.core.errors import Conflict, Invalid, NotAllowed
from community.core.mail import Letter
from community.credits import actions_claims, actions_deciding, queries, tasks
from community.credits.states import ClaimState
from community.policies.actor import SYSTEM, Role
from community.service_levels.models import PromiseState
from community.service_levels.tasks import mark_due_promises
from tests.credits.stories import (
    AFTER,
    approve,
    begin,
    credit_of,
    entitle,
    fresh,
    make_contact,
    make_customer,
    reckon,
    submit,
    take,
)
from tests.makers import actor_of, make_member
from tests.service_levels.stories import promise_on, publish_demo
from tests.services.client import PortalClient
from tests.services.worker import Worker
from tests.uptime.stories import at, make_component, report

NewClient = Callable[[], PortalClient]
PAGE = "/services/credits"


@pytest.fixture(autouse=True)
def bad_november(app: Flask, clock: time_machine.Traveller) -> None:
    """On the first of December: an hour of November was lost."""
    publish_demo()
    clock.move_to(AFTER)
    report(make_component(), at("11-10 12:00"), at("11-10 13:00"))


@pytest.mark.long
def test_a_claim_goes_its_way_to_the_invoice(
    drain: Worker, clock: time_machine.Traveller, postman: list[Letter]
) -> None:
    garden = make_customer()
    contact, agent = make_contact(garden), make_member("Aga", Role.AGENT)
    reckon()
    claim = submit(contact, credit_of(garden))
    # Ten business days from Tuesday, 1 December, 09:00 in Paris: the office's hours, no holiday.
    assert promise_on(claim.id).due_at == at("12-14 16:00")
    take(agent, claim)
    clock.shift(timedelta(days=2))
    approve(agent, claim)
    drain()
    actor = actor_of(agent)
    with writing():
        actions_deciding.apply_claim(actor, claim, "INV-1234")
    row = fresh(claim)
    assert (row.state, row.percent, row.invoice) == (ClaimState.APPLIED, 10, "INV-1234")
    assert promise_on(claim.id).state is PromiseState.MET
    assert [one.state for one in queries.list_steps(claim.id)] == [
        ClaimState.APPLIED,
        ClaimState.APPROVED,
        ClaimState.UNDER_REVIEW,
        ClaimState.SUBMITTED,
        ClaimState.DRAFT,
    ]
    drain()
    told = [one.subject for one in postman if one.to == contact.email]
    for words in ("claim is approved", "stands on an invoice"):
        assert len([subject for subject in told if words in subject]) == 1
    acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.act.startswith("claim.")))
    assert list(acts) == ["claim.submitted", "claim.approved", "claim.applied"]


def test_the_same_month_is_claimed_once(app: Flask) -> None:
    garden = make_customer()
    one, other = make_contact(garden), make_contact(garden, "Otto Other")
    reckon()
    assert begin(one, credit_of(garden)).id == begin(other, credit_of(garden)).id


def test_after_a_withdrawal_it_may_be_made_anew(app: Flask) -> None:
    garden = make_customer()
    contact = make_contact(garden)
    reckon()
    claim, actor = submit(contact, credit_of(garden)), actor_of(contact)
    with writing():
        actions_claims.withdraw_claim(actor, claim)
    assert promise_on(claim.id).state is PromiseState.VOID
    assert begin(contact, credit_of(garden)).id != claim.id


@pytest.mark.long
def test_what_was_rejected_is_claimed_again_only_when_the_month_changed(
    drain: Worker, clock: time_machine.Traveller
) -> None:
    garden = make_customer()
    contact, agent = make_contact(garden), make_member("", Role.AGENT)
    reckon()
    claim = submit(contact, credit_of(garden))
    take(agent, claim)
    actor = actor_of(agent)
    with pytest.raises(Invalid, match="say why"), writing():
        actions_deciding.reject_claim(actor, claim, " ")
    with writing():
        actions_deciding.reject_claim(actor, claim, "It was your network.")
    with pytest.raises(Conflict, match="nothing has changed"):
        begin(contact, credit_of(garden))
    clock.shift(timedelta(hours=1))
    report(make_component("tills"), at("11-12 12:00"), at("11-12 22:00"))
    drain()
    assert credit_of(garden).percent == 25
    assert begin(contact, credit_of(garden)).id != claim.id


def test_only_contacts_claim_and_while_there_are_none_everybody(app: Flask) -> None:
    garden = make_customer()
    plain = make_member("Pia Plain", organisation=garden)
    reckon()
    claim = begin(plain, credit_of(garden))
    make_contact(garden)
    with pytest.raises(NotAllowed, match="contacts of the organisation"):
        begin(plain, credit_of(garden))
    actor = actor_of(plain)
    with pytest.raises(NotAllowed), writing():
        actions_claims.submit_claim(actor, claim)


def test_after_its_time_nothing_is_claimed(clock: time_machine.Traveller) -> None:
    garden = make_customer()
    contact = make_contact(garden)
    reckon()
    draft, actor = begin(contact, credit_of(garden)), actor_of(contact)
    clock.move_to(at("12-15 23:59"))
    assert queries.list_credits_of([garden.id])[garden.id][0].is_open
    clock.move_to(at("12-16 00:00"))
    with pytest.raises(Conflict, match="has ended"), writing():
        actions_claims.submit_claim(actor, draft)
    tasks.follow_claims()
    assert fresh(draft).state is ClaimState.EXPIRED
    with pytest.raises(Conflict, match="has ended"):
        begin(contact, credit_of(garden))


def test_without_measured_downtime_one_says_what_one_saw(app: Flask) -> None:
    quiet = make_customer("Quiet", None)
    entitle(quiet, "premium", at("11-20 00:00"))
    contact = make_contact(quiet)
    reckon()
    assert credit_of(quiet).percent == 0
    claim, actor = begin(contact, credit_of(quiet)), actor_of(contact)
    with pytest.raises(Invalid, match="say what you saw"), writing():
        actions_claims.submit_claim(actor, claim)
    submit(contact, credit_of(quiet), "Our tills stood still on the 21st.")


@pytest.mark.long
def test_contacts_are_told_of_a_credit_and_reminded_once(
    drain: Worker, clock: time_machine.Traveller, postman: list[Letter]
) -> None:
    garden, chain = make_customer(), make_customer("Chain")
    contact, done = make_contact(garden), make_contact(chain, "Dora Done")
    french = make_member("Fanny Fleur", organisation=garden, locale="fr")
    with writing():
        organisations.name_contact(SYSTEM, garden.id, french.id, is_contact=True)
    make_member("Pia Plain", organisation=garden)
    reckon()
    drain()
    first = {one.to: one.subject for one in postman}
    assert set(first) == {contact.email, french.email, done.email}
    assert "you may claim 10 %" in first[str(contact.email)]
    submit(done, credit_of(chain))
    postman.clear()
    clock.move_to(at("12-13 00:30"))
    for _hour in range(3):
        tasks.follow_claims()
        drain()
        clock.shift(timedelta(hours=1))
    reminded = [one for one in postman if "ends soon" in one.subject or one.to == french.email]
    assert sorted(one.to for one in reminded) == sorted([str(contact.email), str(french.email)])


@pytest.mark.long
def test_the_team_is_warned_at_four_fifths_and_told_of_a_miss(
    drain: Worker, clock: time_machine.Traveller, new_client: NewClient
) -> None:
    garden = make_customer()
    contact, agent = make_contact(garden), make_member("", Role.AGENT)
    reckon()
    claim = submit(contact, credit_of(garden))
    promise = promise_on(claim.id)
    # 80 of the 80 hours are 8 business days: Friday, 11 December, 09:00 in Paris.
    assert promise.warn_at == at("12-10 16:00")
    clock.move_to(promise.warn_at)
    mark_due_promises()
    clock.move_to(promise.due_at + timedelta(seconds=1))
    mark_due_promises()
    drain()
    assert promise_on(claim.id).state is PromiseState.MISSED
    news = new_client().sign_in(agent).get("/notifications").text
    assert "A promise is in danger: Garden · 2026-11" in news
    assert "A promise was missed: Garden · 2026-11" in news
    assert "A credit is claimed: Garden · 2026-11" in news
    take(agent, claim)
    approve(agent, claim)
    assert promise_on(claim.id).late_at == now()


def test_an_organisation_that_changed_its_plan_is_promised_what_the_month_promised(
    clock: time_machine.Traveller,
) -> None:
    garden = make_customer("Garden", None)
    entitle(garden, "premium", at("01-01 00:00"), at("12-01 00:00"))
    entitle(garden, "standard", at("12-01 00:00"))
    contact = make_contact(garden)
    reckon()
    assert promise_on(submit(contact, credit_of(garden)).id).target_amount == 10


def test_a_decision_is_raised_and_never_lowered(app: Flask) -> None:
    garden = make_customer()
    contact, agent = make_contact(garden), make_member("", Role.AGENT)
    reckon()
    claim = submit(contact, credit_of(garden))
    with pytest.raises(Conflict, match="in a state"):
        approve(agent, claim)
    take(agent, claim)
    with pytest.raises(Invalid, match="needs a reason"):
        approve(agent, claim, 5)
    for wrong in (0, 101, -3):
        with pytest.raises(Invalid, match="From 1 to 100"):
            approve(agent, claim, wrong)
    approve(agent, claim, 10)
    with pytest.raises(Conflict, match="can only be raised"):
        approve(agent, claim, 10)
    approve(agent, claim, 25)
    assert fresh(claim).percent == 25


def test_nobody_decides_for_his_own_organisation(app: Flask) -> None:
    garden = make_customer()
    contact = make_contact(garden)
    torn = make_member("", Role.AGENT, organisation=garden)
    reckon()
    claim = submit(contact, credit_of(garden))
    with pytest.raises(NotAllowed):
        take(torn, claim)
    with pytest.raises(NotAllowed):
        take(make_member("", Role.EDITOR), claim)
