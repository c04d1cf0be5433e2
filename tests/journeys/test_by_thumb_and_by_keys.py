"""Asking and answering on a small phone, and with the keyboard alone."""

from __future__ import annotations

import re
import uuid
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.town import Town
from tests.makers import make_question
from tests.services.visit import sideways_scroll

PHONE: dict[str, Any] = {
    "viewport": {"width": 320, "height": 640},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}
TABS = 80


def a_question() -> str:
    return f"Where does the {uuid.uuid4().hex[:6]} label hide its price?"


def test_a_question_is_asked_and_answered_by_thumb(town: Town) -> None:
    asker, helper = town.person(**PHONE).page, town.person(**PHONE).page
    asker.goto("/")
    asker.get_by_role("navigation", name="Main").get_by_role("link", name="Questions").tap()
    asker.locator("main").get_by_role("link", name="Ask a question").first.tap()
    asker.get_by_label("Your question in one sentence").fill(a_question())
    asker.get_by_label("What others should know to answer").fill("On the small printer.")
    fits(asker)
    asker.get_by_role("button", name="Ask", exact=True).tap()
    expect(asker.locator(".promise-chip")).to_be_visible()
    helper.goto(asker.url)
    helper.get_by_role("textbox", name="Your answer").fill("On its back.")
    helper.get_by_role("button", name="Answer", exact=True).tap()
    expect(helper.locator(".answer")).to_contain_text("On its back.")
    fits(helper)
    asker.reload()
    asker.get_by_role("button", name="This solved it").tap()
    expect(asker.get_by_text("Solved it for the asker")).to_be_visible()


def fits(page: Page) -> None:
    assert sideways_scroll(page) <= 0


def test_a_question_is_asked_by_keys_alone(lively_town: Town) -> None:
    page, title = lively_town.person().page, a_question()
    page.goto("/questions")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "Ask a question")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/questions/ask"))
    tab_to(page, "Your question in one sentence")
    page.keyboard.type(title)
    tab_to(page, "What others should know to answer")
    page.keyboard.type("On the small printer.")
    tab_to(page, "Ask")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_a_question_is_found_and_answered_by_keys_alone(lively_town: Town) -> None:
    with lively_town.rows():
        question = make_question(title=a_question())
        path = f"/questions/{question.id}-{question.slug}"
    page = lively_town.person().page
    page.goto(path)
    tab_to(page, "Your answer")
    page.keyboard.type("On its back.")
    tab_to(page, "Answer")
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_contain_text("On its back.")


def test_one_key_searches_and_one_explains_the_keys(lively_town: Town) -> None:
    page = lively_town.visitor()
    page.goto("/questions")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keyboard")).not_to_be_visible()
    page.keyboard.press("/")
    expect(page.get_by_role("combobox").first).to_be_focused()
    page.keyboard.type("labels")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=labels"))


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has this name has the focus; each stop on the way shows where one is."""
    for _ in range(TABS):
        page.keyboard.press("Tab")
        if page.evaluate(NAME_OF_FOCUS).startswith(name):
            assert page.evaluate(IS_SEEN), f"the focus on “{name}” cannot be seen"
            return
    raise AssertionError(f"no Tab leads to “{name}”")


NAME_OF_FOCUS = """(() => {
  const it = document.activeElement;
  return (it.labels?.[0]?.innerText || it.getAttribute('aria-label') || it.innerText || '').trim();
})()"""
IS_SEEN = """(() => {
  const it = document.activeElement, box = it.getBoundingClientRect(), look = getComputedStyle(it);
  const around = [it, it.parentElement].map((one) => getComputedStyle(one));
  return box.width > 0 && around.some((one) => one.outlineStyle !== 'none' || one.boxShadow !== 'none');
})()"""
