"""A product manager decides about fifty ideas by keys, and about some by check boxes without script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from community.policies.actor import Role
from tests.journeys.keys import Keys, a_board_of
from tests.journeys.town import Town
from tests.services.visit import sideways_scroll

IDEAS, MOST_STROKES = 50, 4


@pytest.mark.prove
def test_fifty_ideas_take_four_strokes_each_at_most(lively_town: Town) -> None:
    with lively_town.rows():
        board = a_board_of(IDEAS)
    page = lively_town.person(Role.PRODUCT_MANAGER).page
    page.goto(f"/desk/ideas?board={board}")
    expect(page.locator("[data-triage] tbody tr")).to_have_count(IDEAS)
    keys = Keys(page)
    keys.press("j", "a")
    expect(page.get_by_text("yours", exact=True)).to_have_count(1)
    keys.press("k", "x")
    for _ in range(IDEAS - 1):
        keys.press("j", "x")
    expect(page.locator("[name=id]:checked")).to_have_count(IDEAS)
    keys.press("e")
    expect(page.get_by_label("New status")).to_be_focused()
    keys.press("p", "l", "Tab", "O", "K", "Tab")
    page.get_by_role("button", name="Change them").focus()
    keys.press("Enter")
    expect(page.get_by_text("Done.")).to_be_visible()
    page.goto(f"/desk/ideas?board={board}&state=planned")
    expect(page.locator("[data-triage] tbody tr")).to_have_count(IDEAS)
    assert keys.strokes <= MOST_STROKES * IDEAS


def test_check_boxes_and_links_do_the_same(town: Town) -> None:
    with town.rows():
        board = a_board_of(2)
    person = town.person(Role.PRODUCT_MANAGER, viewport={"width": 320, "height": 640})
    page = person.page
    page.goto(f"/desk/ideas?board={board}")
    assert sideways_scroll(page) <= 0
    page.get_by_role("button", name=re.compile("Take it")).first.click()
    page.goto(f"/desk/ideas?board={board}")
    for box in page.locator("[data-triage] [name=id]").all():
        box.check()
    page.get_by_role("button", name="Change those marked").click()
    page.get_by_label("Whose work it is").select_option(str(person.id))
    page.get_by_role("button", name="Change them").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 ideas changed at once")
