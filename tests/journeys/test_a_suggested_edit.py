"""A member sees a mistake, edits a copy, a writer takes it, and the member's name stands on the article."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from community.articles.models import HelpSection, SectionSlug
from community.core.db import db
from community.policies.actor import Role
from tests.journeys.town import Town, look_until, words_of
from tests.makers import make_article
from tests.services.visit import axe_findings

WRONG, RIGHT = "Press the green button.", "Press the blue button."


def publish(town: Town) -> tuple[str, str]:
    """A new article with a mistake: its title and its address."""
    title = f"Print a label {uuid.uuid4().hex[:6]}"
    with town.rows():
        named = select(SectionSlug.section_id).where(SectionSlug.slug == "deliveries")
        section = db.session.get_one(HelpSection, db.session.scalars(named).one())
        make_article(section, title, body=f"Open the order.\n\n{WRONG}\n\nWait.")
        slug = title.lower().replace(" ", "-")
    return title, f"/help/en/deliveries/{slug}"


def suggest(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="Suggest an edit").click()
    words = page.get_by_label("Text", exact=True)
    words.fill(words.input_value().replace(WRONG, RIGHT))
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text(RIGHT).last).to_be_visible()
    assert RIGHT in page.get_by_label("Text", exact=True).input_value()
    page.get_by_label("What is better now?").fill("It has been blue since May.")
    page.get_by_role("button", name="Send it to the writers").click()
    expect(page.get_by_text("The writers have it now")).to_be_visible()


def faults(town: Town, page: Page) -> list[str]:
    """What axe finds; it is a script itself."""
    return axe_findings(page) if town.has_script else []


@pytest.mark.prove
def test_a_members_edit_is_taken_and_his_name_stands_on_the_article(town: Town) -> None:
    title, address = publish(town)
    member, writer = town.person(name="Mia Moss"), town.person(Role.EDITOR, name="Wanda")
    suggest(member.page, address)
    expect(member.page.locator("ins")).to_contain_text("blue")
    assert faults(town, member.page) == []
    desk = writer.page
    desk.goto("/suggestions/queue")
    desk.get_by_role("link", name=title).click()
    expect(desk.locator("del")).to_contain_text("green")
    assert faults(town, desk) == []
    desk.get_by_label("A word to its author").fill("Thank you, well seen.")
    desk.get_by_role("button", name="Accept and publish").click()
    expect(desk.get_by_text("Published, with credit.")).to_be_visible()
    reader = town.visitor()
    look_until(reader, address, RIGHT)
    expect(reader.locator(".credits")).to_contain_text("Mia Moss improved it")
    told = town.letters(member.email, 1)[0]
    assert "accepted" in str(told["Subject"])
    assert "Thank you, well seen." in words_of(told)


def test_a_writer_says_why_not_and_the_member_reads_it(town: Town) -> None:
    title, address = publish(town)
    member, writer = town.person(name="Max Moss"), town.person(Role.EDITOR)
    suggest(member.page, address)
    desk = writer.page
    desk.goto("/suggestions/queue")
    desk.get_by_role("link", name=title).click()
    desk.get_by_label("Why not?").fill("It is green again.")
    desk.get_by_role("button", name="Send the reason").click()
    expect(desk.get_by_text("Its author reads your reason")).to_be_visible()
    member.page.goto("/suggestions")
    member.page.get_by_role("link", name=title).click()
    expect(member.page.get_by_text("It is green again.")).to_be_visible()
