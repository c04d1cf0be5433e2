"""A vote is weighed where it was cast, and counts where its idea leads once that is merged."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import expect

from community.policies.actor import Role
from tests.journeys.town import Town
from tests.makers import make_idea

pytestmark = pytest.mark.prove
NEWEST = "/ideas?sort=new"


def test_a_vote_is_weighed_in_place_and_counts_where_its_idea_leads(town: Town) -> None:
    word = uuid.uuid4().hex[:6]
    with town.rows():
        root = make_idea(title=f"Roses by the {word} dozen")
        child = make_idea(title=f"Twelve roses of {word} at once")
        addresses = [f"/ideas/product/{one.id}-{one.slug}" for one in (root, child)]
        title, child_id = child.title, child.id
    fan = town.person().page
    fan.goto(NEWEST)
    fan.get_by_role("button", name=f"Vote for {title}").click()
    fan.get_by_label("Critical").check()
    fan.get_by_label("What is the problem behind it?").fill("We tie them by hand.")
    fan.get_by_role("button", name="Save").click()
    expect(fan.get_by_text("Thank you. The team sees how much you need it.").first).to_be_visible()
    manager = town.person(Role.PRODUCT_MANAGER).page
    manager.goto(f"/desk/ideas/{child_id}/merge")
    manager.get_by_label("The other idea").fill(addresses[0])
    manager.get_by_role("button", name="Merge", exact=True).click()
    expect(manager.get_by_text("3 people")).to_be_visible()
    fan.goto(addresses[1])
    expect(fan).to_have_url(f"{fan.url.partition('/ideas')[0]}{addresses[0]}")
    expect(fan.get_by_role("button", name="Vote for Roses")).to_have_attribute(
        "aria-pressed", "true"
    )
