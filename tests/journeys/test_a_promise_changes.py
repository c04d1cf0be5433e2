"""An administrator changes a promise, looks at what that means, publishes it; the next customer is promised it."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import expect

from community.accounts.actions import belong
from community.core.db import writing
from community.policies.actor import Role
from tests.journeys.town import Person, Town
from tests.makers import make_organisation
from tests.services.visit import axe_findings

# make test hears of a menu's whole life in test_a_menu_and_its_life.
pytestmark = [pytest.mark.browser, pytest.mark.prove]


def faults(town: Town, person: Person) -> list[str]:
    """What axe finds; it is a script itself."""
    return axe_findings(person.page) if town.has_script else []


def publish(town: Town, admin: Person, amount: int) -> None:
    """Promise a first response in so many minutes to customers with Enterprise, and publish that."""
    page = admin.page
    page.goto("/admin/menu")
    page.get_by_role("button", name="Begin a draft").click()
    page.get_by_role("link", name="Enterprise").click()
    page.get_by_label("L1").first.fill("2 h")
    page.get_by_role("button", name="Save in the draft").click()
    expect(page.get_by_text("worse than the plan before it (Premium)").first).to_be_visible()
    assert faults(town, admin) == []
    page.get_by_label("L1").first.fill("30 min")
    page.get_by_label("L4").first.fill(f"{amount} min")
    page.get_by_role("button", name="Save in the draft").click()
    page.get_by_role("link", name="Service menu").last.click()
    page.get_by_role("link", name="Preview", exact=False).first.click()
    expect(page.get_by_role("cell", name=f"{amount} minutes (Day and night")).to_be_visible()
    assert faults(town, admin) == []
    page.get_by_role("link", name="To publishing").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("is published.")).to_be_visible()


def test_a_promise_is_edited_looked_at_published_and_made(town: Town) -> None:
    admin, customer = town.person(Role.ADMIN), town.person()
    with town.rows():
        firm = make_organisation(f"Firm {uuid.uuid4().hex[:6]}", plan="enterprise")
        with writing():
            belong(customer.id, firm.id)
    amount = 2 * (uuid.uuid4().int % 600) + 61  # odd: never a whole number of hours
    publish(town, admin, amount)
    page = customer.page
    page.goto("/questions/ask")
    expect(page.get_by_text(f"promises a first answer within {amount} minutes")).to_be_visible()
    page.goto("/services/en")
    page.get_by_role("link", name="What changed").first.click()
    expect(page.get_by_text(f"{amount} minutes (Day and night").first).to_be_visible()
    assert faults(town, customer) == []
