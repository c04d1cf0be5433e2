"""Writing with script: a quotation, a name that is completed, a picture that is pasted, and a draft that waits."""

from __future__ import annotations

import base64
import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.test_life_of_a_question import address, check
from tests.journeys.town import Town
from tests.makers import make_answer, make_question

PASTE = """([words, kind]) => {
  const bytes = Uint8Array.from(atob(words), (one) => one.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], "till.png", { type: kind }));
  document.activeElement.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def picture() -> str:
    made = BytesIO()
    Image.new("RGB", (40, 20), "#0b6e4f").save(made, "PNG")
    return base64.b64encode(made.getvalue()).decode()


def paste(page: Page, words: str, kind: str = "image/png") -> None:
    page.evaluate(PASTE, [words, kind])


@pytest.mark.prove
def test_an_answer_is_quoted_named_pictured_and_kept_before_it_is_sent(lively_town: Town) -> None:
    town = lively_town
    ada, bea = town.person(name="Ada Alder"), town.person(name="Bea")
    with town.rows():
        question = make_question(title="How do I print two notes?")
        make_answer(question, body="Try the *second* tray.")
        path = address(question)
    page = bea.page
    page.goto(path)
    page.locator(".answer").get_by_role("link", name="Quote").click()
    field = page.get_by_role("textbox", name="Your answer")
    expect(field).to_have_value(re.compile("> Try the .second. tray."))
    name_somebody(town, page, ada.handle)
    with page.expect_response(
        lambda answer: (
            answer.url.endswith("/drafts") and "green" in (answer.request.post_data or "")
        )
    ):
        show_a_picture(town, page)
    expect(page.get_by_text("Draft kept at")).to_be_visible()
    page.goto(path)
    expect(page.get_by_text("Your draft is back")).to_be_visible()
    check(town, page, "restored")
    expect(page.get_by_role("textbox", name="Your answer")).to_have_value(
        re.compile(rf"@{ada.handle}\s+!\[A green till\]")
    )
    page.get_by_role("button", name="Answer", exact=True).click()
    answer = page.locator(".answer").last
    expect(answer.get_by_role("link", name=f"@{ada.handle}")).to_be_visible()
    expect(answer.get_by_role("img", name="A green till")).to_be_visible()
    expect(answer.locator("blockquote")).to_contain_text("Try the second tray.")
    expect(page.get_by_text("Your draft is back")).to_have_count(0)


def name_somebody(town: Town, page: Page, handle: str) -> None:
    """Begin his name and choose it of those that are offered."""
    field = page.get_by_role("textbox", name="Your answer")
    field.press_sequentially(f"Thank you @{handle[:3]}")
    options = page.locator("#people-list [role=option]")
    expect(options.filter(has_text="Ada Alder").first).to_be_visible()
    expect(field).to_have_attribute("aria-activedescendant", "people-list-option-1")
    check(town, page, "naming")
    field.focus()
    field.press("End")
    field.press("Backspace")
    expect(options.first).to_be_visible()
    options.filter(has_text=f"@{handle}").first.click()
    assert field.input_value().endswith(f"@{handle} ")


def show_a_picture(town: Town, page: Page) -> None:
    """Refused without words and when it is no picture, then taken."""
    field = page.get_by_role("textbox", name="Your answer")
    field.focus()
    paste(page, base64.b64encode(b"no picture").decode())
    add = page.get_by_role("button", name="Add the picture")
    add.click()
    expect(page.get_by_text("Please say what the picture shows.")).to_be_visible()
    page.get_by_label("What it shows").fill("A green till")
    add.click()
    expect(page.locator(".picture-ask [role=status]")).not_to_contain_text("being sent")
    expect(page.locator(".picture-ask [role=status]")).not_to_be_empty()
    check(town, page, "picture")
    assert any("422" in one for one in town.complaints)
    town.complaints.clear()  # the browser notes the refusal that was asked for
    page.get_by_role("button", name="Leave it out").click()
    expect(field).to_be_focused()
    paste(page, picture())
    page.get_by_label("What it shows").fill("A green till")
    page.get_by_label("What it shows").press("Enter")
    expect(page.locator(".picture-ask")).to_have_count(0)
    assert "![A green till](/files/" in field.input_value()
