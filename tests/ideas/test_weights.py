"""How much a supporter needs an idea, how many votes he has, and what staff note for customers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.content.actions import intern_audience
from community.content.models import Importance, Vote
from community.core.db import db, get_locked, writing
from community.core.errors import Conflict, Invalid, NotAllowed, NotFound
from community.core.mail import Letter
from community.ideas import (
    actions,
    actions_on_behalf,
    actions_voting,
    queries_voting,
    tasks,
)
from community.ideas.actions_on_behalf import Wish
from community.ideas.models import Board, Idea
from community.notifications.models import Notification
from community.policies.actor import Role
from tests.ideas.living import decide
from tests.ideas.stories import fresh, kept, manager, merge, recounted, support, take_back, undo
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


def give_budget(votes: int | None) -> Board:
    board = make_board()
    with writing():
        get_locked(Board, board.id).vote_budget = votes
    return board


def ideas(count: int) -> list[Idea]:
    return [make_idea(title=f"An idea with the number {number}") for number in range(count)]


def left(member: Member) -> list[int]:
    db.session.rollback()
    return [one.left for one in queries_voting.list_budgets(actor_of(member))]


def the_vote(idea: Idea, member: Member) -> Vote | None:
    db.session.rollback()
    statement = select(Vote).where(Vote.subject_id == idea.id, Vote.member_id == member.id)
    return db.session.scalars(statement.execution_options(populate_existing=True)).first()


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


def wish(email: str, **more: object) -> Wish:
    facts = {"email": email, "name": "Cleo Park", "locale": "en", "source": "A call on 12 May"}
    return Wish(**(facts | more))  # type: ignore[arg-type]


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
