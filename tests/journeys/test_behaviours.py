"""What script adds to pages that work without it: colours, single keys, dialogs, menus."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect


def paper(page: Page) -> str:
    """The colour behind the page."""
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_the_colour_switch_paints_at_once_and_lasts(page: Page) -> None:
    page.goto("/")
    light = paper(page)
    page.locator("summary", has_text="Language and colours").click()
    with page.expect_response("**/preferences/theme"):
        page.get_by_role("button", name="Dark").click()
    dark = paper(page)
    assert dark != light
    page.reload()
    assert paper(page) == dark


def test_the_colour_switch_works_without_script(
    new_context: Callable[..., BrowserContext],
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/ideas")
    page.locator("summary", has_text="Language and colours").click()
    page.get_by_role("button", name="Dark").click()
    assert page.url.endswith("/ideas")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_language_switch_keeps_the_page(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context().new_page()
    page.goto("/ideas?sort=new")
    page.locator("summary", has_text="Language and colours").click()
    page.get_by_role("button", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    assert page.url.endswith("/ideas?sort=new")


@pytest.mark.parametrize(("keys", "place"), [("gi", "/ideas"), ("gq", "/questions")])
def test_single_keys_lead_to_places(page: Page, keys: str, place: str) -> None:
    page.goto("/")
    page.keyboard.type(keys)
    page.wait_for_url(f"**{place}")


def test_single_keys_are_silent_in_fields_and_can_be_switched_off(page: Page) -> None:
    page.goto("/ideas")
    page.keyboard.press("/")
    page.keyboard.type("gi?")
    field = page.locator("[data-search-input]").first
    expect(field).to_have_value("gi?")
    field.blur()
    page.keyboard.press("?")
    page.get_by_role("switch").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keyboard")).not_to_be_visible()


def test_a_menu_closes_by_escape_and_gives_the_focus_back(page: Page) -> None:
    page.goto("/")
    summary = page.locator("details[data-menu] > summary").first
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".menu-item").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()
    expect(page.locator(".menu-sheet").first).not_to_be_visible()


def test_the_focus_is_never_hidden_under_the_bar_of_a_phone(
    new_context: Callable[..., BrowserContext],
) -> None:
    page = new_context(viewport={"width": 320, "height": 640}).new_page()
    answer = page.goto("/styleguide")
    assert answer is not None
    assert answer.ok
    bar = page.locator(".site-nav").bounding_box()
    assert bar is not None
    for _ in range(60):
        page.keyboard.press("Tab")
        box = page.evaluate(
            "(() => { const e = document.activeElement, r = e.getBoundingClientRect();"
            " return e.closest('.site-nav') ? null : [r.top, r.bottom] })()"
        )
        assert box is None or box[0] < bar["y"]
