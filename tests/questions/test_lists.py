"""The lists: orders, filters, pages that do not shift, and few statements however many questions there are."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from community.accounts.models import Member
from community.core.db import writing
from community.policies.actor import VISITOR, Role
from community.questions import actions, queries_lists
from community.questions.queries_lists import Filters, Tab
from community.questions.states import QuestionState
from tests.makers import (
    actor_of,
    make_answer,
    make_area,
    make_member,
    make_organisation,
    make_question,
)
from tests.service_levels.stories import publish_demo
from tests.services.client import PortalClient
from tests.services.statements import Statements

SignIn = Callable[[Member], PortalClient]
Counting = Callable[[], AbstractContextManager[Statements]]


def titles(filters: Filters, after: str | None = None) -> list[str]:
    return [row.title for row in queries_lists.list_questions(VISITOR, filters, after).items]


def ask_several(names: str, **details: Any) -> None:
    asker = make_member()
    for name in names.split():
        make_question(asker, title=f"What about {name}?", **details)


def test_newest_first_and_pages_do_not_shift(app: Flask, clock: time_machine.Traveller) -> None:
    asker = make_member()
    for number in range(5):
        make_question(asker, title=f"Question number {number}?")
        clock.shift(timedelta(minutes=1))
    first = queries_lists.list_questions(VISITOR, Filters(), size=2)
    make_question(asker, title="A newer one appears?")
    second = queries_lists.list_questions(VISITOR, Filters(), first.older, size=2)
    assert [row.title[-2] for row in [*first.items, *second.items]] == ["4", "3", "2", "1"]
    assert (first.newer, second.newer) == (None, "")


def test_questions_of_one_instant_are_told_apart_by_number(
    app: Flask, clock: time_machine.Traveller
) -> None:
    ask_several("one two three")
    first = queries_lists.list_questions(VISITOR, Filters(), size=2)
    assert titles(Filters(), first.older) == ["What about one?"]


def test_unanswered_are_those_that_nobody_has_answered(app: Flask) -> None:
    ask_several("soil")
    make_answer(make_question(title="What about seeds?"))
    assert titles(Filters(tab=Tab.UNANSWERED)) == ["What about soil?"]


def test_popular_are_those_that_many_have(app: Flask) -> None:
    ask_several("soil seeds")
    loved = make_question(title="What about water?")
    voter = actor_of(make_member())
    with writing():
        actions.vote_same_question(voter, loved)
    ask_several("light")
    first = queries_lists.list_questions(VISITOR, Filters(tab=Tab.POPULAR), size=1)
    assert [row.title for row in first.items] == ["What about water?"]
    assert "What about water?" not in titles(Filters(tab=Tab.POPULAR), first.older)


def test_filters_by_area_tag_and_state(app: Flask) -> None:
    area = make_area()
    ask_several("invoices", product_area_id=area.id, tags=("tax",))
    ask_several("soil", tags=("garden",))
    page = queries_lists.list_questions(VISITOR, Filters(product_area_id=area.id))
    assert [row.title for row in page.items] == ["What about invoices?"]
    assert titles(Filters(state=QuestionState.SOLVED)) == []
    assert len(titles(Filters(state=QuestionState.OPEN))) == 2


def test_the_page_filters_by_its_address(client: PortalClient) -> None:
    area = make_area()
    ask_several("invoices", product_area_id=area.id, tags=("tax",))
    ask_several("soil", tags=("garden",))
    for query in ("area=billing", "tag=tax", "area=billing&state=open&tab=popular"):
        page = client.get(f"/questions?{query}").text
        assert "What about invoices?" in page
        assert "What about soil?" not in page
    assert client.get("/questions?area=nowhere").status_code == 404


@pytest.mark.parametrize("query", ["after=%25", "after=WzEsMl0", "tab=x", "state=%F0", "after=e30"])
def test_a_mangled_address_is_no_fault(client: PortalClient, query: str) -> None:
    ask_several("soil")
    assert client.get(f"/questions?{query}").status_code == 200


def test_private_questions_are_listed_for_those_who_may_see_them(app: Flask) -> None:
    company = make_organisation()
    asker, colleague = make_member(organisation=company), make_member(organisation=company)
    make_question(asker, title="What is our price?", is_private=True)
    page = queries_lists.list_questions(actor_of(colleague), Filters())
    assert [(row.title, row.is_private) for row in page.items] == [("What is our price?", True)]
    assert titles(Filters()) == []


def fill(count: int) -> None:
    area, asker = make_area(f"area{count}"), make_member()
    for number in range(count):
        question = make_question(
            asker, title=f"How do I do {number}?", product_area_id=area.id, tags=("one", "two")
        )
        if number % 2:
            make_answer(question, asker)


@pytest.mark.long
@pytest.mark.parametrize(
    "address", ["/questions", "/questions?tab=popular", "/questions?tab=unanswered"]
)
def test_the_list_takes_few_statements_at_any_size(
    client: PortalClient, statements: Counting, address: str
) -> None:
    member = make_member()
    found = []
    client.get("/")  # the settings are read once a process after a change
    for count in (3, 30):
        fill(count)
        visitor = count_of(client, statements, address)
        signed_in = count_of(client.sign_in(member), statements, address)
        client.sign_out()
        found.append((visitor, signed_in))
    assert found[0] == found[1]
    assert found[0][0] <= 5
    assert found[0][1] <= 8


def count_of(client: PortalClient, statements: Counting, address: str) -> int:
    with statements() as seen:
        assert client.get(address).status_code == 200
    print(seen)
    return len(seen)


def test_the_desk_lists_what_is_due_first(sign_in: SignIn, clock: time_machine.Traveller) -> None:
    publish_demo()
    premium = make_member(organisation=make_organisation(plan="premium"))
    make_question(title="What waits two days?")
    make_question(premium, title="What waits an hour?", severity="L1")
    page = sign_in(make_member("Al", Role.AGENT)).get("/desk/questions").text
    assert page.index("What waits an hour?") < page.index("What waits two days?")
    assert "Premium" in page


def test_the_desk_is_for_agents_and_filters_by_area(sign_in: SignIn) -> None:
    publish_demo()
    area = make_area()
    make_question(title="What of the bill?", product_area_id=area.id)
    make_question(title="What of the soil?")
    page = sign_in(make_member("Al", Role.AGENT)).get("/desk/questions?area=billing").text
    assert "What of the bill?" in page
    assert "What of the soil?" not in page
    assert sign_in(make_member()).get("/desk/questions").status_code == 403
