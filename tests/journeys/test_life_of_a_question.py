"""A question is taken, doubted, marked for a version, led to another and made an idea, in real browsers at 320 px."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from community.policies.actor import Role
from community.questions.models import Question
from tests.journeys.town import Town
from tests.makers import make_answer, make_area, make_question, make_version
from tests.services.visit import axe_findings, sideways_scroll

LOOKS = os.environ.get("LOOKS")  # a folder for pictures of what is looked at


def check(town: Town, page: Page, name: str) -> None:
    """Narrow and wide, light and dark: axe finds nothing, and nothing scrolls sideways."""
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert sideways_scroll(page) <= 0, (name, width)
    for theme in ("light", "dark") if town.has_script else ():
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        for width in (320, 1280) if LOOKS else ():
            page.set_viewport_size({"width": width, "height": 800})
            page.screenshot(path=Path(LOOKS or "") / f"{name}-{theme}-{width}.png", full_page=True)
        assert axe_findings(page) == [], (name, theme)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size({"width": 320, "height": 800})


def asked(town: Town) -> tuple[str, Question]:
    """The address of an answered question in an area with versions, and a question like it."""
    with town.rows():
        area = make_area(f"area-{uuid.uuid4().hex[:8]}")
        make_version(area, "4.1")
        make_version(area, "4.2")
        question = make_question(title="How do I print two notes?", product_area_id=area.id)
        make_answer(question)
        return address(question), make_question(title="Can a page hold two notes?")


def address(question: Question) -> str:
    return f"/questions/{question.id}-{question.slug}"


def open_menu(page: Page, name: str, place: str) -> None:
    page.locator(place).locator("summary", has_text=name).first.click()


@pytest.mark.prove
def test_a_question_is_taken_and_its_answer_is_stood_behind_and_doubted(town: Town) -> None:
    path, _like = asked(town)
    agent, member = town.person(Role.AGENT, name="Zoe Zander").page, town.person(name="Bea").page
    agent.goto(path)
    agent.get_by_role("button", name="I am answering this").click()
    expect(agent.get_by_text("You are answering this question")).to_be_visible()
    check(town, agent, "taken")
    open_menu(agent, "More", ".answer")
    agent.get_by_role("link", name="Make it the official answer").click()
    agent.get_by_label("In which version?").select_option(label="4.2")
    check(town, agent, "mark")
    agent.get_by_role("button", name="Make it the official answer").click()
    expect(agent.locator(".answer-marks")).to_contain_text("version 4.2")
    member.goto(path)
    expect(member.get_by_text("Someone is answering this question right now.")).to_be_visible()
    for word, reason in (
        ("It is outdated", "The button moved."),
        ("It does not work for me", "Nothing happens."),
    ):
        doubt(town, member, word, reason)
    expect(member.locator("details.answer-doubts")).to_contain_text("1 member says")
    check(town, member, "doubted")
    open_menu(member, "Not right?", ".answer")
    member.get_by_role("button", name="It is not outdated after all").click()
    expect(member.locator(".answer-doubts")).to_contain_text("Nothing happens.")
    expect(member.get_by_text("The button moved.")).to_have_count(0)


def doubt(town: Town, page: Page, word: str, reason: str) -> None:
    """Say so with a reason."""
    open_menu(page, "Not right?", ".answer")
    page.get_by_role("link", name=word).click()
    expect(page.get_by_label(word)).to_be_checked()
    check(town, page, "doubt")
    page.get_by_label("Why, in a sentence?").fill(reason)
    page.get_by_role("button", name="Say so").click()
    expect(page.locator(".answer-doubts")).to_contain_text(reason)


def test_a_duplicate_leads_to_its_root_and_a_wish_becomes_an_idea(town: Town) -> None:
    path, like = asked(town)
    agent = town.person(Role.AGENT).page
    agent.goto(f"/questions/{like.id}/close")
    agent.get_by_label("asked before", exact=True).check()
    agent.get_by_label("The question that was asked before").fill(path)
    agent.get_by_role("button", name="Close it").click()
    expect(agent.get_by_role("link", name="How do I print two notes?")).to_be_visible()
    check(town, agent, "duplicate")
    agent.get_by_role("article").get_by_role("link", name="How do I print two notes?").click()
    expect(agent.get_by_role("link", name="Can a page hold two notes?")).to_be_visible()
    open_menu(agent, "More", ".question")
    agent.get_by_role("link", name="Make an idea of it").click()
    check(town, agent, "wish")
    agent.get_by_label("Your idea in one sentence").fill("Print two notes on one page")
    agent.get_by_role("button", name="Propose it").click()
    agent.get_by_role("article").get_by_role("link", name="How do I print two notes?").click()
    expect(agent.get_by_text("This became an idea:")).to_be_visible()
    check(town, agent, "root")
    agent.goto(address(like))
    agent.get_by_role("button", name="It is no duplicate after all").click()
    expect(agent.get_by_role("button", name="It is no duplicate after all")).to_have_count(0)
