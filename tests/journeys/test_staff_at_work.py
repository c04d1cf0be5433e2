"""A moderator hides and restores, a writer publishes in two languages, an administrator changes what holds for all."""

from __future__ import annotations

import re
import uuid

from playwright.sync_api import Locator, Page, expect

from community.policies.actor import Role
from tests.journeys.town import Town
from tests.makers import make_answer, make_question


def a_word() -> str:
    return f"zinnia{uuid.uuid4().hex[:6]}"


def test_a_flagged_answer_is_hidden_and_comes_back(town: Town) -> None:
    word = a_word()
    path = an_answered_question(town, word)
    reader, moderator, visitor = town.person(), town.person(Role.MODERATOR), town.visitor()
    flag(reader.page, path, word)
    moderator.page.goto("/desk/flags")
    case = find_case(moderator.page, word)
    expect(case).to_contain_text("Please look.")
    case.get_by_role("button", name="Hide").click()
    expect(moderator.page.locator(".toasts")).to_contain_text("Hidden")
    visitor.goto(path)
    expect(visitor.get_by_text(word)).to_have_count(0)
    moderator.page.goto("/desk/flags?show=removed")
    find_case(moderator.page, word).get_by_role("button", name="Restore").click()
    expect(moderator.page.locator(".toasts")).to_contain_text("It is back")
    visitor.reload()
    expect(visitor.get_by_text(word)).to_be_visible()


def an_answered_question(town: Town, word: str) -> str:
    """The address of a question whose answer says the word."""
    with town.rows():
        question = make_question()
        make_answer(question, body=f"Buy {word} pills, cheap and good.")
        return f"/questions/{question.id}-{question.slug}"


def flag(page: Page, path: str, word: str) -> None:
    page.goto(path)
    answer = page.locator(".answer", has_text=word)
    answer.locator("summary", has_text="Flag").click()
    answer.get_by_label("A word to the moderators (optional)").fill("Please look.")
    answer.get_by_role("button", name="Send to the moderators").click()
    expect(page.locator(".toasts")).to_contain_text(
        re.compile("Thank you|moderator", re.IGNORECASE)
    )


def find_case(page: Page, word: str) -> Locator:
    return page.locator(".cases > li", has_text=word)


def test_an_article_lives_in_two_languages_and_keeps_its_old_address(town: Town) -> None:
    word = a_word()
    writer, reader = town.person(Role.EDITOR).page, town.visitor()
    begin(writer, f"Water the {word}")
    publish(writer, f"Water the {word}", "Once a *day*.")
    first = writer.get_by_role("link", name="As readers see it").get_attribute("href") or ""
    write_french(writer, f"Arroser {word}")
    move(writer, f"watering-{word}")
    reader.goto(first)
    expect(reader).to_have_url(re.compile(f"/watering-{word}$"))
    answer = reader.context.request.get(first, max_redirects=0)
    assert answer.status == 301
    expect(reader.locator(".article-body em")).to_have_text("day")
    reader.get_by_role("link", name="Français").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(f"Arroser {word}")
    republish(writer, reader, f"watering-{word}")


def begin(page: Page, title: str) -> None:
    page.goto("/desk/articles/new")
    page.get_by_label("Title").fill(title)
    page.get_by_role("textbox", name="Text", exact=True).fill("Once a **week**.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".editor-preview strong")).to_have_text("week")
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.locator(".toasts")).to_contain_text("Kept as a draft")


def publish(page: Page, title: str, text: str) -> None:
    page.get_by_label("Title").fill(title)
    page.get_by_role("textbox", name="Text", exact=True).fill(text)
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".toasts")).to_contain_text("Published")


def write_french(page: Page, title: str) -> None:
    page.locator(".editor-languages").get_by_role("link", name="Français").click()
    expect(page.locator(".editor-languages [aria-current]")).to_have_text("Français")
    publish(page, title, "Une fois par *jour*.")
    page.locator(".editor-languages").get_by_role("link", name="English").click()
    expect(page.locator(".editor-languages [aria-current]")).to_have_text("English")


def move(page: Page, slug: str) -> None:
    page.goto(page.url.partition("?")[0] + "/place")
    page.get_by_label("Address").fill(slug)
    page.get_by_role("button", name="Keep").click()
    expect(page.locator(".toasts")).to_contain_text("Old addresses lead to the new one")


def republish(writer: Page, reader: Page, slug: str) -> None:
    """What was published is read again at once, by whoever had a copy of the old page."""
    publish(writer, slug, "Twice a *month*.")
    reader.get_by_role("link", name="English").click()
    expect(reader.locator(".article-body em")).to_have_text("month")


def test_a_setting_holds_at_once_for_everybody(town: Town) -> None:
    admin, visitor, words = town.person(Role.ADMIN).page, town.visitor(), f"Ask away, {a_word()}"
    visitor.goto("/")
    admin.goto("/admin/settings")
    admin.get_by_label("Welcome (English)").fill(words)
    admin.get_by_role("button", name="Keep the settings").click()
    expect(admin.get_by_label("Welcome (English)")).to_have_value(words)
    visitor.reload()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(words)


def test_a_new_menu_is_drafted_looked_at_and_published(town: Town) -> None:
    admin, visitor = town.person(Role.ADMIN).page, town.visitor()
    visitor.goto("/services/en")
    admin.goto("/admin/menu")
    admin.get_by_role("button", name="Begin a draft").click()
    draft = admin.get_by_role("heading", name=re.compile(r"Draft of version \d+")).inner_text()
    number = draft.rpartition(" ")[2]
    admin.get_by_role("link", name="Preview").click()
    expect(admin.get_by_role("heading", level=1)).to_have_text("Preview of the draft")
    expect(admin.locator("main")).to_contain_text("Enterprise")
    admin.goto("/admin/menu")
    admin.get_by_role("button", name="Publish").click()
    expect(admin.locator(".toasts")).to_contain_text(f"Version {number} is published")
    visitor.reload()
    version = visitor.locator(".menu-versions li", has_text=f"Version {number}")
    expect(version).to_contain_text("in force now")
