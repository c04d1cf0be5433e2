"""A stranger mends an answer, its author takes that, and the asker whom it helped says how it went."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from community.accounts.models import Member
from community.core.db import db
from tests.journeys.town import Person, Town
from tests.makers import make_answer, make_question
from tests.services.visit import axe_findings

WRONG, RIGHT = "Press the green button.", "Press the blue button."


def ask(town: Town, asker: Person, author: Person) -> tuple[str, int]:
    """An answered question: its address and the answer's key."""
    with town.rows():
        question = make_question(db.session.get_one(Member, asker.id), "How do I print a label?")
        answer = make_answer(question, db.session.get_one(Member, author.id), WRONG)
        return f"/questions/{question.id}-{question.slug}", answer.id


def faults(town: Town, page: Page) -> list[str]:
    """What axe finds; it is a script itself."""
    return axe_findings(page) if town.has_script else []


@pytest.mark.prove
def test_an_answer_is_mended_and_the_asker_says_that_it_helped(town: Town) -> None:
    asker, author, member = (town.person(name=name) for name in ("Ada", "Otto", "Mia Moss"))
    address, answer_id = ask(town, asker, author)
    page = member.page
    page.goto(f"/answers/{answer_id}/suggest")
    page.get_by_label("Text", exact=True).fill(RIGHT)
    page.get_by_label("What is better now?").fill("It has been blue since May.")
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_text("Somebody looks at it")).to_be_visible()
    assert faults(town, page) == []

    page = author.page
    page.goto(address)
    page.get_by_role("link", name="Compare and decide").click()
    assert faults(town, page) == []
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.get_by_text(RIGHT)).to_be_visible()
    page.get_by_role("link", name="What it said before").click()
    expect(page.get_by_text("Mia Moss")).to_be_visible()
    assert faults(town, page) == []

    page = asker.page
    page.goto(address)
    page.get_by_role("button", name="This solved it").click()
    page.get_by_label("Completely").check()
    page.get_by_label("Very easy").check()
    assert faults(town, page) == []
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("The team reads this")).to_be_visible()
