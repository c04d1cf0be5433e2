"""What one began to write is kept, for oneself alone, until it is sent, thrown away or forgotten."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.accounts.actions_members import suspend
from community.accounts.models import Member
from community.content import actions as content
from community.content import actions_unsent, queries_unsent
from community.content.models import Subject, Visibility
from community.content.models_unsent import Place, Purpose, UnsentText, Words
from community.core.db import db, writing
from community.core.errors import NotAllowed, NotFound
from community.policies.actor import SYSTEM, VISITOR, Role
from community.questions.models import Question
from tests.makers import (
    actor_of,
    make_board,
    make_member,
    make_question,
)
from tests.services.client import PortalClient
from tests.services.statements import Statements

Counting = Callable[[], AbstractContextManager[Statements]]
SignIn = Callable[[Member], PortalClient]
NewClient = Callable[[], PortalClient]
ASK = Place(Purpose.QUESTION)
SCRIPT = {"HX-Request": "true"}


def keep(
    member: Member, place: Place = ASK, body: str = "Half of it", *, by_hand: bool = True
) -> UnsentText | None:
    actor = actor_of(member)
    with writing():
        return actions_unsent.keep(
            actor, place, Words("A title", body, {"tags": "a"}), by_hand=by_hand
        )


def kept(member: Member) -> list[UnsentText]:
    db.session.rollback()
    return queries_unsent.list_unsent(actor_of(member))


def address(question: Question) -> str:
    return f"/questions/{question.id}-{question.slug}"


def test_what_is_kept_while_asking_is_there_when_one_comes_back(sign_in: SignIn) -> None:
    client = sign_in(make_member())
    form = {"title": "How do I <begin>?", "body": "First of all\r\nand so on", "tags": "tax, vat"}
    answer = client.post("/questions/ask", data={**form, "lang": "fr", "then": "keep"})
    assert (answer.status_code, answer.location) == (303, "/drafts")
    page = client.get("/questions/ask").text
    assert "Your draft is back" in page
    assert 'value="How do I &lt;begin&gt;?"' in page
    assert "First of all\nand so on</textarea>" in page
    assert 'value="tax, vat"' in page
    assert '<option selected value="fr">' in page


def test_script_keeps_it_by_itself_while_one_types(sign_in: SignIn) -> None:
    member = make_member()
    client, form = sign_in(member), {"keeps": "question", "title": "How", "body": "do"}
    for body in ("do", "do I"):
        answer = client.post("/drafts", data={**form, "body": body}, headers=SCRIPT)
        assert answer.status_code == 200
        assert "Draft kept at" in answer.text
    assert [(one.title, one.body) for one in kept(member)] == [("How", "do I")]
    client.post("/drafts", data={**form, "title": "", "body": " "}, headers=SCRIPT)
    assert kept(member) == []


def test_sending_it_ends_it_and_what_a_browser_still_brings_does_not_bring_it_back(
    sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    member = make_member()
    client, form = sign_in(member), {"title": "How do I begin it?", "body": "Words", "lang": "en"}
    late = {**form, "keeps": "question"}
    client.post("/drafts", data=late, headers=SCRIPT)
    assert client.post("/questions/ask", data=form).status_code == 303
    client.post("/drafts", data=late, headers=SCRIPT)
    assert kept(member) == []
    assert "Words" not in db.session.scalars(select(UnsentText.body)).all()
    clock.shift(timedelta(minutes=1))
    client.post("/drafts", data={**late, "body": "Another"}, headers=SCRIPT)
    assert [one.body for one in kept(member)] == ["Another"]


def test_what_a_browser_brings_for_the_first_time_after_the_sending_is_not_kept(
    sign_in: SignIn,
) -> None:
    member, question = make_member(), make_question()
    client = sign_in(member)
    assert client.post(address(question), data={"body": "So.", "lang": "en"}).status_code == 303
    late = {"keeps": "answer", "keeps_about": str(question.id), "body": "So"}
    assert client.post("/drafts", data=late, headers=SCRIPT).status_code == 200
    assert kept(member) == []


@pytest.mark.long
def test_an_answer_is_kept_for_its_question_alone(sign_in: SignIn) -> None:
    member, question, other = make_member(), make_question(), make_question()
    client = sign_in(member)
    form = {"body": "I would", "lang": "en", "then": "keep"}
    answer = client.post(address(question), data=form)
    assert answer.location == f"{address(question)}#your-answer"
    assert "Go on with your draft" in client.get(address(question)).text
    assert "Go on with your draft" not in client.get(address(other)).text
    page = client.get(f"/questions/{question.id}/answer").text
    assert "Your draft is back" in page
    assert "I would</textarea>" in page
    assert (
        client.post(address(question), data={"body": "I would do so.", "lang": "en"}).status_code
        == 303
    )
    assert kept(member) == []
    assert "Go on with your draft" not in client.get(address(question)).text


def test_the_shared_page_says_so_to_nobody_else(new_client: NewClient, app: Flask) -> None:
    question, ada, zoe = make_question(), make_member("Ada"), make_member("Zoe")
    keep(ada, Place(Purpose.ANSWER, question.id))
    clients = [new_client().sign_in(one) for one in (zoe, ada, zoe, ada)]
    seen = ["Go on with your draft" in client.get(address(question)).text for client in clients]
    assert seen == [False, True, False, True]


def test_a_preview_keeps_what_is_typed_before_what_was_kept(sign_in: SignIn) -> None:
    member, question = make_member(), make_question()
    keep(member, Place(Purpose.ANSWER, question.id), "Old words")
    form = {"body": "New *words*", "lang": "en", "then": "preview"}
    page = sign_in(member).post(address(question), data=form).text
    assert "New *words*</textarea>" in page
    assert "<em>words</em>" in page


def test_an_idea_is_kept_with_its_board(sign_in: SignIn) -> None:
    board, other = make_board(), make_board("shop")
    client, member = sign_in(someone := make_member()), someone
    form = {"title": "A wish", "body": "So that", "board": str(other.id), "lang": "en"}
    assert client.post("/ideas/new", data={**form, "then": "keep"}).location == "/drafts"
    page = client.get("/ideas/new").text
    assert f'<option selected value="{other.id}">' in page
    assert f'<option selected value="{board.id}">' not in page
    assert client.post("/ideas/new", data={**form, "title": "A wish of mine"}).status_code == 303
    assert kept(member) == []


def test_words_that_the_address_brings_come_first_and_the_draft_is_named(sign_in: SignIn) -> None:
    member = make_member()
    keep(member)
    page = sign_in(member).get("/questions/ask?title=Quite+another").text
    assert 'value="Quite another"' in page
    assert "You have a draft already" in page
    assert 'hx-post="/drafts"' not in page
    assert 'hx-post="/drafts"' in sign_in(member).get("/questions/ask").text


def test_a_question_about_an_article_has_a_draft_of_its_own(sign_in: SignIn) -> None:
    member = make_member()
    keep(member, Place(Purpose.QUESTION, 7), "About the seventh")
    client = sign_in(member)
    assert "About the seventh" in client.get("/questions/ask?about=7").text
    assert "About the seventh" not in client.get("/questions/ask").text


def test_my_drafts_are_listed_and_thrown_away(sign_in: SignIn) -> None:
    member, question = make_member(), make_question(title="What is asked here?")
    keep(member)
    keep(member, Place(Purpose.ANSWER, question.id), "An answer begun")
    client = sign_in(member)
    page = client.get("/drafts").text
    assert page.index("An answer begun") < page.index("Half of it")
    assert f'href="/questions/{question.id}/answer"' in page
    for row in kept(member):
        assert client.post(f"/drafts/{row.id}/discard").status_code == 303
    assert "Nothing lies about" in client.get("/drafts").text


def test_the_title_of_a_question_that_one_no_longer_sees_is_not_told(sign_in: SignIn) -> None:
    member = make_member()
    keep(member, Place(Purpose.ANSWER, make_question(title="A secret matter?").id))
    question_id = db.session.scalars(select(Question.id)).one()
    with writing() as rows:
        subject = rows.get_one(Subject, question_id)
        content.change_visibility(SYSTEM, subject, Visibility.HIDDEN)
    page = sign_in(member).get("/drafts").text
    assert "A secret matter?" not in page
    assert "A question that you no longer see" in page
    assert "Half of it" in page


@pytest.mark.parametrize("role", [Role.ADMIN, Role.MODERATOR])
def test_nobody_else_sees_or_ends_a_draft_not_even_staff(
    app: Flask, new_client: NewClient, role: Role
) -> None:
    member, staff = make_member(), make_member("", role)
    row = keep(member, body="A private thought")
    assert row is not None
    client = new_client().sign_in(staff)
    assert client.post(f"/drafts/{row.id}/discard").status_code == 404
    for path in ("/drafts", "/questions/ask", f"/members/{member.handle}", "/search?q=private"):
        assert "A private thought" not in client.get(path).text
    with pytest.raises(NotFound):
        queries_unsent.get_unsent(actor_of(staff), row.id)
    assert len(kept(member)) == 1


def test_visitors_and_the_suspended_keep_nothing(app: Flask, client: PortalClient) -> None:
    member = make_member()
    with writing():
        suspend(SYSTEM, member.id, "spam")
    for actor in (VISITOR, actor_of(member)):
        with pytest.raises(NotAllowed), writing():
            actions_unsent.keep(actor, ASK, Words("a", "b"), by_hand=True)
    assert client.get("/drafts").status_code in (302, 303, 401)
