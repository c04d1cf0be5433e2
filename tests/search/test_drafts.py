"""Look-alikes of a draft: what seems to be the same stands first; what was shown, opened and left is counted."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.content.actions import change_audience, intern_audience
from community.content.aids import Aid, read_aids
from community.content.models import Subject
from community.content.models_aids import DraftAid
from community.core.clock import now
from community.core.db import db, get_locked, writing
from community.core.search_engine.port import SearchEngine
from community.ideas.models import Idea
from community.policies.actor import VISITOR, Role
from community.questions.models import Question
from community.search import queries, tasks, tasks_drafts
from community.search.models import DraftHit, DraftVisit
from community.search.queries_deflection import list_deflectors, list_seen_before, sum_forms
from tests.makers import actor_of, make_board, make_idea, make_member, make_question
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]
SENT = {"title": "Two notes on a single page?", "body": "The printer wastes paper.", "lang": "en"}


@pytest.fixture
def idea(index: SearchEngine) -> Idea:
    """An idea that is like the draft, among others that are less so."""
    make_question(title="Where do printed notes go?", body="They lie on no page.")
    made = make_idea(title="Print two notes on one page")
    make_idea(title="A page for the winter notes of the shop")
    tasks.index_dirty()
    return made


def begin(client: PortalClient, address: str = "/questions/ask") -> str:
    """Open a form; its key."""
    found = re.search(r'name="draft" value="([0-9a-f]{16})"', client.get(address).text)
    assert found
    return found[1]


def look(client: PortalClient, draft: str, title: str = "Two notes on a page") -> str:
    given = {"title": title, "body": "please", "draft": draft}
    return str(client.get("/search/lookalikes", query_string=given).text)


def link_to(fragment: str, subject_id: int) -> str:
    found = re.search(rf'href="([^"]*\?from=draft\.[0-9a-f]+\.{subject_id})"', fragment)
    assert found, fragment
    return found[1]


@pytest.mark.long
def test_what_seems_to_be_the_same_stands_first_of_all_kinds(idea: Idea) -> None:
    hits = queries.lookalikes(VISITOR, "Printing two notes on one page", "", locale="en")
    assert (hits[0].subject_id, hits[0].is_twin) == (idea.id, True)
    assert not any(hit.is_twin for hit in hits[1:])
    assert {hit.kind for hit in hits} == {"idea", "question"}


def test_the_whole_draft_is_the_query(idea: Idea) -> None:
    (first, *_) = queries.lookalikes(VISITOR, "A wish", "I want to print two notes on one page.")
    assert first.subject_id == idea.id
    assert not first.is_twin
    assert queries.lookalikes(VISITOR, "", " ") == []


def test_the_fragment_tells_twins_from_the_others(idea: Idea, client: PortalClient) -> None:
    fragment = look(client, "0123456789abcdef", "Print two notes on one page")
    assert fragment.index("seems to be the same") < fragment.index("Is it one of these?")


def test_what_was_shown_and_opened_is_kept_with_a_question(idea: Idea, sign_in: SignIn) -> None:
    client = sign_in(make_member())
    aids = {"shown": [str(idea.id), "x", "999999"], "opened": [str(idea.id)]}
    assert client.post("/questions/ask", data=SENT | aids).status_code == 303
    question = db.session.scalars(select(Question).order_by(Question.id.desc())).first()
    kept = db.session.scalars(select(DraftAid)).one()
    assert question is not None
    assert (kept.for_id, kept.subject_id, kept.was_opened) == (question.id, idea.id, True)


def test_what_was_shown_is_kept_with_an_idea(idea: Idea, sign_in: SignIn) -> None:
    client, board = sign_in(make_member()), make_board()
    sent = SENT | {"board": str(board.id), "shown": [str(idea.id)]}
    assert client.post("/ideas/new", data=sent).status_code == 303
    assert not db.session.scalars(select(DraftAid.was_opened)).one()


def test_a_form_that_is_refused_keeps_its_key(sign_in: SignIn) -> None:
    client = sign_in(make_member())
    draft = begin(client)
    assert draft in client.post("/questions/ask", data={"title": "", "draft": draft}).text
    assert "x" * 16 not in client.post("/questions/ask", data={"draft": "x" * 16}).text


@pytest.mark.long
def test_a_form_left_after_opening_is_a_deflection(
    idea: Idea, sign_in: SignIn, drain: Worker
) -> None:
    client, agent = sign_in(make_member()), actor_of(make_member("Ann", Role.AGENT))
    client.get(link_to(look(client, begin(client)), idea.id))
    begin(client)
    drain()
    assert sum_forms(4)["question"].left == 0
    with time_machine.travel(now() + timedelta(hours=3), tick=False):
        figures = sum_forms(4)["question"]
        (first, *_) = list_deflectors(agent, 4).items
    assert (figures.began, figures.helped, figures.left, figures.deflection) == (2, 1, 1, 50)
    assert (first.subject_id, first.shown, first.opened, first.left) == (idea.id, 1, 1, 1)


@pytest.mark.long
def test_a_form_that_was_sent_is_no_deflection(idea: Idea, sign_in: SignIn, drain: Worker) -> None:
    client = sign_in(make_member())
    draft = begin(client)
    client.get(link_to(look(client, draft), idea.id))
    client.post("/questions/ask", data=SENT | {"draft": draft})
    drain()
    with time_machine.travel(now() + timedelta(hours=3), tick=False):
        figures = sum_forms(4)["question"]
    assert (figures.began, figures.sent, figures.left) == (1, 1, 0)


@pytest.mark.long
def test_forms_name_nobody_and_are_forgotten(idea: Idea, sign_in: SignIn, drain: Worker) -> None:
    client = sign_in(make_member())
    look(client, begin(client))
    drain()
    names = {column.name for column in (*DraftVisit.__table__.c, *DraftHit.__table__.c)}
    assert not names & {"member_id", "author_id", "visitor", "text", "title"}
    with time_machine.travel(now() + timedelta(days=400), tick=False):
        tasks_drafts.forget_drafts()
    db.session.rollback()
    assert not db.session.scalars(select(DraftVisit)).all()
    assert not db.session.scalars(select(DraftHit)).all()


def test_signals_that_somebody_made_up_count_nothing(app: Flask) -> None:
    at = now().isoformat()
    made_up: list[dict[str, object]] = [
        {"at": at, "draft": "0123456789abcdef", "step": "opened", "subject": 12},
        {
            "at": at,
            "draft": "0123456789abcdef",
            "step": "shown",
            "purpose": "question",
            "shown": [99],
        },
        {"at": at, "draft": 7, "step": "began", "purpose": "question"},
        {"at": at, "draft": "0123456789abcdef", "step": "began", "purpose": "spaceship"},
    ]
    tasks_drafts.fold_drafts(made_up)
    assert not db.session.scalars(select(DraftHit)).all()


@pytest.mark.long
def test_staff_see_on_a_question_what_was_shown_before(idea: Idea, sign_in: SignIn) -> None:
    asker = sign_in(make_member())
    asker.post("/questions/ask", data=SENT | {"shown": [str(idea.id)], "opened": [str(idea.id)]})
    question = db.session.scalars(select(Question).order_by(Question.id.desc())).first()
    assert question is not None
    address = f"/desk/search/before/{question.id}"
    assert asker.get(address).status_code == 403
    agent = sign_in(make_member("Ann", Role.AGENT))
    assert "Print two notes on one page" in agent.get(address).text
    assert "<h1" not in agent.get(address, headers={"HX-Request": "true"}).text
    assert address in agent.get(f"/questions/{question.id}", follow_redirects=True).text


def test_what_one_may_not_see_is_not_listed(idea: Idea, sign_in: SignIn) -> None:
    sign_in(make_member()).post("/questions/ask", data=SENT | {"shown": [str(idea.id)]})
    question = db.session.scalars(select(Question).order_by(Question.id.desc())).first()
    assert question is not None
    agent = actor_of(make_member("Ann", Role.AGENT))
    assert list_seen_before(agent, question.id)
    with writing():
        change_audience(get_locked(Subject, idea.id), intern_audience(["organisation:7"]))
    assert not list_seen_before(agent, question.id)


def test_pages_of_deflectors_are_for_the_team_and_go_on(idea: Idea, sign_in: SignIn) -> None:
    agent = sign_in(make_member("Ann", Role.AGENT))
    page = agent.get("/desk/search/look-alikes?weeks=4&after=W10").text
    assert "Nothing was shown yet" in page


def test_what_a_form_carries_is_read_in_order_and_bounded() -> None:
    many = [str(number) for number in range(1, 60)]
    assert read_aids(["3", "x", "2", "-1", "3"], ["2"]) == [Aid(3), Aid(2, was_opened=True)]
    assert len(read_aids(many, [])) == 20
