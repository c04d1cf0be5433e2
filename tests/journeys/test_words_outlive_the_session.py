"""Half-written words stay where they are while a session ends, a connection is lost or another window writes too."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.test_life_of_a_question import address, check
from tests.journeys.town import Person, Town
from tests.makers import make_answer, make_question
from tools.tour import session_cookie

NO_CONNECTION = "No connection: nothing was sent."
SIGNED_OUT = "You are signed out: nothing was sent."
WORDS = "Half an answer that somebody thought about"


def beside(page: Page) -> Locator:
    """What is said beside the form about the draft in it."""
    return page.locator("[data-draft-state]")


def sign_in_elsewhere(town: Town, person: Person) -> None:
    """A new session in the same browser."""
    name, value = session_cookie(town.portal.app, person.id)
    cookie = {"name": name, "value": value, "url": town.portal.address}
    person.page.context.add_cookies([cookie])  # type: ignore[list-item]


def test_a_session_that_ends_while_one_writes_takes_nothing_away(lively_town: Town) -> None:
    town, person = lively_town, lively_town.person(name="Ada")
    page = person.page
    page.goto("/questions/ask")
    page.locator("#title").fill("How do I print two notes?")
    expect(beside(page)).to_contain_text("Draft kept at")
    page.context.clear_cookies()
    body = page.locator("#body")
    body.press_sequentially("It prints one.")
    expect(beside(page)).to_contain_text(SIGNED_OUT)
    assert page.url.endswith("/questions/ask")
    check(town, page, "signed-out")
    link = beside(page).get_by_role("link", name="Sign in")
    expect(link).to_have_attribute("target", "_blank")
    sign_in_elsewhere(town, person)
    body.press_sequentially(" I need two.")
    expect(beside(page)).to_contain_text("Draft kept at")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("main")).to_contain_text("It prints one. I need two.")
    assert {one[:3] for one in town.complaints if not one.startswith("error")} == {"401", "403"}
    town.complaints.clear()  # the browser notes what was refused


def test_a_click_leaves_no_page_that_holds_unsent_words(lively_town: Town) -> None:
    town, (person, path) = lively_town, half_answered(lively_town)
    page = person.page
    page.context.clear_cookies()
    vote, quote = page.locator(".vote-same button"), page.get_by_role("link", name="Quote").first
    field = page.locator("#answer-form textarea")
    for click in (vote, quote):
        click.click()
        expect(page.locator(".toast")).to_contain_text(SIGNED_OUT)
        check(town, page, "toast")
        page.locator(".toast").get_by_role("button", name="Close").click()
        assert (page.url.endswith(path), field.input_value()) == (True, WORDS)
    sign_in_elsewhere(town, person)
    with page.expect_response("**/drafts"):  # where the new session's token is fetched from
        vote.click()
    expect(page.locator(".toast")).to_contain_text("This form is no longer valid.")
    vote.click()
    expect(vote).to_have_attribute("aria-pressed", "true")
    assert (page.url.endswith(path), field.input_value()) == (True, WORDS)
    page.context.clear_cookies()
    field.fill("")
    vote.click()
    page.wait_for_url(re.compile("/sign-in"))
    town.complaints.clear()


@pytest.mark.prove
def test_without_a_connection_nothing_leaves_the_page_and_it_is_said(lively_town: Town) -> None:
    town, (person, path) = lively_town, half_answered(lively_town)
    page = person.page
    expect(beside(page)).to_contain_text("Draft kept at")
    page.context.set_offline(offline=True)
    page.locator("#answer-form textarea").press_sequentially(", twice")
    expect(beside(page)).to_contain_text("Not kept")
    preview = page.get_by_role("button", name="Preview")
    quote = page.get_by_role("link", name="Quote").first
    for click in (page.locator(".vote-same button"), preview, quote):
        click.click()
        expect(page.locator(".toast")).to_contain_text(NO_CONNECTION)
        page.locator(".toast").get_by_role("button", name="Close").click()
    assert page.url.endswith(path)
    page.context.set_offline(offline=False)
    page.locator("#answer-form textarea").press_sequentially("!")
    expect(beside(page)).to_contain_text("Draft kept at")
    expect(beside(page)).not_to_contain_text("Not kept")
    town.complaints.clear()  # the browser notes what it could not send


def half_answered(town: Town) -> tuple[Person, str]:
    """Somebody at the page of a question with an answer, to which he began to write another."""
    person = town.person(name="Bea")
    with town.rows():
        question = make_question(title="How do I print two notes?")
        make_answer(question, body="Try the second tray.")
        path = address(question)
    person.page.goto(path)
    person.page.locator("#answer-form textarea").fill(WORDS)
    return person, path


@pytest.mark.prove
def test_an_old_window_keeps_nothing_over_a_newer_draft(lively_town: Town) -> None:
    old = lively_town.person(name="Cleo").page
    old.goto("/ideas/new")
    new = old.context.new_page()
    new.goto("/ideas/new")
    for words in ("A wish", "A wish with a reason"):
        new.locator("#title").fill(words)
        expect(beside(new)).to_contain_text("Draft kept at")
        with new.expect_response("**/drafts"):
            new.locator("#body").press_sequentially("So that it goes on. ")
    old.locator("#title").fill("An old wish")
    expect(beside(old)).to_contain_text("newer draft")
    check(lively_town, old, "two-windows")
    new.reload()
    expect(new.locator("#title")).to_have_value("A wish with a reason")
    new.locator("#title").fill("A wish gone on with")
    expect(beside(new)).to_contain_text("Draft kept at")
    expect(old.locator("#title")).to_have_value("An old wish")
