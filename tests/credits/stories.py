"""What the stories of credits begin with: a customer with a plan, a month that was bad, a claim."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from community.accounts import actions_organisations as organisations
from community.accounts.models import Member, Organisation
from community.core.clock import now
from community.core.db import db, writing
from community.credits import actions_claims, actions_deciding
from community.credits.actions_reckoning import begin_month
from community.credits.models import CreditClaim, MonthCredit
from community.credits.tasks import reckon_some
from community.credits.words import ClaimWords
from community.policies.actor import SYSTEM
from community.uptime.months import Month, month_of
from tests.makers import actor_of, make_member
from tests.service_levels.stories import LONG_AGO
from tests.uptime.stories import make_component, report

NOVEMBER = Month(2026, 11)
AFTER = "2026-12-01T08:00:00+00:00"


def make_customer(name: str = "Garden", plan: str | None = "premium") -> Organisation:
    """A customer with the plan since New Year."""
    with writing() as session:
        made = Organisation(name=name, created_at=LONG_AGO, external_id=f"crm-{name}", fields={})
        session.add(made)
        session.flush()
        if plan:
            organisations.entitle(SYSTEM, made.id, plan, starts_at=LONG_AGO)
    return made


def make_contact(customer: Organisation, name: str = "Cora Contact") -> Member:
    """Somebody who speaks for the customer."""
    member = make_member(name, organisation=customer)
    with writing():
        organisations.name_contact(SYSTEM, customer.id, member.id, is_contact=True)
    return member


def reckon(month: Month = NOVEMBER) -> None:
    """Let the month be reckoned, as the worker does."""
    with writing():
        begin_month(month)
    while reckon_some() is not None:
        pass
    db.session.rollback()


def credit_of(customer: Organisation, month: Month = NOVEMBER) -> MonthCredit:
    """What the month is worth to the customer."""
    db.session.rollback()
    statement = select(MonthCredit).where(
        MonthCredit.organisation_id == customer.id, MonthCredit.month == month.first_day
    )
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def begin(contact: Member, credit: MonthCredit) -> CreditClaim:
    """A draft."""
    actor = actor_of(contact)
    with writing():
        return actions_claims.begin_claim(actor, credit, lang="en")


def submit(
    contact: Member, credit: MonthCredit, note: str = "The tills stood still."
) -> CreditClaim:
    """A claim that was sent."""
    claim = begin(contact, credit)
    actor = actor_of(contact)
    with writing():
        actions_claims.write_claim(actor, claim, ClaimWords(note, None, "PO 7"))
    with writing():
        actions_claims.submit_claim(actor, claim)
    return claim


def fresh(claim: CreditClaim) -> CreditClaim:
    """The claim as it is kept now."""
    db.session.rollback()
    return db.session.get_one(CreditClaim, claim.id, populate_existing=True)


def take(agent: Member, claim: CreditClaim) -> None:
    """Somebody of the team looks into it."""
    actor = actor_of(agent)
    with writing():
        actions_deciding.take_claim(actor, claim)


def approve(agent: Member, claim: CreditClaim, percent: int = 10, reason: str = "") -> None:
    """It is approved."""
    actor = actor_of(agent)
    with writing():
        actions_deciding.approve_claim(actor, claim, percent, reason)


def entitle(
    customer: Organisation, plan: str, starts_at: datetime, ends_at: datetime | None = None
) -> None:
    """A plan for a time."""
    with writing():
        organisations.entitle(SYSTEM, customer.id, plan, starts_at=starts_at, ends_at=ends_at)


def disrupt(customer: Organisation, contact: Member) -> tuple[int, int, str]:
    """A bad hour of the month before, and the claim that was sent for it: incident, claim, month."""
    month = month_of(now()).previous
    entitle(customer, "premium", month.starts_at, now() - timedelta(days=2))
    start = month.starts_at + timedelta(days=3)
    incident_id = report(make_component(), start, start + timedelta(hours=1))
    reckon(month)
    with writing() as session:
        credit = session.get_one(MonthCredit, credit_of(customer, month).id)
        credit.claim_until = now() + timedelta(days=10)  # whatever day of the month it is
    return incident_id, submit(contact, credit).id, month.key
