"""The search box in a real browser: a combobox with script, a plain form without."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import quote_plus
from urllib.request import urlopen

import pytest
from playwright.sync_api import BrowserContext, Error, Page, Route, expect

from community.core.db import db
from community.core.search_engine.installed import search_engine
from community.search import tasks
from tests.makers import make_idea
from tests.services.live import LivePortal
from tests.services.visit import THEMES, axe_findings, sideways_scroll, turn

TITLE = "Gondola shelves that fold for the winter"


@pytest.fixture
def gondola(live_server: LivePortal) -> str:
    """An idea that can be found; its address. The server has been asked once, so it knows that there are new words."""
    with live_server.app.app_context():
        idea = make_idea(title=TITLE)
        index_all()
        search_engine().publish_lexicon(at_once=True)  # the beginning of a word is found in it
        urlopen(f"{live_server.address}/search/suggest?q=zeppelin").close()  # noqa: S310 (ours)
        return f"/ideas/product/{idea.id}-gondola-shelves-that-fold-for-the-winter"


def index_all() -> None:
    """Bring the index up to date, also while the portal's own worker builds its first one."""
    ends = time.monotonic() + 30
    while tasks.index_dirty() or search_engine().state().endswith("+"):
        assert time.monotonic() < ends
        db.session.rollback()
        time.sleep(0.05)


def type_into_box(page: Page, text: str) -> None:
    page.goto("/ideas")
    field = page.get_by_role("combobox").first
    with page.expect_response(f"**/search/suggest?q={quote_plus(text)}&*"):
        field.press_sequentially(text)
    expect(page.get_by_role("option").first).to_be_visible()


def test_what_one_types_is_suggested_and_opened_by_keys(page: Page, gondola: str) -> None:
    type_into_box(page, "gondola shelves th")
    field, option = page.get_by_role("combobox").first, page.get_by_role("option").first
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(option).to_contain_text(TITLE)
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == option.get_attribute("id")
    assert axe_findings(page) == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/ideas/product/*-gondola-shelves*")


def test_a_choice_is_told_and_its_address_says_nothing_of_the_search(
    page: Page, gondola: str
) -> None:
    type_into_box(page, "gondola shelves th")
    with page.expect_request("**/search/suggest?q=gondola+shelves+th&chosen=*"):
        page.get_by_role("option").first.click()
    page.wait_for_url("**/ideas/product/*-gondola-shelves-that-fold-for-the-winter")


def test_escape_closes_the_list_and_enter_searches(page: Page, gondola: str) -> None:
    type_into_box(page, "gond")
    page.keyboard.press("Escape")
    expect(page.get_by_role("option").first).not_to_be_visible()
    expect(page.get_by_role("combobox").first).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=gond")


def test_arrows_walk_through_the_options_and_back_to_the_text(page: Page, gondola: str) -> None:
    page.goto("/ideas")
    page.keyboard.press("/")
    field = page.get_by_role("combobox").first
    expect(field).to_be_focused()
    with page.expect_response("**/search/suggest?q=gond&*"):
        page.keyboard.type("gond")
    expect(page.get_by_role("option").first).to_be_visible()
    expect(page.locator("[data-search-status]").first).to_contain_text("suggestion")
    options = page.locator("[data-search-list] [role=option]")
    first, last = options.first, options.last
    page.keyboard.press("ArrowUp")
    expect(last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") is None
    page.keyboard.press("Tab")
    expect(field).to_have_attribute("aria-expanded", "false")


def test_after_more_is_typed_nothing_of_an_old_list_is_opened_or_shown(
    page: Page, gondola: str
) -> None:
    type_into_box(page, "gondola shelves th")
    field, option = page.get_by_role("combobox").first, page.get_by_role("option").first
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/search/suggest?q=gondola+shelves+tha*", hold)
    page.keyboard.press("ArrowDown")
    field.press_sequentially("a")
    expect(option).to_have_attribute("aria-selected", "false")
    assert field.get_attribute("aria-activedescendant") is None
    page.wait_for_timeout(300)  # longer than the box waits: the question is on its way
    page.keyboard.press("Backspace")
    page.wait_for_timeout(300)
    with suppress(Error):  # nobody waits for it any more
        held[0].fulfill(body='<div role="option" id="late">What was asked before</div>')
    page.wait_for_timeout(300)
    expect(option).to_contain_text(TITLE)
    page.keyboard.press("ArrowDown")
    field.press_sequentially(" folded")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=gondola+shelves+th+folded")


def test_an_emptied_box_suggests_nothing_of_before(page: Page, gondola: str) -> None:
    type_into_box(page, "gondola shelves th")
    field = page.get_by_role("combobox").first
    field.fill("")
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-expanded", "false")


def test_the_address_of_what_is_opened_says_nothing_of_the_search(page: Page, gondola: str) -> None:
    page.goto("/search?q=gondola")
    page.get_by_role("link", name=TITLE).first.click()
    page.wait_for_url("**/ideas/product/*-gondola-shelves-that-fold-for-the-winter")


def test_without_script_the_box_is_a_form(
    new_context: Callable[..., BrowserContext], gondola: str
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/ideas")
    page.locator("[data-search-input]").first.fill("gondola")
    page.keyboard.press("Enter")
    page.get_by_role("link", name=TITLE).first.click()
    page.wait_for_url("**/ideas/product/*-gondola-shelves*")


OTHERS = (
    "/search",
    "/search?q=gondola+zeppelin+moorings",
    "/search?q=zzzz&kind=idea",
    "/search?q=tag:zzzz",
    "/search?q=by:me",
)


@pytest.mark.parametrize(
    "address",
    [
        "/search?q=gondola",
        *(pytest.param(other, marks=pytest.mark.prove) for other in OTHERS),
    ],
)
def test_the_page_has_no_fault_and_fits_a_small_phone(
    new_context: Callable[..., BrowserContext], gondola: str, address: str
) -> None:
    page = new_context(viewport={"width": 320, "height": 640}).new_page()
    page.goto(address)
    for theme in THEMES:
        turn(page, theme)
        assert axe_findings(page) == [], theme
    assert sideways_scroll(page) <= 0
