"""The page of a question: its address, what stands on it, and how many statements it takes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask

from community.accounts.models import Member
from community.content import actions_comments
from community.content.models import Subject
from community.core.db import db, writing
from community.policies.actor import VISITOR, Role
from community.questions import actions, queries_around
from community.questions import actions_answers as answers
from community.questions.models import Question
from community.questions.ranking import ranked
from tests.fixtures.services import MONDAY_MORNING
from tests.makers import (
    actor_of,
    make_answer,
    make_area,
    make_member,
    make_organisation,
    make_question,
    prose,
)
from tests.service_levels.stories import publish_demo
from tests.services.client import PortalClient
from tests.services.statements import Statements
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]
Counting = Callable[[], AbstractContextManager[Statements]]


def address(question: Question) -> str:
    return f"/questions/{question.id}-{question.slug}"


@pytest.mark.long
def test_a_wrong_slug_is_led_to_the_right_address(client: PortalClient) -> None:
    question = make_question()
    for wrong in (f"/questions/{question.id}-wrong", f"/questions/{question.id}"):
        answer = client.get(wrong)
        assert (answer.status_code, answer.location) == (301, address(question))


def test_what_is_not_there_is_not_found_and_what_was_removed_is_gone(client: PortalClient) -> None:
    asker = make_member()
    question = make_question(asker)
    assert client.get("/questions/987654-x").status_code == 404
    with writing():
        actions.delete_question(actor_of(asker), question)
    assert client.get(address(question)).status_code == 410


@pytest.mark.long
def test_a_strangers_private_question_reads_as_if_it_were_not_there(client: PortalClient) -> None:
    asker = make_member(organisation=make_organisation())
    question = make_question(asker, is_private=True)
    assert client.get(address(question)).status_code == 404
    assert client.sign_in(make_member()).get(address(question)).status_code == 404
    assert client.sign_in(asker).get(address(question)).status_code == 200


@pytest.mark.long
def test_a_visitor_reads_everything_and_is_invited(client: PortalClient) -> None:
    publish_demo()
    question = make_question(tags=("tax",), product_area_id=make_area().id)
    make_answer(question)
    page = client.get(address(question)).text
    for words in (
        "take back",
        "Team answers by",
        "Sign in to answer",
        "1 answer",
        "Billing",
        "tax",
    ):
        assert words in page


@pytest.mark.long
def test_the_page_tells_search_engines(client: PortalClient) -> None:
    asker = make_member("Ada </script>")
    question = make_question(asker)
    answer = make_answer(question)
    with writing():
        answers.accept_answer(actor_of(asker), answer)
    page = client.get(address(question)).text
    found = re.search(r'ld\+json">(.*?)</script>', page, re.DOTALL)
    data = json.loads(found.group(1) if found else "")
    assert data["@type"] == "QAPage"
    assert data["mainEntity"]["acceptedAnswer"]["url"].endswith(f"#answer-{answer.id}")
    assert data["mainEntity"]["author"]["name"] == "Ada </script>"


@pytest.mark.long
def test_similar_questions_share_tags(app: Flask) -> None:
    question = make_question(tags=("tax", "print"))
    far, near = make_question(tags=("tax",)), make_question(tags=("tax", "print"))
    make_question(tags=("garden",))
    asker = make_member(organisation=make_organisation())
    make_question(asker, tags=("tax", "print"), is_private=True)
    around = queries_around.find_around(VISITOR, question.id)
    assert [one.id for one in around.similar] == [near.id, far.id]
    assert [tag.key for tag in around.tags] == ["print", "tax"]


@pytest.mark.long
def test_views_are_counted_by_the_worker_each_visitor_once(
    client: PortalClient, drain: Worker
) -> None:
    question = make_question()
    for _turn in range(3):
        client.get(address(question))
    drain()
    assert db.session.get_one(Question, question.id).views_count == 1


def busy_question(replies: int) -> Question:
    """A question with answers, comments, votes and neighbours."""
    question = make_question(
        tags=("tax", f"t{replies}"), product_area_id=make_area(f"a{replies}").id
    )
    make_question(tags=("tax",))
    for _turn in range(replies):
        author = make_member()
        answer, words = make_answer(question, author), prose("Thank you.")
        for on in (question.id, answer.id):
            with writing():
                actions_comments.add_comment(
                    actor_of(author), db.session.get_one(Subject, on), words, lang="en"
                )
    return question


@pytest.mark.long
def test_the_page_takes_few_statements_at_any_size(
    client: PortalClient, statements: Counting
) -> None:
    publish_demo()
    member, found = make_member(), []
    client.get(
        address(busy_question(2))
    )  # settings and words are read once a process after a change
    for question in (busy_question(1), busy_question(8)):
        visitor = count_of(client, statements, address(question))
        found.append((visitor, count_of(client.sign_in(member), statements, address(question))))
        client.sign_out()
    assert found[0] == found[1]
    assert found[0][0] <= 8
    assert found[0][1] <= 12


def count_of(client: PortalClient, statements: Counting, page: str) -> int:
    with statements() as seen:
        assert client.get(page).status_code == 200
    print(seen)
    return len(seen)


class Ranked:
    """An answer as the order sees it."""

    def __init__(self, number: int, votes: int, marks: str = "") -> None:
        self.id, self.votes = number, votes
        self.is_accepted, self.is_official = "a" in marks, "o" in marks
        self.created_at = MONDAY_MORNING + timedelta(minutes=number)


@pytest.mark.parametrize(
    ("given", "order"),
    [
        ([(1, 0, ""), (2, 5, "")], [2, 1]),
        ([(1, 3, ""), (2, 3, "")], [1, 2]),
        ([(1, 9, ""), (2, 0, "a")], [2, 1]),
        ([(1, 10, ""), (2, 0, "a")], [1, 2]),
        ([(1, 9, ""), (2, 0, "o")], [2, 1]),
        ([(1, 5, "o"), (2, 0, "a"), (3, 6, "")], [2, 1, 3]),
        ([(1, 10, "o"), (2, 0, "a"), (3, 6, "")], [1, 3, 2]),
        ([], []),
    ],
)
def test_marked_answers_lead_until_another_leads_them_by_ten(
    given: list[tuple[int, int, str]], order: list[int]
) -> None:
    assert [one.id for one in ranked([Ranked(*one) for one in given])] == order


def test_an_edit_keeps_the_words_and_leads_the_old_address_on(sign_in: SignIn) -> None:
    asker = make_member()
    question = make_question(asker)
    client = sign_in(asker)
    old = address(question)
    sent = {
        "title": "How do I cancel an invoice?",
        "body": "Paid twice.",
        "tags": "tax",
        "area": "",
    }
    assert client.post(f"/questions/{question.id}/edit", data=sent).status_code == 303
    assert client.get(old).status_code == 301
    history = client.get(f"/questions/{question.id}/history").text
    assert re.search(r"<del>.{0,60}paid", history)
    assert re.search(r"<ins>.{0,60}cancel", history)


def test_a_stranger_cannot_edit_or_delete(sign_in: SignIn) -> None:
    question = make_question()
    client = sign_in(make_member())
    sent = {"title": "Mine now, and all yours?", "body": "Ha.", "tags": "", "area": ""}
    assert client.post(f"/questions/{question.id}/edit", data=sent).status_code == 403
    assert client.post(f"/questions/{question.id}/delete").status_code == 403


def test_an_answered_question_stays_unless_a_moderator_removes_it(sign_in: SignIn) -> None:
    asker = make_member()
    question = make_question(asker)
    make_answer(question)
    assert sign_in(asker).post(f"/questions/{question.id}/delete").status_code == 403
    client = sign_in(make_member("Mo", Role.MODERATOR))
    assert client.post(f"/questions/{question.id}/delete").status_code == 303


def test_a_visitors_vote_is_cast_once_he_has_signed_in(client: PortalClient) -> None:
    question = make_question()
    answer = client.post(f"/questions/{question.id}/same")
    assert answer.status_code == 303
    assert "/sign-in" in answer.location
    assert db.session.get_one(Question, question.id).same_question_count == 0


def test_a_vote_answers_htmx_with_its_button_and_others_with_the_page(sign_in: SignIn) -> None:
    question = make_question()
    client = sign_in(make_member())
    fragment = client.post(f"/questions/{question.id}/same", headers={"HX-Request": "true"}).text
    assert 'aria-pressed="true"' in fragment
    assert "1 vote<" in fragment
    assert "<html" not in fragment
    answer = client.post(f"/questions/{question.id}/same/withdraw")
    assert (answer.status_code, answer.location) == (303, address(question))
    assert db.session.get_one(Question, question.id).same_question_count == 0
