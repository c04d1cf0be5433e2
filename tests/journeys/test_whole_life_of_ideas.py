"""A wish from its proposal to the answer whether it helps: looked for, voted on, merged and not, declined, shipped.

Each hears of each change once: one by letters in French, one in the letter of the day, one in the portal alone.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect
from sqlalchemy import select

from community.accounts.models import Member
from community.articles.models import HelpSection, SectionSlug
from community.core.clock import now
from community.core.db import db, writing
from community.core.mail_outbox import deliver_letters
from community.ideas.tasks_life import ask_about_shipped
from community.notifications import actions
from community.notifications.kinds import Channel, Kind
from community.notifications.models import Notification
from community.notifications.tasks_reading import send_digests
from community.policies.actor import Role
from tests.journeys.test_by_thumb_and_by_keys import fits
from tests.journeys.town import Person, Town, eventually, link_in, look_until, words_of
from tests.journeys.ways import Story
from tests.makers import PASSWORD, actor_of, make_article, make_idea, make_member

# Two changes of one status in a day are one line of the letter, which says how often.
NEWS_OF_A_DAY = ["Shipped:", "Does it solve your problem?"]


@dataclass
class Wish:
    """An idea and where it stands."""

    id: int
    title: str
    path: str


@pytest.mark.prove
def test_what_is_wished_for_is_decided_shipped_told_and_judged(story: Story) -> None:
    town, word = story.town, uuid.uuid4().hex[:6]
    twin = known(town, f"Print the {word} label twice")
    author = story.person(name="Aline")
    manager = story.person(Role.PRODUCT_MANAGER, name="Priya")
    wish = propose(story, author.page, twin, word)
    vera, petra = vote_as_visitor(story, wish), story.person(name="Petra")
    fleur = story.person(name="Fleur", locale="fr")
    for voter in (petra, fleur):
        vote(story, voter.page, wish)
    choose(town, vera, Channel.DAILY)
    choose(town, petra)
    merge_and_undo(manager.page, twin, wish)
    note_for_a_customer(story, manager.page, wish)
    decline(story, manager.page, twin)
    decide(manager.page, wish, "Planned", "We begin in spring.")
    ship(manager.page, wish, f"Release {word}")
    supporters = [author, vera, petra, fleur]
    eventually(lambda: all(told(town, one, wish) == 2 for one in supporters), "two news for each")
    asked(town, wish, supporters)
    for one, said in ((author, "Yes"), (fleur, "Oui"), (petra, "No")):
        judge(story, one.page, wish, said)
    manager.page.goto(f"/desk/ideas/{wish.id}/verdicts")
    expect(manager.page.locator("main")).to_contain_text("2 of 3 say yes (66 %)")
    each_heard_once(town, wish, author=author, fleur=fleur, vera=vera, petra=petra)


def known(town: Town, title: str) -> Wish:
    """An idea of somebody else, found by the search."""
    with town.rows():
        idea = make_idea(make_member("Doris"), title)
        wish = Wish(idea.id, title, f"/ideas/product/{idea.id}-{idea.slug}")
    look_until(town.visitor(), f"/search?q={title.split()[2]}", title)
    return wish


def propose(story: Story, page: Page, twin: Wish, word: str) -> Wish:
    """Somebody reads what looks alike, and proposes his own."""
    title = f"Print {word} labels in pairs"
    page.goto("/ideas/new")
    page.get_by_label("Your idea in one sentence").fill(title)
    page.get_by_label("How should it work?").fill("Two labels side by side, for both ends.")
    if not story.town.has_script:
        page.get_by_role("button", name="Preview").click()
    expect(page.locator("#lookalikes")).to_contain_text(twin.title)
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    path = "/ideas/" + page.url.partition("/ideas/")[2].partition("?")[0]
    return Wish(int(path.rsplit("/", 1)[1].split("-")[0]), title, path)


def vote_as_visitor(story: Story, wish: Wish) -> Person:
    """A visitor clicks, signs in, and has voted."""
    with story.town.rows():
        vera = make_member("Vera")
        facts = (vera.id, vera.name, vera.handle, vera.email or "")
    page = story.town.visitor(**story.options)
    page.goto(wish.path)
    page.get_by_role("button", name=f"Vote for {wish.title}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.get_by_label("E-mail address").fill(facts[3])
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(re.escape(wish.path)))
    expect(page.locator(".vote-button").first).to_have_attribute("aria-pressed", "true")
    return Person(*facts, page)


def vote(story: Story, page: Page, wish: Wish) -> None:
    page.goto(wish.path)
    page.locator(".vote-button").first.click()
    if not story.town.has_script:  # a page of its own asks how much one needs it
        page.goto(wish.path)
    expect(page.locator(".vote-button").first).to_have_attribute("aria-pressed", "true")
    if story.options:
        fits(page)


def choose(town: Town, person: Person, *ways: Channel) -> None:
    """He wants to hear what becomes of ideas in these ways, and in the portal."""
    kinds = (Kind.IDEA_STATUS, Kind.IDEA_VERDICT, Kind.IDEA_MERGED)
    wanted = {
        (kind, way): way in ways
        for kind in kinds
        for way in (Channel.EMAIL, Channel.DAILY, Channel.WEEKLY)
    }
    with town.rows():
        actor = actor_of(db.session.get_one(Member, person.id))
        with writing():
            actions.choose(actor, wanted)


def merge_and_undo(page: Page, child: Wish, root: Wish) -> None:
    """It counts five people together with the other one, and four again without it."""
    page.goto(f"/desk/ideas/{child.id}/merge")
    page.get_by_label("The other idea").fill(root.path)
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.locator("#idea-facts")).to_contain_text("5 people")
    page.locator(".merged-idea summary").first.click()
    page.get_by_role("button", name=f"Undo the merge {child.title}").click()
    expect(page.get_by_text("The merge is undone").first).to_be_visible()
    page.goto(root.path)
    expect(page.locator("#idea-facts")).to_contain_text("4 people")


def note_for_a_customer(story: Story, page: Page, wish: Wish) -> None:
    """A customer without an account is told, and takes it back."""
    email = f"cleo-{uuid.uuid4().hex[:6]}@mill.example"
    page.goto(f"/desk/ideas/{wish.id}/vote-for")
    page.get_by_label("The customer’s e-mail address").fill(email)
    page.locator("#name").fill("Cleo Park")
    page.get_by_label("Where did you hear it?").fill("A call on 12 May")
    page.get_by_role("button", name="Note it and tell the customer").click()
    expect(page.get_by_text("Noted. The customer is told").first).to_be_visible()
    letter = story.town.letters(email, 1)[0]
    assert "Heard in: A call on 12 May" in words_of(letter)
    customer = story.town.visitor(**story.options)
    customer.goto(link_in(letter, "/ideas/noted/"))
    customer.get_by_role("button", name="Take it back").click()
    expect(customer.locator("main")).to_contain_text("The vote was taken back")


def decline(story: Story, page: Page, wish: Wish) -> None:
    """Its people read why, and what to do instead."""
    with story.town.rows():
        named = select(SectionSlug.section_id).where(SectionSlug.slug == "deliveries")
        section = db.session.get_one(HelpSection, db.session.scalars(named).one())
        make_article(section, f"Instead, {wish.title}")
        way = f"/help/en/deliveries/instead-{wish.path.partition('-')[2]}"
    page.goto(f"/desk/ideas/{wish.id}/status")
    page.get_by_label("Why is it declined?").select_option(label="There is another way already")
    page.get_by_label("Another way there is").fill(way)
    decide(page, wish, "Declined", "The printer can do it by itself.", is_here=True)
    page.goto(wish.path)
    steps = page.locator("#idea-steps")
    expect(steps).to_contain_text("There is another way already")
    expect(steps.get_by_role("link", name=f"Instead, {wish.title}")).to_be_visible()


def decide(page: Page, wish: Wish, status: str, text: str, *, is_here: bool = False) -> None:
    if not is_here:
        page.goto(f"/desk/ideas/{wish.id}/status")
    page.get_by_label("New status").select_option(label=status)
    page.get_by_label("What everybody reads").fill(text)
    page.get_by_role("button", name="Change it and tell everybody").click()
    expect(page.locator("main")).to_contain_text(text)


def ship(page: Page, wish: Wish, name: str) -> None:
    """It comes with a release, whose page says the day."""
    page.goto("/desk/releases/new")
    page.get_by_label("Version or name").fill(name)
    page.get_by_label("What is new (English)").fill("Labels in **pairs**.")
    page.get_by_label("What supporters of its ideas read (English)").fill(
        "{{ title }} is in {{ release }}."
    )
    page.get_by_role("button", name="Save").click()
    page.get_by_label("Address of the idea").fill(wish.path)
    page.get_by_role("button", name="Add the idea").click()
    page.get_by_role("button", name="Publish the release").click()
    page.get_by_role("link", name="In the changelog").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.locator("main time").first).to_have_attribute(
        "datetime", re.compile(now().date().isoformat())
    )
    look_until(page, page.url, "Shipped")


def told(town: Town, person: Person, wish: Wish, kind: Kind = Kind.IDEA_STATUS) -> int:
    """How often the portal told him of this idea."""
    mine = (Notification.member_id == person.id, Notification.subject_id == wish.id)
    statement = select(Notification.id).where(*mine, Notification.kind == kind)
    with town.rows():
        return len(db.session.scalars(statement).all())


def asked(town: Town, wish: Wish, people: list[Person]) -> None:
    """Two weeks later the portal asks them, each once."""
    with town.rows(), time_machine.travel(now() + timedelta(days=15)):
        ask_about_shipped()
    kind = Kind.IDEA_VERDICT
    eventually(lambda: all(told(town, one, wish, kind) == 1 for one in people), "each is asked")


def judge(story: Story, page: Page, wish: Wish, said: str) -> None:
    """He answers from what stands in his portal."""
    page.goto("/notifications")
    page.locator("main form").filter(has_text=wish.title).get_by_role("button").first.click()
    expect(page).to_have_url(re.compile(rf"/ideas/{wish.id}/solved"))
    page.get_by_label(said, exact=True).check()
    if story.options:
        fits(page)
    page.locator("main form button[type=submit]").first.click()
    expect(page).to_have_url(re.compile(re.escape(wish.path)))


def each_heard_once(
    town: Town, wish: Wish, *, author: Person, fleur: Person, vera: Person, petra: Person
) -> None:
    """By letters in two languages, in the letter of the day, and in the portal alone."""
    tomorrow = (now() + timedelta(days=1)).replace(hour=12, minute=0)
    with town.rows(), time_machine.travel(tomorrow):
        send_digests()
        deliver_letters()
    subjects = {one.name: of(town, one, wish) for one in (author, fleur, vera, petra)}
    assert subjects[author.name] == ["Planned: …", "Shipped: …", "Does it solve your problem? …"]
    assert subjects[fleur.name][:2] == ["Prévue : …", "Livrée : …"]
    assert len(subjects[fleur.name]) == len(subjects[author.name])
    assert subjects[petra.name] == []
    assert len(subjects[vera.name]) == 1
    digest = words_of(town.letters_now(vera.email)[-1])
    assert "this happened since yesterday morning" in digest
    assert digest.count(wish.title) == len(NEWS_OF_A_DAY)
    assert [word for word in NEWS_OF_A_DAY if word in digest] == NEWS_OF_A_DAY
    assert [told(town, one, wish) for one in (author, fleur, vera, petra)] == [2, 2, 2, 2]


def of(town: Town, person: Person, wish: Wish) -> list[str]:
    """What letters about this idea alone say to him at once."""
    about = [str(letter["Subject"]) for letter in town.letters_now(person.email)]
    return [one.replace(wish.title, "…") for one in about if wish.title in one]
