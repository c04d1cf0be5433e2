"""A visitor's vote is cast once he is signed in; each voter hears of a decision once, until he wants no more."""

from __future__ import annotations

import re
import uuid

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from community.accounts.models import Member
from community.core.db import db, writing
from community.ideas import actions_voting as voting
from community.ideas.models import Idea
from community.policies.actor import Role
from tests.journeys.town import Person, Town, fetch, words_of
from tests.journeys.ways import BOTH_WAYS
from tests.makers import PASSWORD, actor_of, make_idea, make_member

pytestmark = [pytest.mark.both, BOTH_WAYS]
NEWEST = "/ideas?sort=new"
ONE_CLICK = "List-Unsubscribe=One-Click"
SUBJECTS = ["Planned", "Planned", "Prévue"]


def propose(town: Town) -> tuple[str, int]:
    """A new idea of somebody else: title and id."""
    title = f"Print a picture of the {uuid.uuid4().hex[:6]} rose"
    with town.rows():
        return title, make_idea(title=title).id


def cast(town: Town, page: Page, title: str) -> None:
    page.goto(NEWEST)
    button = page.get_by_role("button", name=f"Vote for {title}")
    button.click()
    if not town.has_script:  # a page of its own asks how much one needs it
        page.get_by_role("link", name="Not now").click()
    expect(button).to_have_attribute("aria-pressed", "true")


def test_the_click_of_a_visitor_is_done_after_sign_in_and_he_is_where_he_was(town: Town) -> None:
    title, _id = propose(town)
    with town.rows():
        email = make_member("Vera").email or ""
    page = town.visitor()
    page.goto(NEWEST)
    page.get_by_role("button", name=f"Vote for {title}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(re.escape(NEWEST) + "$"))
    button = page.get_by_role("button", name=f"Vote for {title}, 2 votes")
    expect(button).to_have_attribute("aria-pressed", "true")


def test_a_member_votes_and_takes_it_back_where_he_stands(town: Town) -> None:
    title, _id = propose(town)
    page = town.person().page
    cast(town, page, title)
    page.get_by_role("button", name=f"Vote for {title}, 2 votes").click()
    back = page.get_by_role("button", name=f"Vote for {title}, 1 vote")
    expect(back).to_have_attribute("aria-pressed", "false")
    expect(page).to_have_url(re.compile(re.escape(NEWEST) + "$"))


def decide(page: Page, path: str, status: str, text: str) -> None:
    page.goto(path)
    page.get_by_label("New status").select_option(label=status)
    page.get_by_label("What everybody reads").fill(text)
    page.get_by_role("button", name="Change it and tell everybody").click()
    expect(page.locator("main")).to_contain_text(text)


def test_each_voter_hears_once_in_his_language_until_he_wants_no_more(town: Town) -> None:
    title, idea_id = propose(town)
    leaver, looker = town.person(name="Lea"), town.person(name="Lou")
    french = town.person(name="Fleur", locale="fr")
    cast(town, leaver.page, title)
    cast(town, looker.page, title)
    vote_behind_the_scene(town, french, idea_id)
    manager = town.person(Role.PRODUCT_MANAGER, name="Priya").page
    decide(manager, f"/desk/ideas/{idea_id}/status", "Planned", "We begin in spring.")
    voters = {one.email: town.letters(one.email, 1)[0] for one in (leaver, looker, french)}
    assert [one["Subject"].split(":")[0].strip() for one in voters.values()] == SUBJECTS
    assert all("We begin in spring." in words_of(letter) for letter in voters.values())
    stop(voters[leaver.email]["List-Unsubscribe"], voters[leaver.email]["List-Unsubscribe-Post"])
    assert "Nothing has changed yet" in fetch(voters[looker.email]["List-Unsubscribe"].strip("<>"))
    decide(manager, f"/desk/ideas/{idea_id}/status", "In progress", "The first roses print.")
    for one in (looker, french):
        assert len({letter["Message-ID"] for letter in town.letters(one.email, 2)}) == 2
    assert [len(town.letters_now(one.email)) for one in (leaver, looker, french)] == [1, 2, 2]


def stop(address: str, how: str) -> None:
    """As a mail program does when its reader presses *unsubscribe*."""
    assert how == ONE_CLICK
    assert "Stopped" in fetch(address.strip("<>"), ONE_CLICK.encode())


def vote_behind_the_scene(town: Town, person: Person, idea_id: int) -> None:
    """His page is in French, whose words this story does not know."""
    with town.rows():
        idea = db.session.scalars(select(Idea).where(Idea.id == idea_id)).one()
        actor = actor_of(db.session.get_one(Member, person.id))
        with writing():
            voting.vote(actor, idea)
