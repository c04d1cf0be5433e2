"""A menu's life: it is changed with a date, promises are exceeded and missed, and a bad hour is paid back.

The clock is set and the worker goes by hand, so that Friday evening comes when the story needs it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser, BrowserContext, expect

from community.core.db import db, writing
from community.credits.tasks import reckon_months
from community.service_levels.actions import end_first_response
from community.service_levels.models import EndedBy
from community.service_levels.tasks import mark_due_promises
from community.service_levels.tasks_attainment import count_attainment
from community.service_levels.tasks_tokens import grant_tokens
from community.uptime.months import Month
from tests.journeys.set_town import Life, at, firm_of, recounted, settle
from tests.journeys.test_from_incident_to_credit import PHONE, claim, decide
from tests.journeys.test_from_search_to_badge import answer
from tests.journeys.town import Town
from tests.makers import actor_of, make_member
from tests.service_levels.stories import ask
from tests.services.live import LivePortal
from tests.services.portals import Portal
from tests.services.smtp_sink import Sink
from tests.services.still import served
from tests.services.worker import Worker

# A browser forgets what ended before its own clock, so the story is told in a year to come.
MARCH = Month(2031, 3)
WIDE = {"width": 1280, "height": 800}
OUTAGE, NOTE = "Orders do not arrive", "A digger met a cable"


@pytest.fixture(
    params=[
        pytest.param((True, PHONE), id="script-phone"),
        pytest.param((True, WIDE), id="script-wide"),
        pytest.param((False, PHONE), id="plain-phone"),
        pytest.param((False, WIDE), id="plain-wide"),
    ]
)
def life(
    request: pytest.FixtureRequest,
    portal: Portal,
    chromium_browser: Browser,
    tmp_path: Path,
) -> Iterator[Life]:
    """The portal at a set time, in front of browsers with script or without, the customer's on a phone or wide."""
    has_script, size = request.param
    with ExitStack() as stack:
        clock = stack.enter_context(time_machine.travel(at(3, 9), tick=True))
        address = stack.enter_context(served(portal))

        def make(**options: Any) -> BrowserContext:
            context = chromium_browser.new_context(
                **{"base_url": address, "locale": "en", **options}
            )
            stack.callback(context.close)
            return context

        live = LivePortal(address, {}, tmp_path, Sink(0), portal.app)
        town = Town(live, make, has_script=has_script)
        yield settle(town, clock, Worker(portal.app), size)
        assert town.complaints == []


@pytest.mark.prove
def test_a_menu_lives_through_a_month(life: Life) -> None:
    a_date_is_set_for_a_better_promise(life)
    kept, missed = the_date_comes_and_the_customer_asks_on_friday_evening(life)
    a_token_makes_an_answer_due_sooner(life, missed)
    somebody_answers_on_saturday(life, kept)
    another_question_is_missed_and_somebody_says_why(life, missed)
    an_hour_is_lost(life)
    it_is_paid_back(life)
    the_public_record_agrees_with_the_rows(life)


def a_date_is_set_for_a_better_promise(life: Life) -> None:
    """From Thursday on Premium answers hindrances within four business hours."""
    page = life.admin.page
    page.goto("/admin/menu")
    page.get_by_role("button", name="Begin a draft").click()
    for plan, amount in (("premium", "4 bh"), ("enterprise", "4 h")):  # no plan may be worse
        page.goto(f"/admin/menu/plans/{plan}")
        page.get_by_label("L3", exact=True).first.fill(amount)
        page.get_by_role("button", name="Save in the draft").click()
    page.goto("/admin/menu/articles")
    page.get_by_label("First response").fill(life.article)
    life.sound(page)
    page.get_by_role("button", name="Save in the draft").click()
    page.get_by_role("link", name="Preview", exact=False).first.click()
    expect(page.get_by_role("cell", name="4 business hours").first).to_be_visible()
    life.sound(page)
    page.get_by_role("link", name="To publishing").click()
    page.get_by_label("In force from").fill("2031-03-06T09:00")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("is published.")).to_be_visible()
    life.reader.goto("/services/en")
    expect(life.reader.locator("#first-L3")).not_to_contain_text("4 business hours")


