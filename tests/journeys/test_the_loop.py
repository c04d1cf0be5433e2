"""News reach people as they chose, an answer appears while one reads, and mail and webhooks are looked after."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from community.accounts.models import fold
from community.content import actions_comments as talk
from community.content.models import Subject
from community.core.clock import now
from community.core.db import db, writing
from community.ideas import actions_statuses
from community.ideas.models import Idea
from community.notifications.models_mail import AddressFault, StopReason
from community.policies.actor import Role
from community.questions.models import Question
from tests.journeys.town import Town
from tests.makers import actor_of, make_answer, make_idea, make_member, make_question, prose, status
from tests.services.visit import axe_findings, sideways_scroll

LOOKS = os.environ.get("LOOKS")  # a folder for pictures of what is looked at


def check(town: Town, page: Page, name: str) -> None:
    """Narrow and wide, light and dark: axe finds nothing, and nothing scrolls sideways."""
    for theme in ("light", "dark") if town.has_script else ():
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert sideways_scroll(page) <= 0, (name, width)
            assert axe_findings(page) == [], (name, theme, width)
            if LOOKS:
                picture = Path(LOOKS) / f"{name}-{theme}-{width}.png"
                page.screenshot(path=picture, full_page=True)


def test_an_answer_appears_while_one_reads(lively_town: Town) -> None:
    town = lively_town
    with town.rows():
        question = make_question(title="Which soil for tomatoes?")
        path, question_id = f"/questions/{question.id}-{question.slug}", question.id
    for page in (town.visitor(), town.person(name="Rita").page):
        page.goto(path)
        with town.rows():
            asked = db.session.get_one(Question, question_id)
            answer_id = make_answer(asked, body="Peat is best.").id
        page.locator("[data-live]").dispatch_event("live")
        expect(page.locator(f"#answer-{answer_id}")).to_contain_text("Peat is best.")
        expect(page.locator("#question-facts")).to_contain_text("Answered")
        expect(page.locator(".live-note")).to_have_text("1 new answer")
        expect(page.locator("[data-live]")).to_have_attribute(
            "hx-get", f"/live/questions/{question_id}?after={answer_id}&state=answered"
        )
    check(town, page, "live")


def test_a_comment_and_a_status_appear_while_one_reads_an_idea(lively_town: Town) -> None:
    town = lively_town
    with town.rows():
        idea = make_idea(title=f"Labels of {uuid.uuid4().hex[:6]}")
        path, idea_id = f"/ideas/product/{idea.id}-{idea.slug}", idea.id
    visitor, reader = town.visitor(), town.person(name="Rita").page
    for page in (visitor, reader):
        page.goto(path)
    reader.get_by_text("Add a comment").first.wait_for()
    reader.get_by_label("Your comment").fill("What I was writing")
    with town.rows():
        actor, body = actor_of(make_member()), prose("We label by hand.")
        with writing():
            subject = db.session.get_one(Subject, idea_id)
            comment_id = talk.add_comment(actor, subject, body, lang="en").id
        manager = actor_of(make_member("Pia", Role.PRODUCT_MANAGER))
        with writing():
            kept = db.session.get_one(Idea, idea_id)
            actions_statuses.change_status(manager, kept, status("planned"), body, lang="en")
    for page in (visitor, reader):
        page.locator("[data-live]").dispatch_event("live")
        expect(page.locator(f"#comment-{comment_id}")).to_contain_text("We label by hand.")
        expect(page.locator("#comments-count")).to_have_text("1 comment")
        expect(page.locator("#idea-facts")).to_contain_text("Planned")
        expect(page.locator(".live-note")).to_have_text("1 new comment")
    expect(reader.get_by_label("Your comment")).to_have_value("What I was writing")


def test_somebody_chooses_what_he_hears_and_when(town: Town) -> None:
    person = town.person(name="Quentin Quiet")
    with town.rows(), writing() as session:
        key = fold(person.email)
        row = AddressFault(address_key=key, first_at=now(), last_at=now(), times=1)
        row.reason, row.stopped_at, row.status = StopReason.GONE, now(), "5.1.1"
        session.add(row)
    page = person.page
    page.goto("/preferences/notifications")
    check(town, page, "preferences")
    page.get_by_role("button", name="It works again").click()
    expect(page.get_by_text("letters come to your address again")).to_be_visible()
    page.locator("select[name=quiet_from]").select_option("22")
    page.locator("select[name=quiet_until]").select_option("7")
    page.get_by_label("Somebody comments on what you wrote or follow: By mail at once").check()
    page.get_by_role("button", name="Keep this").click()
    expect(page.get_by_text("From now on you hear what you chose.")).to_be_visible()
    expect(page.locator("select[name=quiet_until]")).to_have_value("7")


@pytest.mark.prove
def test_an_administrator_looks_after_mail_and_webhooks(town: Town) -> None:
    with town.rows(), writing() as session:
        row = AddressFault(
            address_key="gone@garden.example", first_at=now(), last_at=now(), times=1
        )
        row.reason, row.stopped_at, row.status = StopReason.GONE, now(), "5.1.1"
        row.words = "550 5.1.1 <gone@garden.example>: Recipient address rejected: User unknown"
        session.add(row)
    page = town.person(Role.ADMIN, name="Root").page
    page.goto("/admin/mail")
    check(town, page, "mail")
    page.get_by_role("button", name="Write there again gone@garden.example").click()
    expect(page.get_by_text("News go to this address again.")).to_be_visible()
    page.goto("/admin/webhooks/new")
    page.get_by_label("Address").fill("https://hooks.invalid/portal")
    page.get_by_label("A question is asked").check()
    check(town, page, "webhook-new")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("It is shown this once")).to_be_visible()
    check(town, page, "webhook-secret")
    page.get_by_role("link", name="I have copied it").click()
    page.get_by_role("button", name="Send a test").click()
    expect(page.get_by_text("A test is on its way.")).to_be_visible()
    check(town, page, "webhook")
    page.goto("/admin/webhooks")
    check(town, page, "webhooks")
    page.get_by_role("link", name="https://hooks.invalid/portal").last.click()
    page.get_by_role("button", name="Switch off").click()
    expect(page.get_by_text("Nothing goes there for now.")).to_be_visible()
