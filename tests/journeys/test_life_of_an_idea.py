"""From a release to a customer's answer: ideas are shipped with it, their people told, and asked whether it helps."""

from __future__ import annotations

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from community.accounts.models import Member
from community.core.db import db
from community.policies.actor import Role
from tests.journeys.town import Town, words_of
from tests.makers import make_idea

pytestmark = pytest.mark.both


def begin_release(page: Page, name: str, idea_path: str) -> None:
    page.goto("/desk/releases/new")
    page.get_by_label("Version or name").fill(name)
    page.get_by_label("What is new (English)").fill("It prints **roses** now.")
    page.get_by_label("What supporters of its ideas read (English)").fill(
        "{{ title }} is in {{ release }}."
    )
    page.get_by_role("button", name="Save").click()
    page.get_by_label("Address of the idea").fill(idea_path)
    page.get_by_role("button", name="Add the idea").click()


def test_what_is_released_is_shipped_told_and_asked_about(town: Town) -> None:
    key = uuid.uuid4().hex[:6]
    author, manager = town.person(name="Aline"), town.person(Role.PRODUCT_MANAGER, name="Priya")
    with town.rows():
        idea = make_idea(db.session.get_one(Member, author.id), f"Print the {key} rose")
        path, title = f"/ideas/product/{idea.id}-{idea.slug}", idea.title
    begin_release(manager.page, f"Release {key}", path)
    expect(manager.page.locator("main")).to_contain_text(title)
    manager.page.get_by_role("button", name="Publish the release").click()
    expect(manager.page.get_by_text("Its ideas are being shipped")).to_be_visible()
    letter = town.letters(author.email, 1)[0]
    assert f"{title} is in Release {key}." in words_of(letter)
    page = author.page
    page.goto(path)
    page.get_by_role("link", name="Does it solve your problem?").click()
    page.get_by_label("Yes").check()
    page.get_by_role("button", name="Send the answer").click()
    expect(page).to_have_url(re.compile(re.escape(path)))
    page.goto("/changelog")
    expect(page.locator("main")).to_contain_text(title)
    manager.page.goto(
        f"/desk/ideas/{path.rsplit('/', maxsplit=1)[-1].split('-', maxsplit=1)[0]}/verdicts"
    )
    expect(manager.page.locator("main")).to_contain_text("1 of 1 say yes (100 %)")
