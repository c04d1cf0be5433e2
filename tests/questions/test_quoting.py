"""Quoting a post: its words, who wrote them and where, in the answer that one writes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from community.accounts.models import Member
from community.content.models_unsent import Place, Purpose
from community.policies.actor import Role
from community.questions.models import Question
from community.questions.quoting import LONGEST, quote_head, quoted
from community.questions.states import CloseReason
from tests.content.test_unsent import keep
from tests.makers import make_answer, make_member, make_organisation, make_question
from tests.questions.stories import close
from tests.services.client import PortalClient

SignIn = Callable[[Member], PortalClient]


def write(client: PortalClient, question: Question, quote: object = "") -> str:
    answer = client.get(f"/questions/{question.id}/answer", query_string={"quote": str(quote)})
    assert answer.status_code == 200
    return answer.text


def test_the_link_opens_an_answer_that_begins_with_the_quotation(sign_in: SignIn) -> None:
    question = make_question()
    answer = make_answer(question, make_member("Ada Lovelace"), "One\n\n- two\n\n```\ncode\n```")
    client = sign_in(make_member())
    page = client.get(f"/questions/{question.id}-{question.slug}").text
    assert f'href="/questions/{question.id}/answer?quote={answer.id}"' in page
    text = write(client, question, answer.id)
    there = f"/questions/{question.id}-{question.slug}#answer-{answer.id}"
    assert f"&gt; [Ada Lovelace wrote]({there})\n&gt;\n&gt; One\n&gt;\n&gt; - two\n" in text
    assert "&gt; code" in text


def test_the_question_is_quoted_too_and_stands_after_what_one_began(sign_in: SignIn) -> None:
    question, member = make_question(body="What **now**?"), make_member()
    keep(member, Place(Purpose.ANSWER, question.id), "I think:")
    text = write(sign_in(member), question, question.id)
    assert text.index("I think:") < text.index("&gt; What **now**?")


def test_script_gets_the_quotation_alone(sign_in: SignIn) -> None:
    question = make_question(body="What <b>now</b>?")
    answer = sign_in(make_member()).get(
        f"/questions/{question.id}/answer?quote={question.id}", headers={"HX-Request": "true"}
    )
    assert answer.mimetype == "text/plain"
    assert answer.text.endswith("> What <b>now</b>?\n\n")


@pytest.mark.long
def test_only_posts_of_the_page_that_one_sees_are_quoted(sign_in: SignIn) -> None:
    garden = make_organisation("Garden")
    secret = make_question(make_member(organisation=garden), is_private=True, body="Secret")
    hidden = make_answer(secret, make_member(organisation=garden), "Secret too")
    question, client = make_question(), sign_in(make_member())
    for quote in (secret.id, hidden.id, 999999, "x", "1e3"):
        path = f"/questions/{question.id}/answer"
        assert client.get(path, query_string={"quote": quote}).status_code == 404
    assert client.get(f"/questions/{secret.id}/answer").status_code == 404


@pytest.mark.long
def test_where_nobody_can_answer_nothing_is_quoted(sign_in: SignIn, client: PortalClient) -> None:
    question = make_question()
    path = f"/questions/{question.id}-{question.slug}"
    assert "data-quote" not in client.get(path).text
    assert "data-quote" in sign_in(make_member()).get(path).text
    close(make_member("Al", Role.AGENT), question, CloseReason.NO_REPLY)
    assert "data-quote" not in sign_in(make_member()).get(path).text


@pytest.mark.parametrize("name", ["A] [x](javascript:1) [", "<b>", "`", "\n> x"])
def test_a_name_cannot_break_out_of_the_line(app: Flask, name: str) -> None:
    with app.test_request_context():
        head = quote_head(name, "/questions/1-a")
    assert head.endswith(" wrote](/questions/1-a)")
    assert not set("[]<>`\n") & set(head.removeprefix("[").split("](")[0])


def test_a_long_post_is_cut(app: Flask) -> None:
    with app.test_request_context():
        text = quoted("word " * 1000, "Ada", "/questions/1-a")
    assert len(text) < LONGEST + 100
    assert text.endswith("word …\n\n")


def test_an_answer_with_a_quotation_reads_as_one(sign_in: SignIn) -> None:
    question = make_question()
    first = make_answer(question, make_member("Ada"), "Do it.")
    client = sign_in(make_member())
    with client.application.test_request_context():
        body = quoted("Do it.", "Ada", f"/questions/{question.id}-x#answer-{first.id}") + "I did."
    path = f"/questions/{question.id}-{question.slug}"
    assert client.post(path, data={"body": body, "lang": "en"}).status_code == 303
    page = client.get(path).text
    assert '<blockquote dir="auto">' in page
    assert ">Ada wrote</a>" in page
