"""Names that are offered while one types them: of those who may see the thread, and nothing but names."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from community.accounts.actions_members import suspend
from community.accounts.models import Member
from community.core.db import writing
from community.policies.actor import SYSTEM, Role
from tests.content.named import named
from tests.makers import make_answer, make_article, make_member, make_organisation, make_question
from tests.services.client import PortalClient
from tests.services.statements import Statements

SignIn = Callable[[Member], PortalClient]
Counting = Callable[[], AbstractContextManager[Statements]]


def handles(client: PortalClient, typed: str, on: int | str = "") -> list[str]:
    answer = client.get("/mentions", query_string={"q": typed, "on": on})
    assert answer.status_code == 200
    return [part.split('"')[0] for part in answer.text.split('data-handle="')[1:]]


def test_those_who_write_in_the_thread_stand_first(sign_in: SignIn) -> None:
    far, near = named("alma", reputation=900), named("alba")
    question = make_question()
    answer = make_answer(question, near)
    client = sign_in(make_member())
    assert handles(client, "al", question.id) == ["alba", "alma"]
    assert handles(client, "al", answer.id) == ["alba", "alma"]
    assert handles(client, "al") == ["alma", "alba"]
    assert "alba" in handles(client, "", question.id)
    assert far.handle not in handles(client, "", question.id)


def test_a_word_of_the_name_finds_somebody_and_no_address_is_shown(sign_in: SignIn) -> None:
    ada = make_member("Ada Lovelace", email="secret@hidden.example")
    client = sign_in(make_member())
    answer = client.get("/mentions?q=love")
    assert ada.handle in answer.text
    assert "hidden.example" not in answer.text
    assert handles(client, "secret") == handles(client, "%") == handles(client, "_") == []


def test_only_who_may_see_the_thread_is_offered(sign_in: SignIn) -> None:
    garden = make_organisation("Garden")
    named("alba", organisation=garden), named("alma", reputation=900)
    staff = make_member("Alix", Role.AGENT)
    asker = make_member(organisation=garden)
    question = make_question(asker, is_private=True)
    assert handles(sign_in(asker), "al", question.id) == ["alba", staff.handle]
    answer = sign_in(named("allan")).get(f"/mentions?q=al&on={question.id}")
    assert answer.status_code == 404


def test_nobody_suspended_and_not_oneself_is_offered(sign_in: SignIn) -> None:
    gone, oneself = named("alma"), named("alba")
    with writing():
        suspend(SYSTEM, gone.id, "spam")
    assert handles(sign_in(oneself), "al") == []


def test_visitors_are_offered_nobody(client: PortalClient) -> None:
    named("alma")
    assert "alma" not in client.get("/mentions?q=al").text


@pytest.mark.parametrize("on", ["x", "-1", "999999", "1e3", "٣"])
def test_a_thread_that_is_none_is_not_found(sign_in: SignIn, on: str) -> None:
    assert (
        sign_in(make_member()).get("/mentions", query_string={"q": "a", "on": on}).status_code
        == 404
    )


def test_completion_asks_as_little_of_many_as_of_few(sign_in: SignIn, statements: Counting) -> None:
    question, client = make_question(), sign_in(make_member())
    counts = []
    for _time in range(2):
        with statements() as asked:
            handles(client, "al", question.id)
        counts.append(len(asked))
        for number in range(9):
            make_member(f"Al {number}")
    assert counts[0] == counts[1]


def test_the_text_names_its_thread_for_script(sign_in: SignIn) -> None:
    question = make_question()
    page = sign_in(make_member()).get(f"/questions/{question.id}-{question.slug}").text
    assert page.count(f'data-writes="{question.id}"') == 2


def test_names_are_offered_where_they_become_links_and_nowhere_else(sign_in: SignIn) -> None:
    client = sign_in(make_member("", Role.EDITOR))
    article = make_article()
    assert 'data-writes=""' in client.get("/questions/ask").text
    assert 'data-writes=""' in client.get("/ideas/new").text
    assert "data-writes" not in client.get(f"/desk/articles/{article.id}/en").text
