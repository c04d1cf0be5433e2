"""What script says and does in small: how far off an instant is, a copied block, a name that is left, a long tag."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.town import Town
from tests.makers import make_article, make_question, make_section
from tests.services.live import LivePortal
from tests.services.visit import sideways_scroll

PUT_TIMES = """(instants) => {
  for (const dateTime of instants) {
    const time = Object.assign(document.createElement("time"), { dateTime, className: "put" });
    time.dataset.relative = "";
    document.querySelector("main").append(time, " ");
  }
  document.body.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
}"""
# Seen on a Saturday at eight in the evening in Paris.
NOW = "2026-12-05T19:00:00Z"
FAR = {
    "2026-12-07T08:00:00Z": "in 2 days",
    "2026-12-06T20:00:00Z": "tomorrow",
    "2026-12-03T22:59:00Z": "2 days ago",
    "2026-12-05T18:00:20Z": "59 minutes ago",
    "2026-12-04T19:00:20Z": "23 hours ago",
    "2026-12-05T20:59:00Z": "in 1 hour",
}


def test_days_are_those_of_the_calendar_and_nothing_is_sixty_minutes(
    new_context: Callable[..., BrowserContext],
) -> None:
    page = new_context(timezone_id="Europe/Paris").new_page()
    page.clock.set_fixed_time(NOW)
    page.goto("/questions")
    page.evaluate(PUT_TIMES, list(FAR))
    assert page.locator("time.put").all_inner_texts() == list(FAR.values())


def test_a_block_that_is_copied_twice_can_be_copied_again(
    new_context: Callable[..., BrowserContext], live_server: LivePortal
) -> None:
    context = new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    with live_server.app.app_context():
        make_article(make_section("Twice"), "Print", body="So:\n\n```\nprint --twice\n```")
    page.clock.install()
    page.goto("/help/en/twice/print")
    button = page.locator(".copy-code").first
    before = button.inner_text()
    for _time in range(2):
        button.click()
        expect(button).to_contain_text("Copied")
        page.clock.run_for(1000)
    page.clock.run_for(3000)
    expect(button).to_have_text(before)


def test_a_name_that_is_left_is_not_completed(lively_town: Town) -> None:
    handle = lively_town.person(name="Dora Dell").handle
    page = lively_town.person(name="Eli").page
    page.goto("/questions/ask")
    body = page.locator("#body")
    body.press_sequentially(f"Thanks @{handle[:3]}")
    expect(page.locator("#people-list [role=option]").first).to_be_visible()
    body.press("Home")
    expect(page.locator("#people-list")).not_to_be_visible()
    body.press("Enter")
    expect(body).to_have_value(f"\nThanks @{handle[:3]}")


def test_a_long_tag_fits_a_small_phone(
    new_context: Callable[..., BrowserContext], live_server: LivePortal
) -> None:
    with live_server.app.app_context():
        make_question(tags=("donaudampfschifffahrtsgesellschaftskap",))
    page: Page = new_context(viewport={"width": 320, "height": 640}).new_page()
    page.goto("/questions")
    expect(page.locator(".tag", has_text="donaudampf").first).to_be_visible()
    assert sideways_scroll(page) <= 0