def the_date_comes_and_the_customer_asks_on_friday_evening(life: Life) -> tuple[str, str]:
    """The addresses of two questions."""
    life.clock.move_to(at(7, 18, 30))
    life.reader.goto("/services/en")
    line = life.reader.locator("#first-L3")
    expect(line).to_contain_text("4 business hours")
    line.get_by_role("link", name="How it works").click()
    expect(life.reader.get_by_role("heading", level=1)).to_have_text("How we answer")
    return asks(life, "How do I print labels?"), asks(life, "Why are my totals rounded?")


def asks(life: Life, title: str) -> str:
    page = life.customer.page
    page.goto("/questions/ask")
    page.get_by_label("Your question in one sentence").fill(title)
    page.get_by_label("What others should know to answer").fill("It is so since Monday.")
    page.get_by_label("L3 · Hindrance").check()
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".promise-foretold")).to_contain_text("within 4 business hours")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".promise-chip").first).to_contain_text("Team answers by")
    life.sound(page)
    life.work()
    return page.url


def a_token_makes_an_answer_due_sooner(life: Life, question: str) -> None:
    """The worker grants what the plan says; one is used, and whoever answers sees it in the queue."""
    with life.town.rows():
        grant_tokens()
    page = life.customer.page
    page.goto(question)
    page.locator(".promise-chip").first.click()
    page.get_by_role("link", name="Use a service token").click()
    life.sound(page)
    page.get_by_role("button", name="Use one token").click()
    expect(page.get_by_text("what the plan Enterprise promises")).to_be_visible()
    life.work()
    page = life.agent.page
    page.goto("/notifications")
    expect(page.get_by_text("A service token was used").first).to_be_visible()
    page.goto("/desk/questions")
    row = page.locator("tr", has_text="Why are my totals rounded?").first
    expect(row).to_contain_text("Service token")


def somebody_answers_on_saturday(life: Life, question: str) -> None:
    """From the queue; the customer reads that it was more than promised, and thanks by one click."""
    life.clock.move_to(at(8, 11))
    page = life.agent.page
    page.goto("/desk/questions")
    life.sound(page)
    page.get_by_role("link", name="How do I print labels?").first.click()
    page.get_by_role("link", name="Open and answer").click()
    answer(page, question)
    life.work()
    page = life.customer.page
    page.goto(question)
    page.locator(".promise-exceeded").click()
    said = "Answered on Sat 8 Mar, 11:00; your plan covers Mon – Fri 09:00 – 17:00."
    expect(page.get_by_text(said)).to_be_visible()
    expect(page.get_by_role("link", name="How it works")).to_be_visible()
    page.get_by_role("button", name="Say thanks").click()
    expect(page.get_by_text("The customer said thanks.")).to_be_visible()
    life.sound(page)
    life.work()
    life.agent.page.goto("/notifications")
    expect(
        life.agent.page.get_by_text("says thanks for more than was promised").first
    ).to_be_visible()


def another_question_is_missed_and_somebody_says_why(life: Life, question: str) -> None:
    life.clock.move_to(at(10, 14))
    with life.town.rows():
        mark_due_promises()
    life.work()
    page = life.agent.page
    page.goto("/desk/questions?show=overdue")
    page.locator("tr", has_text="Why are my totals rounded?").first.locator(".promise-chip").click()
    page.get_by_role("link", name="Say why it was missed").click()
    page.get_by_label("What happened?").fill("Two of us were ill.")
    page.get_by_label("What happens now?").fill("You hear from me today.")
    life.sound(page)
    page.get_by_role("button", name="Say it").click()
    life.work()
    page = life.customer.page
    page.goto("/notifications")
    page.get_by_role("button", name="We missed a promise to you").click()
    expect(page.get_by_text("Two of us were ill.")).to_be_visible()
    expect(page.get_by_text("the token is given back")).to_be_visible()
    life.sound(page)


