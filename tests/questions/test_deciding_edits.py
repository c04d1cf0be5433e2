"""Whoever may decides about a suggested edit: taken, refused or undone, with credit, news and points."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from community.accounts.models import Member
from community.content.suggestions import SuggestionState
from community.core import paging
from community.core.db import db, writing
from community.core.mail import Letter
from community.curation.queries_edits import list_queue
from community.notifications.kinds import Kind
from community.policies.actor import Role
from community.questions import actions_answers
from community.questions.models import Answer, Question
from community.questions.models_suggestions import PostSuggestion
from community.recognition.models import LedgerEntry
from community.recognition.recount import compare
from tests.fixtures.services import MONDAY_MORNING
from tests.makers import actor_of, make_answer, make_member, make_question, prose, revisions_of
from tests.questions.edits import (
    BETTER,
    BODY,
    NOTE,
    accept,
    says,
    settled,
    state,
    suggest,
    told,
    undo,
)
from tests.services.client import PortalClient
from tests.services.worker import Worker

pytestmark = pytest.mark.long

NewClient = Callable[[], PortalClient]


@pytest.fixture
def author(app: Flask) -> Member:
    return make_member("Otto")


@pytest.fixture
def question(app: Flask) -> Question:
    return make_question(make_member("Ada"))


@pytest.fixture
def answer(question: Question, author: Member) -> Answer:
    return make_answer(question, author, BODY)


@pytest.fixture
def member(app: Flask) -> Member:
    return make_member("Mia", reputation=20)


@pytest.fixture
def mia(new_client: NewClient, member: Member) -> PortalClient:
    return new_client().sign_in(member)


@pytest.fixture
def otto(new_client: NewClient, author: Member) -> PortalClient:
    return new_client().sign_in(author)


def edit_as_author(author: Member, answer: Answer, body: str) -> None:
    words = prose(body)
    with writing():
        actions_answers.edit_answer(actor_of(author), answer, words)


def points(member: Member) -> list[int]:
    entries = db.session.query(LedgerEntry).filter_by(member_id=member.id).order_by(LedgerEntry.id)
    return [one.credited for one in entries]


def test_an_accepted_edit_is_a_version_with_both_names(
    mia: PortalClient, otto: PortalClient, *, answer: Answer, member: Member, author: Member
) -> None:
    edit_id = suggest(mia, answer)
    assert (
        "A suggested edit of this waits"
        in otto.get(f"/answers/{answer.id}", follow_redirects=True).text
    )
    assert "A suggested edit" not in mia.get(f"/answers/{answer.id}", follow_redirects=True).text
    assert accept(otto, edit_id) == 303
    assert says(answer) == BETTER
    [revision] = revisions_of(answer.id)
    assert (revision.author_id, revision.approved_by_id) == (member.id, author.id)
    assert (revision.body, revision.note) == (BODY, NOTE)
    history = mia.get(f"/answers/{answer.id}/history").text
    assert "accepted by" in history
    assert "Mia" in history


def test_a_questions_title_changes_with_its_address(
    mia: PortalClient, new_client: NewClient, question: Question
) -> None:
    edit_id = suggest(mia, question, question.body, title="How do I cancel a paid invoice?")
    tess = new_client().sign_in(make_member("Tess", reputation=600))
    assert accept(tess, edit_id) == 303
    db.session.expire_all()
    assert db.session.get_one(Question, question.id).slug == "how-do-i-cancel-a-paid-invoice"


def test_a_rejected_one_says_why(mia: PortalClient, otto: PortalClient, answer: Answer) -> None:
    edit_id = suggest(mia, answer)
    assert otto.post(f"/edits/{edit_id}/reject", data={"reason": " "}).status_code == 422
    assert otto.post(f"/edits/{edit_id}/reject", data={"reason": "No menu here."}).location
    assert "No menu here." in mia.get(f"/edits/{edit_id}").text
    assert says(answer) == BODY
    assert accept_again(otto, edit_id) == 409


def accept_again(client: PortalClient, edit_id: int) -> int:
    data = {"body": BETTER, "seen": "1"}
    return client.post(f"/edits/{edit_id}/accept", data=data).status_code


@pytest.mark.parametrize("name", ["Sam", "Mia"])
def test_strangers_and_its_own_author_do_not_decide(
    mia: PortalClient, new_client: NewClient, answer: Answer, name: str
) -> None:
    edit_id = suggest(mia, answer)
    browser = mia if name == "Mia" else new_client().sign_in(make_member("Sam"))
    assert accept_again(browser, edit_id) in (403, 404)
    assert browser.post(f"/edits/{edit_id}/reject", data={"reason": "No."}).status_code in (
        403,
        404,
    )
    assert state(edit_id) is SuggestionState.OPEN


def test_who_gained_trust_still_does_not_decide_about_his_own(
    mia: PortalClient, answer: Answer, member: Member
) -> None:
    edit_id = suggest(mia, answer)
    with writing() as rows:
        rows.get_one(Member, member.id).reputation = 600
    assert accept_again(mia, edit_id) == 403
    assert state(edit_id) is SuggestionState.OPEN


def test_edits_of_different_lines_come_together(
    mia: PortalClient, otto: PortalClient, *, answer: Answer, author: Member
) -> None:
    edit_id = suggest(mia, answer)
    edit_as_author(author, answer, BODY.replace("Wait for", "Read"))
    assert "nothing contradicts" in otto.get(f"/edits/{edit_id}").text
    assert accept(otto, edit_id) == 303
    assert says(answer) == BETTER.replace("Wait for", "Read")


def test_edits_of_the_same_line_are_settled_by_hand(
    mia: PortalClient, otto: PortalClient, *, answer: Answer, author: Member
) -> None:
    edit_id = suggest(mia, answer)
    edit_as_author(author, answer, BODY.replace("take back", "cancel"))
    assert "Both edits change the same lines" in otto.get(f"/edits/{edit_id}").text
    assert accept(otto, edit_id) == 422
    assert accept(otto, edit_id, body="Choose *cancel* in the menu.") == 303
    assert says(answer) == "Choose *cancel* in the menu."


def test_who_looked_before_it_was_changed_looks_again(
    mia: PortalClient, otto: PortalClient, *, answer: Answer, author: Member
) -> None:
    edit_id = suggest(mia, answer)
    seen = settled(otto.get(f"/edits/{edit_id}").text)
    edit_as_author(author, answer, "Something else.")
    refused = otto.post(f"/edits/{edit_id}/accept", data=seen)
    assert refused.status_code == 422
    assert "Compare again" in refused.text
    assert says(answer) == "Something else."


def test_each_hears_of_it_once(
    mia: PortalClient,
    otto: PortalClient,
    *,
    answer: Answer,
    member: Member,
    author: Member,
    restless_drain: Worker,
    postman: list[Letter],
) -> None:
    edit_id = suggest(mia, answer)
    suggest(mia, answer, BETTER + "\n\nDone.")
    restless_drain()
    assert told(author).count(Kind.POST_EDIT_SUGGESTED) == 1
    accept(otto, edit_id)
    restless_drain()
    assert told(member).count(Kind.SUGGESTION_ACCEPTED) == 1
    letters = [one for one in postman if f"/edits/{edit_id}" in one.text]
    assert len(letters) == 2


def test_it_earns_two_points_which_go_when_it_is_undone(
    mia: PortalClient, otto: PortalClient, *, answer: Answer, member: Member, restless_drain: Worker
) -> None:
    edit_id = suggest(mia, answer)
    accept(otto, edit_id)
    restless_drain()
    assert points(member) == [2]
    assert undo(otto, edit_id) == 303
    restless_drain()
    assert points(member) == [2, -2]
    assert says(answer) == BODY
    assert "The menu is gone again." in mia.get(f"/edits/{edit_id}").text
    assert told(member).count(Kind.SUGGESTION_REJECTED) == 1
    assert undo_again(otto, edit_id) == 409


def undo_again(client: PortalClient, edit_id: int) -> int:
    data = {"body": BODY, "seen": "3", "reason": "Again."}
    return client.post(f"/edits/{edit_id}/undo", data=data).status_code


def test_undoing_keeps_what_was_changed_since(
    mia: PortalClient, otto: PortalClient, *, answer: Answer, author: Member
) -> None:
    edit_id = suggest(mia, answer)
    accept(otto, edit_id)
    edit_as_author(author, answer, BETTER.replace("Wait for", "Read"))
    assert undo(otto, edit_id) == 303
    assert says(answer) == BODY.replace("Wait for", "Read")


def test_points_go_with_the_post_and_come_back_with_it(
    mia: PortalClient,
    otto: PortalClient,
    new_client: NewClient,
    *,
    answer: Answer,
    member: Member,
    drain: Worker,
) -> None:
    accept(otto, suggest(mia, answer))
    drain()
    mo = new_client().sign_in(make_member("Mo", Role.MODERATOR))
    mo.post(f"/desk/flags/{answer.id}/hide", data={"reason": "rude", "note": ""})
    drain()
    assert sum(points(member)) == 0
    assert (
        mo.post(f"/desk/flags/{answer.id}/restore", data={"reason": "mistake"}).status_code == 303
    )
    drain()
    assert sum(points(member)) == 2
    assert compare().missing == compare().surplus == 0


def test_the_queue_holds_articles_and_posts_in_turn(
    mia: PortalClient, new_client: NewClient, *, answer: Answer, question: Question
) -> None:
    suggest(mia, answer)
    suggest(mia, question, "It was paid twice, and I pressed *save* once.")
    ed = new_client().sign_in(make_member("Ed", Role.AGENT))
    page = ed.get("/suggestions/queue").text
    assert page.count(NOTE) == 2
    assert NOTE not in new_client().sign_in(make_member("Sam")).get("/suggestions/queue").text


def test_undoing_smuggles_no_link_past_the_moderators(
    mia: PortalClient, otto: PortalClient, answer: Answer
) -> None:
    edit_id = suggest(mia, answer)
    accept(otto, edit_id)
    assert undo(otto, edit_id, body=f"{BODY}\n\nSee https://cheap.example now.") == 422
    assert says(answer) == BETTER


def test_the_queue_has_pages_that_meet(
    client: PortalClient, question: Question, app: Flask
) -> None:
    made = []
    for number in range(paging.SIZE * 2 + 1):
        answer, author = make_answer(question), make_member()
        with writing() as rows:
            edit = PostSuggestion(subject_id=answer.id, question_id=question.id, base=1, body="B.")
            edit.author_id, edit.note, edit.state = author.id, f"n{number}", SuggestionState.OPEN
            edit.created_at = MONDAY_MORNING + timedelta(minutes=number // 2)
            rows.add(edit)
        made.append(edit.id)
    staff = actor_of(make_member("Ann", Role.AGENT))
    page = list_queue(staff, SuggestionState.OPEN)
    found = [one.id for one in page.items]
    while page.older:
        page = list_queue(staff, SuggestionState.OPEN, page.older)
        found += [one.id for one in page.items]
    assert found == made
