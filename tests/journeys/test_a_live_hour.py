"""A live hour in a circle: an expert asks, another votes, the manager answers, and the page renews itself."""

from __future__ import annotations

import time
import uuid
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from community.accounts.models import Member
from community.core.db import db
from community.policies.actor import Role
from tests.circles.stories import ask_in, hour_path, let_in, make_circle, plan_hour
from tests.journeys.town import Town

ASK_FOR_NEWS = "document.getElementById('talk').dispatchEvent(new Event('poll'))"


@pytest.mark.prove
def test_a_live_hour_renews_itself_and_keeps_the_focus(town: Town) -> None:
    expert, manager = town.person(), town.person(Role.PRODUCT_MANAGER)
    with town.rows():
        circle = make_circle(f"till-{uuid.uuid4().hex[:6]}")
        host = db.session.get_one(Member, manager.id)
        let_in(db.session.get_one(Member, expert.id), circle)
        hour = plan_hour(circle, host, starts_in=timedelta(seconds=1))
        ask_in(hour, host, "Is anybody there?")
        path = hour_path(circle, hour)
    time.sleep(1.1)
    expert.page.goto(path)
    expert.page.get_by_label("Your question").fill("When does the new till come?")
    expert.page.get_by_role("button", name="Ask", exact=True).click()
    expect(expert.page.locator(".asked-text", has_text="new till")).to_be_visible()
    vote = expert.page.get_by_role("button", name="Vote for Is anybody there?")
    vote.click()
    expect(vote).to_have_attribute("aria-pressed", "true")
    vote.focus()
    answer(manager.page, path)
    if not town.has_script:
        expert.page.get_by_role("link", name="Reload").click()
        expect(expert.page.locator(".asked-answer em")).to_have_text("May")
        return
    expert.page.evaluate(ASK_FOR_NEWS)
    expect(expert.page.locator(".asked-answer em")).to_have_text("May")
    expect(vote).to_be_focused()
    with expert.page.expect_response("**/now?state=live") as again:
        expert.page.evaluate(ASK_FOR_NEWS)
    assert again.value.ok
    expect(vote).to_be_focused()


def answer(page: Page, path: str) -> None:
    page.goto(path)
    page.locator(".asked-item", has_text="new till").get_by_role("link", name="Answer").click()
    page.get_by_role("textbox", name="Your answer").fill("In *May*, with luck.")
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.locator(".asked-answer em")).to_have_text("May")
