"""A question finds an expert, and the expert is seen for it.

Asked in spite of one alike, asked back, claimed, answered with an article, accepted, tried by another expert, honoured
with a badge that holds outside, talked about in the circle's live hour, made an idea: two members, an agent, two
experts and a product manager.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import jwt
import pytest
from playwright.sync_api import Page, expect

from community.accounts.models import Member, MemberCapability
from community.content.queries_circles import CircleRow
from community.core.clock import now
from community.core.db import db, writing
from community.policies.actor import Role
from tests.circles.stories import let_in, make_circle
from tests.journeys.test_from_search_to_badge import (
    IN_TIME,
    a_sentence_and_one_alike,
    accept,
    ask,
    is_honoured,
)
from tests.journeys.test_life_of_a_question import open_menu
from tests.journeys.town import Person, eventually, fetch, look_until
from tests.journeys.ways import Story
from tests.makers import make_article
from tests.recognition.credentials import claims_in, encoded, verify_anywhere

pytestmark = pytest.mark.prove
SENTENCE = "Yes: the article shows where *show prices* is."
SOMEONE = "Someone is answering this question right now."
TRIED = "I tried it, and it works"
BADGE = "First answer"


@dataclass
class Life:
    """Who is in the story, where, and the thread that it is about."""

    story: Story
    asker: Person
    reader: Person
    agent: Person
    manager: Person
    circle: CircleRow
    sentence: str
    like: str
    article: str
    thread: str = ""

    def expert(self, name: str) -> Person:
        """Somebody whom a badge of the area lets into its circle, and verify."""
        person, area_id = self.story.person(name=name), self.circle.area_id
        with self.story.town.rows():
            let_in(db.session.get_one(Member, person.id), self.circle)
            with writing() as rows:
                held = MemberCapability(member_id=person.id, capability="verify", source="badge")
                held.product_area_id = area_id
                rows.add(held)
        return person


def test_a_question_makes_an_expert_known(story: Story) -> None:
    life = settle(story)
    eve, xenia = life.expert("Eve"), life.expert("Xenia")
    is_asked_all_the_same(life)
    more_is_asked_and_told(life)
    is_claimed_and_answered(life, eve.page)
    is_accepted_and_tried(life, xenia)
    is_honoured(eve)
    holds_outside(life, eve)
    is_talked_about(life, xenia.page)
    becomes_an_idea(life)


def settle(story: Story) -> Life:
    """A circle, a question that is alike and an article that answers, both found by their words."""
    sentence, like = a_sentence_and_one_alike(story.town)
    word = sentence.split()[3]
    title = f"Print the price on the {word} label"
    with story.town.rows():
        circle = make_circle(f"till-{word}")
        make_article(title=title)
    look_until(story.town.visitor(), f"/search?q={word}", title)
    return Life(
        story,
        asker=story.person(name="Ada"),
        reader=story.person(name="Bea"),
        agent=story.person(Role.AGENT, name="Aga"),
        manager=story.person(Role.PRODUCT_MANAGER, name="Pia"),
        circle=circle,
        sentence=sentence,
        like=like,
        article=title,
    )


def is_asked_all_the_same(life: Life) -> None:
    """What is alike stands beside the form; it is asked, in its area, with a promise."""
    page, has_script = life.asker.page, life.story.town.has_script
    begun = urlencode({"title": life.sentence, "area": life.circle.key})
    page.goto(f"/questions/ask?{begun}")
    ask(page, life.sentence, life.like, has_script=has_script)
    expect(page.locator(".promise-chip")).to_contain_text("Team answers by")
    life.thread = "/questions/" + page.url.partition("/questions/")[2].partition("?")[0]


def more_is_asked_and_told(life: Life) -> None:
    """The agent's question stands on the asker's; the reply opens it again."""
    page, waits = life.agent.page, "The team needs to know more"
    page.goto(life.thread)
    open_menu(page, "More", ".question")
    page.get_by_role("link", name="Ask for more information").click()
    page.get_by_label("What do you need to know?").fill("Which printer is it?")
    page.get_by_role("button", name="Ask the asker").click()
    expect(page.get_by_text(waits)).to_be_visible()
    asker, thread = life.asker.page, life.asker.page.locator(".question")
    asker.goto(life.thread)
    expect(asker.get_by_text("Which printer is it?")).to_be_visible()
    open_menu(asker, "Add a comment", ".question")
    thread.get_by_label("Your comment").fill("The small one, at the till.")
    thread.get_by_role("button", name="Comment", exact=True).click()
    expect(asker.get_by_text("The small one, at the till.")).to_be_visible()

    def is_open() -> bool:
        page.goto(life.thread)
        return page.get_by_text(waits).count() == 0

    eventually(is_open, "the question is open again")


def is_claimed_and_answered(life: Life, expert: Page) -> None:
    """Others see that somebody is at it, and then that it was answered within the promise."""
    reader, take = life.reader.page, "I am answering this"
    expert.goto(life.thread)
    expert.get_by_role("button", name=take).click()
    expect(expert.get_by_text("You are answering this question")).to_be_visible()
    reader.goto(life.thread)
    expect(reader.get_by_text(SOMEONE)).to_be_visible()
    expect(reader.get_by_role("button", name=take)).to_have_count(0)
    expert.get_by_role("link", name="Answer with an article").click()
    expert.get_by_role("link", name=life.article).click()
    expert.get_by_label("What it says, in a sentence").fill(SENTENCE)
    expert.get_by_role("button", name="Answer", exact=True).click()
    expect(expert.locator(".answer .article-card")).to_contain_text(life.article)
    reader.reload()
    expect(reader.locator(".answer em")).to_have_text("show prices")
    expect(reader.get_by_text(SOMEONE)).to_have_count(0)
    expect(reader.locator(".promise-chip").first).to_have_text(IN_TIME)


def is_accepted_and_tried(life: Life, expert: Person) -> None:
    """It helped whoever asked; another expert of the area tried it, and no other member may say so."""
    life.asker.page.goto(life.thread)
    accept(life.asker.page)
    for person, may in ((life.reader, 0), (expert, 1)):
        person.page.goto(life.thread)
        open_menu(person.page, "More", ".answer")
        tried = person.page.locator(".answer").get_by_role("button", name=TRIED)
        expect(tried).to_have_count(may)
    tried.click()
    marks = expert.page.locator(".answer-marks")
    expect(marks).to_contain_text("Tried by an expert")
    expect(marks).to_contain_text(expert.name)
    life.story.sound(expert.page)


def holds_outside(life: Life, holder: Person) -> None:
    """Hidden it is nowhere; shown, anybody reads it, and what it was earned by."""
    town = life.story.town
    page, reader = holder.page, town.visitor(**life.story.options)
    page.get_by_role("link", name=f"the award {BADGE}").click()
    address = page.get_by_label("Address of this award").input_value()
    page.get_by_role("button", name="Make it private").click()
    expect(page.get_by_text("Only you see it.", exact=True)).to_be_visible()
    assert reader.request.get(f"{address}.jwt").status == 404
    page.get_by_role("button", name="Make it public").click()
    expect(page.get_by_text("Everybody can see it.")).to_be_visible()
    reader.goto(address)
    expect(reader.get_by_role("heading", level=1)).to_have_text(BADGE)
    expect(reader.locator("main")).to_contain_text(holder.name)
    expect(reader.get_by_role("link", name=life.sentence)).to_be_visible()
    life.story.sound(reader)
    signed = reader.get_by_role("link", name="signed (JWT)").get_attribute("href") or ""
    is_believed_elsewhere(fetch(f"{town.portal.address}{signed}"), town.portal.address)
    reader.get_by_role("link", name="Check it here").click()
    reader.get_by_role("button", name="Check", exact=True).click()
    expect(reader.get_by_text("This award holds")).to_be_visible()


def is_believed_elsewhere(token: str, origin: str) -> None:
    """A verifier of another make fetches the key and believes it, and no other badge in its place."""

    def read(url: str) -> Any:
        return json.loads(fetch(url))

    assert verify_anywhere(token, origin, read)["name"] == BADGE
    head, _claims, signature = token.split(".")
    forged = ".".join((head, encoded(claims_in(token) | {"name": "Pillar"}), signature))
    with pytest.raises(jwt.InvalidSignatureError):
        verify_anywhere(forged, origin, read)


def is_talked_about(life: Life, expert: Page) -> None:
    """The manager plans an hour in the circle, an expert asks in it; whoever is outside finds nothing."""
    page, title, asked = life.manager.page, "All about labels", "Do small printers get prices too?"
    page.goto(f"/circles/{life.circle.key}")
    page.get_by_role("link", name="Plan a live hour").click()
    page.get_by_label("What is it about?").fill(title)
    page.get_by_label("What can people ask").fill("Prices, and *paper*.")
    begins = now() + timedelta(days=2)
    page.get_by_label("Begins at").fill(begins.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expert.goto(f"/circles/{life.circle.key}")
    expert.get_by_role("link", name=title).click()
    expert.get_by_label("Your question").fill(asked)
    expert.get_by_role("button", name="Ask", exact=True).click()
    expect(expert.locator(".asked-text")).to_have_text(asked)
    life.story.sound(expert)
    assert life.asker.page.request.get(expert.url).status == 404
    page.reload()
    expect(page.locator(".asked-text")).to_have_text(asked)


def becomes_an_idea(life: Life) -> None:
    """The thread leads to the idea, and the idea to the thread."""
    page, title = life.manager.page, "Show prices on every label"
    page.goto(life.thread)
    open_menu(page, "More", ".question")
    page.get_by_role("link", name="Make an idea of it").click()
    page.get_by_label("Your idea in one sentence").fill(title)
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("main").get_by_role("link", name=life.sentence).first).to_be_visible()
    life.reader.page.goto(life.thread)
    expect(life.reader.page.get_by_text("This became an idea:")).to_be_visible()
    life.reader.page.get_by_role("link", name=title).click()
    expect(life.reader.page.get_by_role("heading", level=1)).to_have_text(title)
