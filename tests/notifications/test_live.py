"""An open page hears of a new answer or status without being loaded anew, and asks no rows while all is quiet."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask

from community.accounts.models import Member
from community.content import actions as content
from community.content import actions_comments as talk
from community.content.models import Subject
from community.core.db import db, writing
from community.ideas import actions_statuses as ideas
from community.policies.actor import Role
from tests.makers import actor_of, make_answer, make_idea, make_member, make_question, prose, status
from tests.services.client import PortalClient
from tests.services.statements import Statements

SignIn = Callable[[Member], PortalClient]
Counting = Callable[[], AbstractContextManager[Statements]]


def address_of(page: str) -> str:
    """Where this page asks for news."""
    return "/live/" + page.split('hx-get="/live/')[1].split('"', maxsplit=1)[0].replace(
        "&amp;", "&"
    )


@pytest.mark.long
def test_a_new_answer_is_named(client: PortalClient) -> None:
    question = make_question()
    first = make_answer(question)
    address = f"/live/questions/{question.id}?after={first.id}&state=answered"
    assert (
        address.replace("&", "&amp;")
        in client.get(f"/questions/{question.id}-{question.slug}").text
    )
    assert "new answer" not in client.get(address).text
    second = make_answer(question)
    told = client.get(address).text
    assert "1 new answer" in told
    assert f'hx-select="#answer-{second.id}"' in told
    assert f"after={second.id}" in told


@pytest.mark.long
def test_a_new_state_and_a_new_status_are_named(client: PortalClient) -> None:
    question, idea = make_question(), make_idea()
    make_answer(question)
    assert (
        "state of the question"
        in client.get(f"/live/questions/{question.id}?after=999999999&state=open").text
    )
    address = address_of(client.get(f"/ideas/product/{idea.id}-{idea.slug}").text)
    assert "news of this idea" not in client.get(address).text
    manager, text = actor_of(make_member("Pia", Role.PRODUCT_MANAGER)), prose()
    with writing():
        ideas.change_status(manager, idea, status("planned"), text, lang="en")
    assert "news of this idea" in client.get(address).text


@pytest.mark.long
def test_a_new_comment_is_named_to_whoever_sees_it(client: PortalClient) -> None:
    author, idea = make_member(), make_idea()
    page = client.get(f"/ideas/product/{idea.id}-{idea.slug}").text
    address = address_of(page)
    assert 'id="live-new"' in page
    assert "new comment" not in client.get(address).text
    actor, body = actor_of(author), prose("Ours, too.")
    held = prose("[a](https://a.example) [b](https://b.example)")
    with writing():
        seen = talk.add_comment(actor, db.session.get_one(Subject, idea.id), body, lang="en")
        waiting = talk.add_comment(actor, db.session.get_one(Subject, idea.id), held, lang="en")
    told = client.get(address).text
    assert "1 new comment" in told
    assert f'hx-select="#comment-{seen.id}"' in told
    assert f"after={seen.id}" in told
    assert f"#comment-{waiting.id}" not in told


@pytest.mark.parametrize("is_member", [False, True])
def test_while_nothing_happens_a_304_asks_nothing(
    client: PortalClient, statements: Counting, is_member: bool
) -> None:
    question, reader = make_question(), make_member()
    if is_member:
        client.sign_in(reader)
    address = f"/live/questions/{question.id}?after=0&state=open"
    tag = client.get(address).headers["ETag"]
    client.get(address, headers={"If-None-Match": tag})
    with statements() as seen:
        answer = client.get(address, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.data, len(seen)) == (304, b"", 0), str(seen)
    make_answer(question)
    answer = client.get(address, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert "1 new answer" in answer.text


@pytest.mark.long
def test_it_costs_little_however_much_there_is(sign_in: SignIn, statements: Counting) -> None:
    question = make_question()
    for _number in range(4):
        make_answer(question)
    client = sign_in(make_member())
    client.get("/questions")
    with statements() as seen:
        client.get(f"/live/questions/{question.id}?after=0&state=open")
    assert len(seen) <= 6, str(seen)


@pytest.mark.long
def test_what_one_may_not_see_is_not_there(client: PortalClient) -> None:
    question = make_question()
    address = f"/live/questions/{question.id}?after=0&state=open"
    tag = client.get(address).headers["ETag"]
    with writing() as session:
        staff = content.intern_audience(["staff"])
        content.change_audience(session.get_one(Subject, question.id), staff)
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 404
    assert client.get("/live/questions/999").status_code == 404
    assert client.get("/live/ideas/999").status_code == 404


def test_an_answer_that_waits_for_a_moderator_is_no_news(app: Flask, client: PortalClient) -> None:
    question = make_question()
    make_answer(question, body="[a](https://a.example) [b](https://b.example)")
    assert "new answer" not in client.get(f"/live/questions/{question.id}?after=0&state=open").text
