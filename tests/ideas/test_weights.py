"""How much a supporter needs an idea, how many votes he has, and what an idea tells beside its body."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.content.models import Importance
from community.core.db import db, writing
from community.core.errors import Conflict, NotFound
from community.ideas import actions_voting, tasks
from community.ideas.models import Idea
from community.policies.actor import Role
from tests.ideas.budgets import give_budget, ideas, left, the_vote
from tests.ideas.living import decide
from tests.ideas.stories import fresh, merge, support, take_back, undo
from tests.makers import (
    actor_of,
    make_board,
    make_idea,
    make_member,
)
from tests.services.client import PortalClient

SignIn = Callable[[Member], PortalClient]
SCRIPT = {"HX-Request": "true"}


def test_a_click_asks_in_place_how_much_one_needs_it(sign_in: SignIn) -> None:
    idea, fan = make_idea(), make_member()
    client = sign_in(fan)
    fragment = client.post(f"/ideas/{idea.id}/vote", headers=SCRIPT).text
    assert "How much do you need it?" in fragment
    assert f'id="why-{idea.id}" hx-swap-oob="true"' in fragment
    sent = {"importance": "critical", "reason": "We retype each of them."}
    said = client.post(f"/ideas/{idea.id}/my-vote", data=sent, headers=SCRIPT).text
    assert "Critical" in said
    vote = the_vote(idea, fan)
    assert vote is not None
    assert (vote.importance, vote.reason) == (Importance.CRITICAL, "We retype each of them.")


def test_without_script_a_page_asks_and_leads_back(sign_in: SignIn) -> None:
    idea, fan = make_idea(), make_member()
    client = sign_in(fan)
    answer = client.post(f"/ideas/{idea.id}/vote", data={"next": "/ideas?sort=new"})
    assert answer.location == f"/ideas/{idea.id}/my-vote?next=/ideas?sort%3Dnew"
    page = client.get(answer.location).text
    assert idea.title in page
    sent = {"importance": "important", "reason": "", "next": "/ideas?sort=new"}
    assert client.post(f"/ideas/{idea.id}/my-vote", data=sent).location == "/ideas?sort=new"
    long = {"importance": "important", "reason": "x" * 2001}
    refused = client.post(f"/ideas/{idea.id}/my-vote", data=long)
    assert (refused.status_code, "x" * 2001 in refused.text) == (422, True)


def test_who_does_not_support_an_idea_has_nothing_to_weigh(app: Flask, sign_in: SignIn) -> None:
    idea, stranger = make_idea(), make_member()
    actor = actor_of(stranger)
    with pytest.raises(NotFound), writing():
        actions_voting.weigh(actor, idea, Importance.CRITICAL, "")
    assert sign_in(stranger).get(f"/ideas/{idea.id}/my-vote").status_code == 303


def test_a_closed_status_closes_votes_and_their_weights(app: Flask) -> None:
    idea, fan = make_idea(), make_member()
    support(idea, fan)
    decide(idea, "declined")
    actor = actor_of(fan)
    with pytest.raises(Conflict), writing():
        actions_voting.weigh(actor, idea, Importance.CRITICAL, "")
    with pytest.raises(Conflict):
        take_back(idea, fan)


@pytest.mark.long
def test_others_see_how_many_need_it_and_never_why(client: PortalClient, sign_in: SignIn) -> None:
    idea, fan = make_idea(), make_member()
    support(idea, fan)
    actor = actor_of(fan)
    with writing():
        actions_voting.weigh(actor, idea, Importance.CRITICAL, "Our auditor insists.")
    tasks.refresh_figures()
    address = f"/ideas/product/{idea.id}-{idea.slug}"
    for reader in (None, make_member(), make_member("", Role.EDITOR)):
        if reader is not None:
            sign_in(reader)
        page = client.get(address).text
        assert "Critical: 1" in page
        assert "Our auditor insists." not in page
        assert client.get(f"/desk/ideas/{idea.id}/supporters").status_code != 200
    desk = sign_in(make_member("", Role.AGENT)).get(f"/desk/ideas/{idea.id}/supporters")
    assert "Our auditor insists." in desk.text


def test_a_budget_bounds_the_open_votes_and_decisions_give_them_back(app: Flask) -> None:
    give_budget(2)
    fan, (first, second, third) = make_member(), ideas(3)
    support(first, fan)
    support(second, fan)
    assert left(fan) == [0]
    with pytest.raises(Conflict):
        support(third, fan)
    assert the_vote(third, fan) is None
    assert fresh(third).supporter_count == 1
    decide(first, "shipped")
    assert left(fan) == [1]
    support(third, fan)
    take_back(second, fan)
    assert left(fan) == [1]
    support(third, fan)  # a second click costs nothing


def test_a_merge_gives_the_second_vote_back(app: Flask) -> None:
    give_budget(2)
    fan, (first, second) = make_member(), ideas(2)
    support(first, fan)
    support(second, fan)
    merge(first, second)
    assert left(fan) == [1]
    undo(first)
    assert left(fan) == [0]


def test_the_pages_say_how_many_votes_are_left(sign_in: SignIn, client: PortalClient) -> None:
    give_budget(3)
    fan, (idea, _other) = make_member(), ideas(2)
    support(idea, fan)
    assert "votes left" not in client.get("/ideas/product").text
    sign_in(fan)
    for path in ("/ideas", "/ideas/product", f"/ideas/product/{idea.id}-{idea.slug}"):
        assert "2 votes left on Product" in client.get(path).text
    other = sign_in(make_member())
    assert "3 votes left on Product" in other.get("/ideas/product").text


def test_a_refused_vote_says_why(sign_in: SignIn) -> None:
    give_budget(1)
    fan, (first, second) = make_member(), ideas(2)
    support(first, fan)
    answer = sign_in(fan).post(f"/ideas/{second.id}/vote")
    assert answer.status_code == 409
    assert "Take one back" in answer.text


def test_a_look_alike_takes_the_draft_as_the_reason(sign_in: SignIn) -> None:
    board, idea, fan = make_board(), make_idea(), make_member()
    client = sign_in(fan)
    sent = {
        "board": str(board.id),
        "title": "Two notes on one sheet",
        "problem": "We waste paper.",
        "body": "Like a book.",
        "lang": "en",
        "instead": str(idea.id),
    }
    answer = client.post("/ideas/new", data=sent)
    assert answer.location == f"/ideas/{idea.id}/my-vote"
    vote = the_vote(idea, fan)
    assert vote is not None
    assert vote.reason == "Two notes on one sheet\n\nWe waste paper.\n\nLike a book."
    assert "We waste paper." in client.get(answer.location).text
    decide(idea, "shipped")
    refused = client.post("/ideas/new", data=sent)
    assert "We waste paper." in refused.text
    assert "Voting on this idea is closed" in refused.text


def test_what_is_told_beside_the_body_stands_apart(sign_in: SignIn) -> None:
    board = make_board()
    sent = {
        "board": str(board.id),
        "title": "Sort orders by route",
        "problem": "We drive in circles.",
        "how_often": "daily",
        "way_round": "A map on the wall.",
        "body": "One **list** a van.",
        "lang": "en",
    }
    client = sign_in(make_member())
    page = client.post("/ideas/new", data=sent, follow_redirects=True).text
    for words in (
        "We drive in circles.",
        "Every day",
        "A map on the wall.",
        "<strong>list</strong>",
    ):
        assert words in page
    idea = db.session.scalars(select(Idea)).one()
    assert (idea.problem, idea.how_often, idea.way_round) == (
        "We drive in circles.",
        "daily",
        "A map on the wall.",
    )
    edit = client.get(f"/ideas/{idea.id}/edit").text
    assert "A map on the wall." in edit
    client.post(f"/ideas/{idea.id}/edit", data=sent | {"way_round": "", "note": ""})
    assert fresh(idea).way_round == ""
