"""The roadmap: a column for each status, each with ideas of its own, and the way to the rest of them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask

from community.accounts.models import Member
from community.content.actions import intern_audience
from community.content.models import Subject
from community.core.db import writing
from community.core.errors import Invalid
from community.ideas import actions_status_list, queries_roadmap
from community.ideas.actions_status_list import StatusFacts
from community.ideas.models import Idea, IdeaStatus, Meaning
from community.ideas.queries import Filters, list_ideas
from community.policies.actor import VISITOR
from tests.ideas.living import decide, manager
from tests.makers import actor_of, make_board, make_idea, status
from tests.services.client import PortalClient
from tests.services.statements import Statements

SignIn = Callable[[Member], PortalClient]


def stand(key: str, count: int, supporters: int = 0) -> list[Idea]:
    """So many ideas in this status, each with as many supporters."""
    ideas = [make_idea(title=f"Number {n} that is {key}") for n in range(count)]
    given = status(key).id
    with writing() as rows:
        for idea in ideas:
            found = rows.get_one(Idea, idea.id)
            found.status_id, found.supporter_count = given, supporters
    return ideas


def next_in_autumn() -> IdeaStatus:
    """A second status that means planned."""
    pia, facts = actor_of(manager()), StatusFacts(name={"en": "Next autumn", "fr": "Cet automne"})
    with writing():
        return actions_status_list.create_status(pia, Meaning.PLANNED, facts)


def shown() -> dict[str, list[str]]:
    return {
        column.status.key: [idea.title for idea in column.ideas]
        for column in queries_roadmap.list_roadmap(VISITOR)
    }


@pytest.mark.long
def test_a_crowded_column_starves_no_other(
    client: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries_roadmap, "COLUMN", 2)
    stand("planned", 7, supporters=50)
    quiet = stand("in_progress", 2, supporters=1)
    columns = shown()
    assert len(columns["planned"]) == 2
    assert columns["in_progress"] == [idea.title for idea in reversed(quiet)]
    page = client.get("/roadmap").text
    assert "/ideas?state=planned&amp;sort=top" in page
    assert "state=in_progress" not in page
    rest = client.get("/ideas?state=planned&sort=top").text
    assert [n for n in range(7) if f"Number {n} that is planned" in rest] == list(range(7))
    assert "that is in_progress" not in rest


def test_a_column_leads_to_the_rest_of_its_board(
    client: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries_roadmap, "COLUMN", 1)
    stand("shipped", 2)
    assert "/ideas/product?state=shipped&amp;sort=new" in client.get("/roadmap?board=product").text


@pytest.mark.long
def test_what_is_most_supported_stands_first_and_what_shipped_last(app: Flask) -> None:
    little, much = stand("beta", 1, supporters=3) + stand("beta", 1, supporters=9)
    assert [one.id for one in queries_roadmap.list_roadmap(VISITOR)[2].ideas] == [
        much.id,
        little.id,
    ]
    first, second = make_idea(title="Print all at once"), make_idea(title="Print it in colour")
    decide(second, "shipped")
    decide(first, "shipped")
    assert [one.id for one in queries_roadmap.list_roadmap(VISITOR)[3].ideas] == [
        first.id,
        second.id,
    ]


@pytest.mark.long
def test_a_status_has_a_column_of_its_own_name_until_it_is_retired_and_empty(
    client: PortalClient, sign_in: SignIn
) -> None:
    made = next_in_autumn()
    idea = stand(made.key, 1)[0]
    page = client.get("/roadmap").text
    assert page.index("Planned") < page.index("Next autumn")
    assert idea.title in client.get("/ideas?state=next_autumn").text
    assert idea.title not in client.get("/ideas?state=planned").text
    with writing() as rows:
        rows.get_one(IdeaStatus, made.id).is_active = False
    assert shown()[made.key] == [idea.title]
    decide(idea, "in_progress")
    assert made.key not in shown()
    listed = sign_in(manager()).get(f"/desk/ideas?state={made.key}")
    assert idea.title not in listed.text


def test_an_address_with_a_meaning_finds_its_statuses_when_none_is_called_so(app: Flask) -> None:
    made = next_in_autumn()
    idea = stand(made.key, 1)[0]
    with writing() as rows:
        rows.get_one(IdeaStatus, status("planned").id).key = "soon"
    for word, there in (("planned", True), ("soon", False), ("next_autumn", True), ("no", False)):
        found = [row.id for row in list_ideas(VISITOR, Filters(state=word)).items]
        assert (idea.id in found) is there, word


def test_a_closed_board_is_on_nobody_elses_roadmap(client: PortalClient) -> None:
    idea = stand("planned", 1)[0]
    assert idea.title in client.get("/roadmap").text
    with writing():
        staff = intern_audience(["staff"])
    closed = make_board("closed", staff)
    with writing() as rows:
        rows.get_one(Idea, idea.id).board_id = closed.id
        rows.get_one(Subject, idea.id).audience_id = staff
    assert shown()["planned"] == []
    assert client.get("/roadmap?board=closed").status_code == 404


def test_statements_do_not_grow_with_columns(
    client: PortalClient, statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    with statements() as few:
        client.get("/roadmap")
    next_in_autumn()
    stand("planned", 3)
    with statements() as many:
        client.get("/roadmap")
    assert len(few) == len(many) <= 5, many


@pytest.mark.long
def test_a_retired_status_is_given_to_no_idea_by_hand(
    client: PortalClient, sign_in: SignIn
) -> None:
    made, idea = next_in_autumn(), make_idea()
    sign_in(manager())
    path = f"/desk/ideas/{idea.id}/status"
    sent = {"status": made.key, "text": "In autumn.", "lang": "en", "reason": "", "due_at": ""}
    assert "Next autumn" in client.get(path).text
    with writing() as rows:
        rows.get_one(IdeaStatus, made.id).is_active = False
    assert "Next autumn" not in client.get(path).text
    assert client.post(path, data=sent).status_code == 422
    with pytest.raises(Invalid, match="given no more"):
        decide(idea, made.key)
