"""One's own ledger: each entry with its evidence, beside what took it back; nobody else reads it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask

from community.accounts.models import Member
from community.core import paging
from community.core.db import writing
from community.policies.actor import Role
from community.questions import actions as questions
from community.questions import actions_answers as answers
from community.questions.models import Answer
from community.recognition import queries_ledger
from tests.makers import actor_of, make_answer, make_member, make_question
from tests.services.client import PortalClient
from tests.services.statements import Statements
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]
Counting = Callable[[], AbstractContextManager[Statements]]
PAGE = "/account/reputation"


def helped(answer: Answer, count: int) -> list[Member]:
    voters = [make_member() for _ in range(count)]
    for voter in voters:
        actor = actor_of(voter)
        with writing():
            answers.vote_helpful(actor, answer)
    return voters


@pytest.mark.long
def test_an_entry_stands_beside_what_took_it_back(sign_in: SignIn, drain: Worker) -> None:
    author = make_member()
    answer = make_answer(make_question(title="Where do my roses go?"), author)
    actor = actor_of(helped(answer, 1)[0])
    drain()
    with writing():
        answers.withdraw_helpful(actor, answer)
    drain()
    page = sign_in(author).get(PAGE).text
    row = page.split("<tbody>")[1].split("</tr>")[0]
    assert "+10" in row
    assert "-10" in row
    assert "Taken back:" in row
    assert f"#answer-{answer.id}" in row


def test_a_question_is_evidence_too(sign_in: SignIn, drain: Worker) -> None:
    asker, voter = make_member(), actor_of(make_member())
    question = make_question(asker, "Where do my roses go?")
    with writing():
        questions.vote_same_question(voter, question)
    drain()
    assert "Where do my roses go?" in sign_in(asker).get(PAGE).text


@pytest.mark.long
def test_the_days_limit_explains_itself(sign_in: SignIn, drain: Worker) -> None:
    author = make_member()
    helped(make_answer(make_question(), author), 21)
    drain()
    page = sign_in(author).get(PAGE).text
    assert "200 of today’s are used" in page
    assert "of 10: the day's limit" in page


def test_level_and_way_to_the_next_stand_above(sign_in: SignIn) -> None:
    page = sign_in(make_member(reputation=180)).get(PAGE).text
    assert "320 points to “Expert”" in page
    assert 'value="180" max="500"' in page
    assert "opens at 250 points; you have 180." in page


@pytest.mark.long
def test_pages_lead_through_all_entries_once(app: Flask, drain: Worker) -> None:
    author = make_member()
    helped(make_answer(make_question(), author), paging.SIZE + 2)
    drain()
    first = queries_ledger.list_ledger(actor_of(author))
    second = queries_ledger.list_ledger(actor_of(author), first.older)
    ids = [row.id for row in (*first.items, *second.items)]
    assert len(first.items) == paging.SIZE
    assert len(ids) == len(set(ids)) == paging.SIZE + 2


@pytest.mark.long
def test_nobody_reads_the_ledger_of_another(
    client: PortalClient, sign_in: SignIn, drain: Worker
) -> None:
    author = make_member()
    answer = make_answer(make_question(title="Where do my roses go?"), author)
    helped(answer, 1)
    drain()
    assert client.get(PAGE).status_code in (302, 303, 401)
    page = sign_in(make_member("Mo", Role.MODERATOR)).get(PAGE).text
    assert "Where do my roses go?" not in page


@pytest.mark.long
def test_the_page_costs_eight_statements(
    sign_in: SignIn, statements: Counting, drain: Worker
) -> None:
    author = make_member()
    helped(make_answer(make_question(), author), 3)
    drain()
    client = sign_in(author)
    client.get(PAGE)
    with statements() as seen:
        client.get(PAGE)
    assert len(seen) <= 8
