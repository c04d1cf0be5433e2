"""A visitor searches, joins by a letter, asks; staff answer within the promise; the answer is accepted and seen."""

from __future__ import annotations

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from community.policies.actor import Role
from tests.journeys.town import Person, Town, fetch, link_in, look_until
from tests.journeys.ways import BOTH_WAYS
from tests.makers import make_question

pytestmark = [pytest.mark.both, BOTH_WAYS]
IN_TIME = re.compile("Answered (in time|sooner than promised)")


def test_a_question_from_the_first_search_to_the_badge(town: Town) -> None:
    sentence, like = a_sentence_and_one_alike(town)
    asker, tom = town.visitor(), town.person(Role.AGENT, name="Tom")
    search_in_vain(asker, sentence, like)
    join(town, asker, f"ada-{uuid.uuid4().hex[:8]}@garden.example")
    ask(asker, sentence, like, has_script=town.has_script)
    expect(asker.locator(".promise-chip")).to_contain_text("Team answers by")
    passer_by = town.visitor()
    passer_by.goto(asker.url)
    answer(tom.page, asker.url)
    for page in (asker, passer_by):
        page.reload()
        expect(page.locator(".promise-chip")).to_have_text(IN_TIME)
    accept(asker)
    is_honoured(tom)


def a_sentence_and_one_alike(town: Town) -> tuple[str, str]:
    """A question, and the title of one that was asked before."""
    word = f"zinnia{uuid.uuid4().hex[:6]}"
    like = f"Why does the {word} label print twice?"
    with town.rows():
        make_question(title=like)
    look_until(town.visitor(), f"/search?q={word}", like)
    return f"Why is the {word} label printed without its price?", like


def search_in_vain(page: Page, sentence: str, like: str) -> None:
    page.goto("/")
    page.locator("main [data-search-input]").fill(sentence)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=like)).to_be_visible()
    page.get_by_role("link", name="Ask a question").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def join(town: Town, page: Page, email: str) -> None:
    page.get_by_role("link", name="Open an account").click()
    page.get_by_label("Your name").fill("Ada Fern")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Send me the letter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    link = link_in(town.letters(email, 1)[0], "/confirm/")
    assert "Choose a password" in fetch(link)
    assert not town.has_member(
        email
    )  # a scanner of mail has opened the link, and nothing came of it
    page.goto(link)
    page.get_by_label("Password").fill("seven tulips under glass")
    page.get_by_role("button", name="Open my account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ask a question")


def ask(page: Page, sentence: str, like: str, *, has_script: bool) -> None:
    title = page.get_by_label("Your question in one sentence")
    expect(title).to_have_value(sentence)  # what was searched for came along, through the letter
    if has_script:
        title.fill("")
        title.press_sequentially(sentence)
    page.get_by_label("What others should know to answer").fill("It is **blank** since Monday.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".editor-preview strong")).to_have_text("blank")
    expect(page.locator("#lookalikes")).to_contain_text(like)
    promise = page.locator(".promise-foretold")
    expect(promise).to_contain_text("Your plan Community promises a first answer within 2 business")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(sentence)


def answer(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("textbox", name="Your answer").fill("Switch *show prices* on in the till.")
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.locator(".answer em")).to_have_text("show prices")


def accept(page: Page) -> None:
    page.get_by_role("button", name="This solved it").click()
    expect(page.get_by_text("Solved it for the asker")).to_be_visible()
    expect(page.locator(".question .status-pill, .question .status").first).to_contain_text(
        "Solved"
    )


def is_honoured(person: Person) -> None:
    told = "You earned the badge “First answer”"
    look_until(person.page, "/notifications", told)
    person.page.get_by_role("button", name=told).click()
    expect(person.page.locator("main")).to_contain_text("First answer")
    person.page.goto(f"/members/{person.handle}")
    expect(person.page.locator("main")).to_contain_text("First answer")
