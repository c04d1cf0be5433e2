"""An hour is lost; the team says so, the customer claims it on a phone, and it stands on an invoice."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from community.accounts import actions_organisations as organisations
from community.accounts.actions import belong
from community.core.clock import now
from community.core.db import db, writing
from community.credits.actions_reckoning import begin_again
from community.credits.models import MonthCredit
from community.policies.actor import SYSTEM, Role
from community.uptime.months import Month, month_of
from tests.credits.stories import credit_of, make_customer, reckon
from tests.journeys.town import Person, Town, eventually, look_until
from tests.services.visit import axe_findings
from tests.uptime.stories import make_component

PHONE = {"width": 360, "height": 740}


def faults(town: Town, page: Page) -> list[str]:
    """What axe finds; it is a script itself."""
    return axe_findings(page) if town.has_script else []


def report(town: Town, agent: Person, key: str, month: Month) -> str:
    """Tell of an hour on the third of the month; the title."""
    title, page = f"Trouble {uuid.uuid4().hex[:6]}", agent.page
    page.goto("/desk/status")
    page.get_by_role("link", name="Report an incident").first.click()
    page.get_by_label("Title in English").fill(title)
    page.get_by_label("State").select_option("resolved")
    page.get_by_label(key.title()).select_option("down")
    page.get_by_label("What we say, in English").fill("A digger met a cable.")
    page.get_by_label("Since when").fill(f"{month.key}-03T12:00")
    page.get_by_label("Until when").fill(f"{month.key}-03T13:00")
    assert faults(town, page) == []
    page.get_by_role("button", name="Tell it").click()
    expect(page.get_by_text("It is told.")).to_be_visible()
    return title


def reckoned(town: Town, customer: str, contact: Person, month: Month) -> None:
    """The worker has done its month, and the time to claim is not over, whatever day it is."""
    with town.rows():
        made = make_customer(customer)
        with writing():
            belong(contact.id, made.id)
            organisations.name_contact(SYSTEM, made.id, contact.id, is_contact=True)
            begin_again([month])
        reckon(month)
        credit_id = credit_of(made, month).id
        with writing():
            credit = db.session.get_one(MonthCredit, credit_id)
            credit.claim_until = now() + timedelta(days=10)


def claim(town: Town, contact: Person, title: str, month: Month) -> None:
    page = contact.page
    page.goto("/services/credits")
    page.get_by_role("link", name=f"{month.starts_at:%B %Y}").click()
    expect(page.get_by_text("The credit is 10 % of the month’s price.")).to_be_visible()
    assert faults(town, page) == []
    page.get_by_role("button", name="Claim the credit").click()
    page.get_by_role("link", name="Go on").click()
    page.get_by_label("What it meant for you").fill(f"We stood still: {title}.")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text(f"We stood still: {title}.")).to_be_visible()
    page.get_by_role("button", name="Send the claim").click()
    expect(page.get_by_text("Decided by").first).to_be_visible()
    assert faults(town, page) == []


def decide(town: Town, agent: Person, customer: str) -> None:
    page = agent.page
    page.goto("/desk/claims")
    page.get_by_role("link", name=customer).click()
    page.get_by_role("button", name="I look into it").click()
    assert faults(town, page) == []
    page.get_by_label("A word to the customer").fill("Sorry for that hour.")
    page.get_by_role("button", name="Approve").click()
    page.get_by_label("Number of the invoice").fill("INV-2026-77")
    page.get_by_role("button", name="It is credited").click()
    expect(page.get_by_text("Done. The customer is told.")).to_be_visible()


def is_told(town: Town, contact: Person) -> bool:
    """Whether a letter says how it was decided, as it stood when the worker came to it."""
    subjects = [str(one["Subject"]) for one in town.letters_now(contact.email)]
    return any("approved" in one or "on an invoice" in one for one in subjects)


@pytest.mark.prove
def test_an_hour_that_was_lost_comes_back_on_an_invoice(town: Town) -> None:
    month, key = month_of(now()).previous, f"orders{uuid.uuid4().hex[:6]}"
    customer = f"Garden {key}"
    with town.rows():
        make_component(key)
    agent = town.person(Role.AGENT, name="Aga Agent")
    contact = town.person(name="Cora Contact", viewport=PHONE)
    title = report(town, agent, key, month)
    reader = town.visitor()
    look_until(reader, f"/status/history/{month.key}", title)
    reader.get_by_role("link", name=title).click()
    expect(reader.get_by_text("A digger met a cable.")).to_be_visible()
    assert faults(town, reader) == []
    reckoned(town, customer, contact, month)
    claim(town, contact, title, month)
    decide(town, agent, customer)
    look_until(contact.page, "/services/credits", "Credited")
    contact.page.get_by_role("link", name="Credited").click()
    expect(contact.page.get_by_text("It stands on the invoice INV-2026-77.")).to_be_visible()
    expect(contact.page.get_by_text("Sorry for that hour.").first).to_be_visible()
    eventually(lambda: is_told(town, contact), "a letter about the decision")