def an_hour_is_lost(life: Life) -> None:
    """The incident is opened, said more of, resolved; the page of the state shows each."""
    life.clock.move_to(at(12, 12))
    page, shown = life.agent.page, life.reader
    page.goto("/desk/status")
    page.get_by_role("link", name="Report an incident").first.click()
    page.get_by_label("Title in English").fill(OUTAGE)
    page.get_by_label("Orders").select_option("down")
    page.get_by_label("What we say, in English").fill("We look into it.")
    page.get_by_role("button", name="Tell it").click()
    life.work()
    shown.goto("/status")
    shown.get_by_role("link", name=OUTAGE).first.click()
    expect(shown.get_by_text("We look into it.")).to_be_visible()
    life.clock.move_to(at(12, 12, 40))
    says(life, "monitoring", f"{NOTE}.", "down")
    life.clock.move_to(at(12, 13))
    says(life, "resolved", "It is mended.", "Works")
    life.work()
    shown.goto("/status")
    life.sound(shown)
    shown.get_by_role("link", name=OUTAGE).first.click()
    for words in ("It is mended.", f"{NOTE}.", "We look into it."):
        expect(shown.get_by_text(words)).to_be_visible()
    life.sound(shown)


def says(life: Life, state: str, words: str, impact: str) -> None:
    page = life.agent.page
    page.goto("/desk/status")
    page.get_by_role("link", name=OUTAGE).first.click()
    page.get_by_label("State").select_option(state)
    page.get_by_label("Orders").select_option(impact)
    page.get_by_label("What we say, in English").fill(words)
    page.get_by_role("button", name="Tell it").click()
    expect(page.get_by_text(words)).to_be_visible()


def it_is_paid_back(life: Life) -> None:
    """The worker reckons the month; the claim is sent, decided with a reason, and stands on an invoice."""
    life.clock.move_to(at(1, 9, month=4))
    with life.town.rows():
        assert reckon_months() == 1
    life.work()
    claim(life.town, life.customer, OUTAGE, MARCH)
    life.work()
    decide(life.town, life.agent, life.organisation)
    life.work()
    page = life.customer.page
    page.goto("/services/credits")
    page.get_by_role("link", name="Credited").click()
    expect(page.get_by_text("It stands on the invoice INV-2026-77.")).to_be_visible()
    expect(page.get_by_text("Sorry for that hour.").first).to_be_visible()
    life.sound(page)
    page.goto("/services/mine")
    expect(page.get_by_text("Credited").first).to_be_visible()
    expect(page.get_by_text("3 tokens left.")).to_be_visible()
    life.sound(page)


def the_public_record_agrees_with_the_rows(life: Life) -> None:
    """With a few more promises, so that there are enough to be shown: from the menu to the figures."""
    with life.town.rows():
        more_promises_end(life)
        count_attainment()
        expected = recounted()
    page = life.reader
    page.goto("/services/en")
    page.locator("#first-L3").get_by_role("link", name="4 business hours").click()
    tiles = page.locator(".figure-tile")
    shown = [int(tiles.nth(place).locator(".figure-value").inner_text()) for place in (1, 2, 3)]
    notes = [tiles.nth(place).locator(".figure-note").inner_text() for place in (0, 1)]
    total, kept, exceeded, by_community, missed = expected
    assert total >= 8
    assert shown == [kept, by_community, missed]
    assert notes == [f"of {total} promises", f"{exceeded} more than promised"]
    life.sound(page)


def more_promises_end(life: Life) -> None:
    """Six of Wednesday at nine: three kept, one of them soon, one by the community, one late, one never."""
    life.clock.move_to(at(2, 9, month=4))
    actor = actor_of(db.session.merge(make_member("Nora", organisation=firm_of(life))))
    organisation = firm_of(life).id
    ids = [ask(actor, severity="L3", organisation=organisation) for _one in range(6)]
    ends = [(150, EndedBy.TEAM), (200, EndedBy.TEAM), (10, EndedBy.TEAM)]
    ends += [(30, EndedBy.COMMUNITY), (300, EndedBy.TEAM)]
    life.clock.move_to(at(2, 16, month=4))
    for subject_id, (minutes, by) in zip(ids, ends, strict=False):
        with writing():
            end_first_response(subject_id, by, at=at(2, 9, month=4) + timedelta(minutes=minutes))
    mark_due_promises()
