"""A part of an idea becomes an idea of its own, with those supporters who meant it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.core.db import db, writing
from community.core.errors import Invalid, NotAllowed
from community.core.mail import Letter
from community.ideas import actions_on_behalf, actions_splitting, tasks
from community.ideas.actions_on_behalf import Wish
from community.ideas.models import Idea
from community.notifications.kinds import Kind
from community.notifications.models import Notification
from community.policies.actor import Role
from community.recognition.models import LedgerEntry
from tests.ideas.stories import fresh, kept, manager, merge, recounted, support, take_back
from tests.makers import actor_of, make_idea, make_member, prose
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]
PART = "Print the second note upside down"


def split(idea: Idea, *chosen: Member, by: Member | None = None, title: str = PART) -> Idea:
    actor, words = actor_of(by or manager()), prose("So that one can fold it.")
    with writing():
        return actions_splitting.split_idea(
            actor, idea, title, words, member_ids=[one.id for one in chosen]
        )


def told(member: Member) -> list[Kind]:
    kinds = select(Notification.kind).where(Notification.member_id == member.id)
    return list(db.session.scalars(kinds))


@pytest.mark.long
def test_the_chosen_support_both_are_told_once_and_take_back_either(
    app: Flask, drain: Worker
) -> None:
    author, one, other = make_member(), make_member(), make_member()
    idea = make_idea(author)
    support(idea, one, other)
    drain()
    part = split(idea, one)
    drain()
    tasks.refresh_figures()
    assert (fresh(idea).supporter_count, fresh(part).supporter_count) == (3, 1)
    assert kept() == recounted()
    assert told(one) == told(author) == [Kind.IDEA_SPLIT]
    assert told(other) == []
    earned = select(LedgerEntry.earned).where(LedgerEntry.subject_id == part.id)
    assert list(db.session.scalars(earned)) == [2]
    take_back(part, one)
    assert (fresh(idea).supporter_count, fresh(part).supporter_count) == (3, 0)


@pytest.mark.long
def test_a_customer_without_an_account_takes_back_the_part_from_his_letter(
    client: PortalClient, drain: Worker, postman: list[Letter]
) -> None:
    idea, agent, fan = make_idea(), actor_of(make_member("", Role.AGENT)), make_member()
    heard = Wish(email="cleo@mill.example", name="Cleo", locale="en", source="A call on 12 May")
    with writing():
        cleo = actions_on_behalf.vote_for(agent, idea, heard).member_id
    support(idea, fan)
    drain()
    postman.clear()
    part = split(idea, fan, db.session.get_one(Member, cleo))
    drain()
    letters = {letter.to: letter.text for letter in postman}
    assert f"/ideas/{part.id}/my-vote" in letters[str(fan.email)]
    assert "/my-vote" not in letters["cleo@mill.example"]
    link = next(word for word in letters["cleo@mill.example"].split() if "/ideas/noted/" in word)
    path = "/" + link.partition("://")[2].partition("/")[2]
    assert PART in client.get(path).text
    assert client.post(path).status_code == 303
    assert (fresh(idea).supporter_count, fresh(part).supporter_count) == (3, 1)


def test_a_part_can_be_merged_back(app: Flask) -> None:
    idea, one = make_idea(), make_member()
    support(idea, one)
    part = split(idea, one)
    merge(part, idea)
    assert fresh(idea).supporter_count == 2
    assert kept() == recounted()


def test_who_supports_it_no_longer_is_not_brought_along(app: Flask) -> None:
    idea, one = make_idea(), make_member()
    assert fresh(split(idea, one)).supporter_count == 0


def test_what_cannot_be_split_is_refused(app: Flask) -> None:
    idea, root = make_idea(), make_idea(title="Two labels on a page")
    with pytest.raises(Invalid):
        split(idea, title="Short")
    with pytest.raises(NotAllowed):
        split(idea, by=make_member("", Role.AGENT))
    many, boss, words = range(201), actor_of(manager()), prose()
    with pytest.raises(Invalid), writing():
        actions_splitting.split_idea(boss, idea, PART, words, member_ids=many)
    merge(idea, root)
    with pytest.raises(Exception, match="merged"):
        split(idea)


def test_the_page_offers_the_supporters_and_links_both(sign_in: SignIn) -> None:
    idea, one = make_idea(), make_member("Olga Brandt")
    support(idea, one)
    client = sign_in(manager())
    page = client.get(f"/desk/ideas/{idea.id}/split").text
    assert "Olga Brandt" in page
    sent = {"title": PART, "body": "To *fold* it.", "members": str(one.id)}
    preview = client.post(f"/desk/ideas/{idea.id}/split", data=sent | {"then": "preview"})
    assert "<em>fold</em>" in preview.text
    made = client.post(f"/desk/ideas/{idea.id}/split", data=sent)
    assert idea.title in client.get(made.location).text
    assert PART in client.get(f"/ideas/product/{idea.id}-{idea.slug}").text
    refused = client.post(f"/desk/ideas/{idea.id}/split", data=sent | {"title": "No"})
    assert (refused.status_code, "To *fold* it." in refused.text) == (422, True)
