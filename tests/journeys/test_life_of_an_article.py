"""An article's life: drafted, reviewed, scheduled, read in two languages, changed, and followed by its translation."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from community.articles.models import ArticleRevision
from community.articles.states import RevisionState
from community.core.clock import now
from community.core.db import writing
from community.core.tasks import enqueue_job
from community.policies.actor import Role
from tests.journeys.town import Person, Town, look_until
from tests.services.visit import axe_findings, sideways_scroll

DESK = re.compile(r"/desk/articles/(\d+)/")


@dataclass
class Life:
    """The people of the story, and the article they work on."""

    town: Town
    word: str
    writer: Person
    reviewer: Person
    path: str = ""

    @property
    def desk(self) -> str:
        """Where writers work on it, in English."""
        return f"/desk/articles/{self.path}/en"


@pytest.fixture
def life(town: Town) -> Life:
    word = f"crocus{uuid.uuid4().hex[:6]}"
    writer, reviewer = (
        town.person(Role.EDITOR, name="Wanda Writer"),
        town.person(Role.EDITOR, name=f"Rita {word}"),
    )
    return Life(town, word, writer, reviewer)


def test_a_text_lives_from_draft_to_translation(life: Life) -> None:
    write(life)
    send_for_review(life)
    review(life)
    schedule(life)
    let_the_minute_come(life)
    read_in_another_language(life)
    translate(life)
    change_it_greatly(life)
    if life.town.has_script:  # axe is a script
        its_pages_are_for_everybody(life)
    follow(life)


def write(life: Life) -> None:
    page = life.writer.page
    page.goto("/desk/articles/new")
    section = page.get_by_label("Section")
    # Other stories in the same portal may have made another section of this name.
    first = section.locator("option", has_text="Deliveries").first
    section.select_option(first.get_attribute("value"))
    page.get_by_label("Title").fill(f"Plant the {life.word}")
    page.get_by_role("textbox", name="Text", exact=True).fill("Dig a hole.\n\nWater it *daily*.")
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.locator(".toasts")).to_contain_text("Kept as a draft")
    found = DESK.search(page.url)
    assert found is not None
    life.path = found[1]


def send_for_review(life: Life) -> None:
    page = life.writer.page
    page.get_by_role("link", name="Review and schedule").click()
    page.get_by_label("Who looks at it?").select_option(label=life.reviewer.name)
    page.get_by_label("What should the reviewer know?").fill("Is it daily?")
    page.get_by_role("button", name="Send for review").click()
    expect(page.locator(".toasts")).to_contain_text("Sent for review")


def review(life: Life) -> None:
    [letter] = life.town.letters(life.reviewer.email, 1)
    assert life.word in letter["Subject"]
    page = life.reviewer.page
    page.goto("/desk/articles/review")
    page.get_by_role("link", name=f"Plant the {life.word}").click()
    expect(page.locator(".review-note")).to_have_text("Is it daily?")
    page.get_by_label("What do you say about this text?").fill("Weekly is enough, but fine.")
    page.get_by_role("button", name="Comment").click()
    expect(page.locator(".toasts")).to_contain_text("Said")
    page.get_by_role("button", name="Approve").click()
    expect(page.locator(".toasts")).to_contain_text("Approved")


def schedule(life: Life) -> None:
    life.town.letters(life.writer.email, 2)
    page = life.writer.page
    page.goto(f"{life.desk}/review")
    expect(page.get_by_text("Weekly is enough, but fine.")).to_be_visible()
    when = (now() + timedelta(days=2)).strftime("%Y-%m-%dT12:30")
    page.get_by_label("Publish at").fill(when)
    page.get_by_role("button", name="Schedule", exact=True).click()
    expect(page.locator(".toasts")).to_contain_text("Scheduled")
    page.goto("/desk/articles/review?view=scheduled")
    expect(page.get_by_role("link", name=f"Plant the {life.word}")).to_be_visible()


def let_the_minute_come(life: Life) -> None:
    """As if two days had gone: the worker finds that it is due."""
    scheduled = ArticleRevision.state == RevisionState.SCHEDULED
    with life.town.rows():
        with writing() as session:
            past = now() - timedelta(minutes=1)
            session.execute(update(ArticleRevision).where(scheduled).values(publish_at=past))
        enqueue_job("publish_scheduled")
    visitor = life.town.visitor()
    look_until(visitor, "/help/en/deliveries", life.word)


def read_in_another_language(life: Life) -> None:
    reader = life.town.visitor(locale="fr")
    reader.goto("/help/fr/livraisons")
    reader.get_by_role("link", name=f"Plant the {life.word}").first.click()
    expect(reader.get_by_text("Cet article n’est pas encore traduit.")).to_be_visible()
    expect(reader.get_by_role("heading", level=1)).to_have_attribute("lang", "en")


def translate(life: Life) -> None:
    page = life.writer.page
    page.goto(life.desk.removesuffix("en") + "fr")
    page.get_by_role("link", name="Beside the words in English").click()
    expect(page.locator(".translation-source pre")).to_contain_text("Water it *daily*.")
    page.get_by_label("Title").fill(f"Planter le {life.word}")
    page.get_by_role("textbox", name="Text", exact=True).fill("Creusez.\n\nArrosez *chaque jour*.")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".toasts")).to_contain_text("Published")
    reader = life.town.visitor(locale="fr")
    reader.goto("/help/fr/livraisons")
    reader.get_by_role("link", name=f"Planter le {life.word}").first.click()
    expect(reader.locator(".article-body em")).to_have_text("chaque jour")
    expect(reader.locator('link[rel="alternate"][hreflang="en"]')).to_have_count(1)


def change_it_greatly(life: Life) -> None:
    page = life.writer.page
    page.goto(life.desk)
    page.get_by_role("textbox", name="Text", exact=True).fill("Dig a hole.\n\nWater it *weekly*.")
    page.get_by_label("It says something else now").check()
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".toasts")).to_contain_text("Published")
    reader = life.town.visitor(locale="fr")
    reader.goto(f"/help/fr/livraisons/planter-le-{life.word}")
    expect(reader.get_by_text("Cette traduction n’est plus à jour")).to_be_visible()
    reader.get_by_role("link", name="Lire en English").click()
    expect(reader.locator(".article-body em")).to_have_text("weekly")


def follow(life: Life) -> None:
    page = life.writer.page
    page.goto(life.desk.removesuffix("en") + "fr/translate")
    expect(page.locator(".difference del").first).to_contain_text("daily")
    expect(page.locator(".difference ins").first).to_contain_text("weekly")
    text = "Creusez.\n\nArrosez *chaque semaine*."
    page.get_by_role("textbox", name="Text", exact=True).fill(text)
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".toasts")).to_contain_text("Published")
    reader = life.town.visitor(locale="fr")
    reader.goto(f"/help/fr/livraisons/planter-le-{life.word}")
    expect(reader.locator(".article-body em")).to_have_text("chaque semaine")
    expect(reader.get_by_text("Cette traduction n’est plus à jour")).to_have_count(0)


def its_pages_are_for_everybody(life: Life) -> None:
    french = life.desk.removesuffix("en") + "fr"
    paths = [f"{life.desk}/review", f"{life.desk}/history", f"{life.desk}/history/2"]
    paths += [f"{life.desk}/compare?before=1&after=2", f"{french}/translate"]
    faults = [fault for path in paths for fault in look(life.writer.page, path)]
    assert not faults, "\n".join(faults)


def look(page: Page, path: str) -> list[str]:
    """What axe finds on a wide page and on a phone, and whether the phone scrolls sideways."""
    faults = []
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(path)
        faults += [f"{path} {width}: {one}" for one in axe_findings(page)]
        faults += [f"{path} {width}: sideways"] if sideways_scroll(page) > 0 else []
    return faults
