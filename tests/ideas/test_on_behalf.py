"""What staff note for customers: it counts, they are told, and take it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.content import actions as content
from community.content.actions import intern_audience
from community.core.db import db, writing
from community.core.errors import Invalid, NotAllowed
from community.core.mail import Letter
from community.ideas import actions, actions_on_behalf, tasks
from community.ideas.actions_on_behalf import Wish
from community.ideas.taking_back import read_token, take_back_url
from community.notifications.models import Notification
from community.policies.actor import Role
from tests.ideas.budgets import give_budget, ideas, left, the_vote
from tests.ideas.living import decide
from tests.ideas.stories import fresh, kept, manager, merge, recounted, support, take_back
from tests.makers import (
    actor_of,
    make_board,
    make_idea,
    make_member,
    make_organisation,
    prose,
)
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]
SCRIPT = {"HX-Request": "true"}


def test_ones_own_ideas_and_what_the_team_notes_cost_nothing(app: Flask) -> None:
    give_budget(1)
    fan, (first, second) = make_member(email="fan@garden.example"), ideas(2)
    make_idea(fan, "An idea of my very own")
    agent = actor_of(make_member("", Role.AGENT))
    with writing():
        actions_on_behalf.vote_for(agent, first, wish("fan@garden.example"))
    assert left(fan) == [1]
    support(second, fan)
    assert left(fan) == [0]


def wish(email: str, **more: object) -> Wish:
    facts = {"email": email, "name": "Cleo Park", "locale": "en", "source": "A call on 12 May"}
    return Wish(**(facts | more))  # type: ignore[arg-type]


@pytest.mark.long
def test_staff_vote_for_somebody_without_an_account_who_takes_it_back(
    client: PortalClient, sign_in: SignIn, drain: Worker, postman: list[Letter]
) -> None:
    make_organisation("Mill", domain="mill.example")
    idea = make_idea()
    sent = {
        "email": "cleo@mill.example",
        "name": "Cleo Park",
        "source": "A call on 12 May",
        "importance": "critical",
        "reason": "They print by hand.",
        "lang": "en",
    }
    agent = sign_in(make_member("", Role.AGENT))
    assert agent.post(f"/desk/ideas/{idea.id}/vote-for", data=sent).status_code == 303
    drain()
    tasks.refresh_figures()
    assert (fresh(idea).supporter_count, kept()) == (2, recounted())
    assert kept()[idea.id][2] == 1
    (letter,) = [one for one in postman if "cleo@mill.example" in str(one)]
    link = next(word for word in letter.text.split() if "/ideas/noted/" in word)
    path = "/" + link.partition("://")[2].partition("/")[2]
    client.sign_out()
    assert "A call on 12 May" in client.get(path).text
    assert fresh(idea).supporter_count == 2  # a GET changes nothing
    assert client.post(path).status_code == 303
    tasks.refresh_figures()
    assert (fresh(idea).supporter_count, kept()) == (1, recounted())
    assert "Nothing is noted for you" in client.get(path).text
    assert client.get(path + "x").status_code == 404


def letters_to(postman: list[Letter], email: str) -> list[Letter]:
    return [one for one in postman if one.to == email]


@pytest.mark.long
def test_a_customer_without_an_account_hears_what_became_of_it_until_he_stops_it(
    client: PortalClient, drain: Worker, postman: list[Letter]
) -> None:
    idea, agent = make_idea(), actor_of(make_member("", Role.AGENT))
    with writing():
        actions_on_behalf.vote_for(agent, idea, wish("cleo@mill.example"))
    drain()
    decide(idea, "planned", "We begin in spring.")
    drain()
    _noted, told = letters_to(postman, "cleo@mill.example")
    assert "We begin in spring." in told.text
    assert "Reply-To" not in told.headers
    link = told.headers["List-Unsubscribe"].strip("<>")
    assert told.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert client.post("/" + link.partition("://")[2].partition("/")[2]).status_code == 200
    decide(idea, "in_progress", "We have begun.")
    drain()
    assert len(letters_to(postman, "cleo@mill.example")) == 2


@pytest.mark.long
def test_an_address_that_nobody_proved_gets_no_letter_but_for_what_the_team_noted(
    app: Flask, drain: Worker, postman: list[Letter]
) -> None:
    idea, other = make_idea(), make_idea(title="Sort orders by street")
    agent = actor_of(make_member("", Role.AGENT))
    with writing():
        actions_on_behalf.vote_for(agent, idea, wish("cleo@mill.example"))
        cleo = db.session.scalars(
            select(Member).where(Member.email_key == "cleo@mill.example")
        ).one()
        content.follow_quietly(cleo.id, other.id)
    drain()
    decide(other, "planned")
    drain()
    assert len(letters_to(postman, "cleo@mill.example")) == 1


def test_the_way_to_take_it_back_outlives_the_key_that_signed_it(app: Flask) -> None:
    config = app.config["PORTAL"]
    token = take_back_url(7, 9).rpartition("/")[2]
    newer = replace(config, secret_key="another" * 8, secret_key_fallbacks=(config.secret_key,))
    app.config["PORTAL"] = newer
    try:
        assert read_token(token) == (7, 9)
        assert take_back_url(7, 9).rpartition("/")[2] != token
    finally:
        app.config["PORTAL"] = config


def test_a_customer_with_an_account_is_told_and_it_counts_as_his(
    app: Flask, drain: Worker, postman: list[Letter], sign_in: SignIn
) -> None:
    idea, fan = make_idea(), make_member("Fay", email="fay@garden.example")
    agent = actor_of(make_member("Al", Role.AGENT))
    with writing():
        actions_on_behalf.vote_for(agent, idea, wish("Fay@garden.example"))
    drain()
    rows = db.session.scalars(select(Notification.kind).where(Notification.member_id == fan.id))
    assert list(rows) == ["idea_voted_for"]
    page = sign_in(fan).get(f"/ideas/{idea.id}/my-vote").text
    assert "A call on 12 May" in page
    take_back(idea, fan)
    assert the_vote(idea, fan) is None


@pytest.mark.parametrize("is_own_first", [False, True])
@pytest.mark.long
def test_what_the_team_noted_is_taken_back_and_ones_own_vote_stays(
    client: PortalClient, *, is_own_first: bool
) -> None:
    child, root = make_idea(), make_idea(title="Two labels on a page")
    fan, agent = make_member(email="fay@garden.example"), actor_of(make_member("", Role.AGENT))
    if is_own_first:
        support(root, fan)
    with writing():
        actions_on_behalf.vote_for(agent, child, wish("fay@garden.example"))
    if not is_own_first:
        support(root, fan)
    merge(child, root)
    for idea in (child, root):
        path = "/ideas/noted/" + take_back_url(fan.id, idea.id).rpartition("/")[2]
        assert "A call on 12 May" in client.get(path).text
    assert client.post(path).status_code == 303
    assert "Nothing is noted for you" in client.get(path).text
    assert (the_vote(child, fan), fresh(root).supporter_count) == (None, 3)
    assert the_vote(root, fan) is not None
    assert kept() == recounted()
    assert client.post(path).status_code == 303
    assert the_vote(root, fan) is not None


def test_what_cannot_be_noted_is_refused(app: Flask) -> None:
    idea, fan = make_idea(), make_member("Fay", email="fay@garden.example")
    support(idea, fan)
    agent = actor_of(make_member("", Role.AGENT))
    for wrong in (
        wish("fay@garden.example"),  # supports it already
        wish("new@garden.example", name=" "),
        wish("new@garden.example", source="…"),
        wish("new@garden.example", organisation="Nobody Ltd"),
        wish("new@garden.example", reason="x" * 2001),
    ):
        with pytest.raises(Invalid), writing():
            actions_on_behalf.vote_for(agent, idea, wrong)
    assert fresh(idea).supporter_count == 2
    editor = actor_of(make_member("", Role.EDITOR))
    with pytest.raises(NotAllowed), writing():
        actions_on_behalf.vote_for(editor, idea, wish("new@garden.example"))


def test_a_customer_hears_nothing_of_what_he_may_not_see(app: Flask) -> None:
    with writing():
        staff = intern_audience(["staff"])
    boss, words = actor_of(manager()), prose()
    board = make_board("inside", staff)
    with writing():
        idea = actions.propose(boss, board, "A plan of our own", words, lang="en")
    agent = actor_of(make_member("", Role.AGENT))
    with pytest.raises(Invalid), writing():
        actions_on_behalf.vote_for(agent, idea, wish("new@garden.example"))
