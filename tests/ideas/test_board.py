"""Proposing, editing, deciding, and the pages that show it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from community.accounts.models import Member
from community.content import actions_comments
from community.content.actions import intern_audience
from community.content.models import Subject
from community.core.db import db, writing
from community.core.errors import Conflict, Invalid, NotAllowed
from community.ideas import (
    actions,
    actions_statuses,
    figures,
    queries,
    queries_figures,
    queries_story,
    tasks,
)
from community.ideas.models import Meaning
from community.ideas.queries import Filters, Sort
from community.policies.actor import VISITOR, Role
from tests.ideas.living import decide
from tests.makers import actor_of, make_board, make_idea, make_member, prose, revisions_of, status
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]


def test_a_member_proposes_from_the_page(sign_in: SignIn) -> None:
    board = make_board()
    client = sign_in(make_member())
    sent = {
        "board": str(board.id),
        "title": "Sort orders by route",
        "body": "We **drive** in circles.",
        "lang": "en",
    }
    answer = client.post("/ideas/new", data=sent, follow_redirects=True)
    assert answer.status_code == 200
    assert "Sort orders by route" in answer.text
    assert "<strong>drive</strong>" in answer.text


def test_a_title_that_says_too_little_is_refused_and_nothing_is_lost(sign_in: SignIn) -> None:
    board = make_board()
    client = sign_in(make_member())
    sent = {"board": str(board.id), "title": "Short", "body": "A long tale of woe.", "lang": "en"}
    answer = client.post("/ideas/new", data=sent)
    assert answer.status_code == 422
    assert "A long tale of woe." in answer.text
    assert "between 8 and 200 characters" in answer.text


def test_a_preview_saves_nothing(sign_in: SignIn) -> None:
    board = make_board()
    client = sign_in(make_member())
    sent = {
        "board": str(board.id),
        "title": "Sort orders by route",
        "body": "*soon*",
        "lang": "en",
        "then": "preview",
    }
    answer = client.post("/ideas/new", data=sent)
    assert "<em>soon</em>" in answer.text
    assert not queries.list_ideas(VISITOR, Filters()).items


def test_an_edit_keeps_what_was_said_before(app: Flask) -> None:
    author = make_member()
    idea, words = make_idea(author), prose("Three to a page would do.")
    with writing():
        actions.edit_idea(actor_of(author), idea, "Print three notes on one page", words)
    assert [one.title for one in revisions_of(idea.id)] == ["Print two notes on one page"]
    stranger = actor_of(make_member())
    with pytest.raises(NotAllowed), writing():
        actions.edit_idea(stranger, idea, "Print no notes at all, ever", words)


def test_an_old_address_leads_to_the_present_one(client: PortalClient) -> None:
    idea = make_idea()
    answer = client.get(f"/ideas/elsewhere/{idea.id}-old-words")
    assert answer.status_code == 301
    assert answer.location.endswith(f"/ideas/product/{idea.id}-print-two-notes-on-one-page")


def test_a_decision_stands_on_the_timeline_and_the_roadmap(client: PortalClient) -> None:
    idea = make_idea()
    decide(idea, "planned")
    page = client.get(f"/ideas/product/{idea.id}-print-two-notes-on-one-page").text
    assert "We begin in spring." in page
    assert "Print two notes on one page" in client.get("/roadmap").text


def test_only_product_managers_decide(app: Flask) -> None:
    idea, words, editor = make_idea(), prose(), actor_of(make_member("Ed", Role.EDITOR))
    with pytest.raises(NotAllowed), writing():
        actions_statuses.change_status(editor, idea, status("planned"), words, lang="en")


def test_a_decision_needs_words_and_a_change(app: Flask) -> None:
    idea, manager = make_idea(), actor_of(make_member("Pia", Role.PRODUCT_MANAGER))
    silence, words = prose("..."), prose()
    with pytest.raises(Invalid), writing():
        actions_statuses.change_status(manager, idea, status("planned"), silence, lang="en")
    with pytest.raises(Conflict), writing():
        actions_statuses.change_status(manager, idea, status("open"), words, lang="en")


def test_a_moderated_board_holds_ideas_until_they_are_decided(app: Flask) -> None:
    board = make_board()
    with writing():
        db.session.merge(board).is_moderated = True
    idea = make_idea()
    assert not queries.list_ideas(VISITOR, Filters()).items
    decide(idea, "open", "Thank you, we look at it.")
    assert [row.id for row in queries.list_ideas(VISITOR, Filters(sort=Sort.NEW)).items] == [
        idea.id
    ]


def test_a_board_for_staff_is_not_there_for_others(client: PortalClient, sign_in: SignIn) -> None:
    with writing():
        audience = intern_audience(["staff"])
    make_board("secret", audience)
    assert client.get("/ideas/secret").status_code == 404
    sign_in(make_member())
    assert client.get("/ideas/secret").status_code == 404
    sign_in(make_member("Ann", Role.AGENT))
    assert client.get("/ideas/secret").status_code == 200


@pytest.mark.long
def test_pages_of_a_list_show_each_idea_once(app: Flask, drain: Worker) -> None:
    author = make_member()
    made = {make_idea(author, f"An idea with the number {number}").id for number in range(25)}
    drain()
    for sort in Sort:
        first = queries.list_ideas(VISITOR, Filters(sort=sort))
        second = queries.list_ideas(VISITOR, Filters(sort=sort), first.older)
        assert len(first.items) == 20, sort
        assert {row.id for row in [*first.items, *second.items]} == made, sort
        assert second.older is None, sort


def test_trending_falls_with_age_and_is_never_negative() -> None:
    assert figures.trending_score(5, 0, 1) > figures.trending_score(5, 0, 48)
    assert figures.trending_score(0, 0, 1) == 0


def test_figures_are_counted_by_the_worker(app: Flask) -> None:
    idea = make_idea()
    tasks.refresh_figures()
    figures = queries_story.find_figures(idea.id)
    assert figures is not None
    assert figures.trending > 0
    assert not figures.is_stale


def test_triage_lists_what_waits_for_a_decision(sign_in: SignIn) -> None:
    idea = make_idea()
    client = sign_in(make_member("Pia", Role.PRODUCT_MANAGER))
    assert idea.title in client.get("/desk/ideas").text
    decide(idea, "declined", "We will not do this, and here is why.")
    assert idea.title not in client.get("/desk/ideas").text
    assert idea.title in client.get(f"/desk/ideas?state={Meaning.DECLINED}").text


def test_a_member_does_not_reach_the_desk(sign_in: SignIn) -> None:
    assert sign_in(make_member()).get("/desk/ideas").status_code == 403


def test_a_newcomers_idea_with_a_link_waits_and_many_links_are_refused(app: Flask) -> None:
    board, newcomer = make_board(), actor_of(make_member())
    linked = prose("All of it stands [here](https://shop.example).")
    many = prose(" ".join(f"[{one}](https://{one}.example)" for one in "abc"))
    with writing():
        idea = actions.propose(newcomer, board, "Buy our lovely seeds", linked, lang="en")
    assert queries.list_ideas(VISITOR, Filters(sort=Sort.NEW)).items == []
    with pytest.raises(NotAllowed), writing():
        actions.propose(newcomer, board, "Buy our lovely seeds", many, lang="en")
    with pytest.raises(NotAllowed), writing():
        actions.edit_idea(newcomer, idea, idea.title, many)


def test_comments_that_wait_make_nothing_trend(app: Flask) -> None:
    idea = make_idea()
    subject, newcomer = db.session.get_one(Subject, idea.id), actor_of(make_member())
    tasks.refresh_figures()
    before = queries_figures.count_figures(idea.id).values["trending"]
    with writing():
        spam = prose("Buy [seeds](https://shop.example).")
        actions_comments.add_comment(newcomer, subject, spam, lang="en")
    assert queries_figures.count_figures(idea.id).values["trending"] <= before
