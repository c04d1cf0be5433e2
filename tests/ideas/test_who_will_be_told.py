"""Before many ideas are decided about, the page says how many people at how many organisations will be told."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager

import pytest
from flask import Flask

from community.accounts.models import Member
from community.content import actions as content
from community.content.actions import intern_audience
from community.content.models import FollowState, Subject, TargetKind
from community.core.db import writing
from community.ideas.models import Idea
from community.notifications.queries_reach import reach_of_ideas
from tests.ideas.living import make_release, manager, support
from tests.ideas.triaging import ALONE, sent_file
from tests.makers import actor_of, make_idea, make_member, make_organisation
from tests.services.client import PortalClient
from tests.services.statements import Statements

SignIn = Callable[[Member], PortalClient]
TOLD = "4 people at 1 organisation will be told."


def mute(idea: Idea, member: Member) -> None:
    actor = actor_of(member)
    with writing():
        content.follow(actor, TargetKind.SUBJECT, idea.id, state=FollowState.MUTED)


@pytest.fixture
def ideas(app: Flask) -> list[Idea]:
    """Two ideas with two authors, a supporter of both, one who muted one of his two, and one who muted his one."""
    ideas = [make_idea(title=f"Number {n} of them") for n in range(2)]
    mill = make_organisation("Mill")
    both, half, deaf = (make_member(organisation=mill) for _ in range(3))
    for idea in ideas:
        support(idea, both, half)
    support(ideas[0], deaf)
    mute(ideas[0], half)
    mute(ideas[0], deaf)
    return ideas


def test_each_person_counts_once_however_many_ideas(
    ideas: list[Idea], statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    ids = [idea.id for idea in ideas]

    def counted(of: Collection[int]) -> tuple[int, int, bool]:
        with statements() as seen:
            found = reach_of_ideas(of, None)
        assert len(seen) == 1
        return found.people, found.organisations, found.is_bound

    assert counted(ids) == (4, 1, False)
    assert counted(ids[:1]) == (2, 1, False)
    assert counted([]) == (0, 0, False)
    with writing() as rows:
        rows.get_one(Subject, ids[1]).audience_id = intern_audience(["staff"])
    assert counted(ids) == (4, 1, True)


@pytest.mark.long
def test_the_pages_for_many_say_so(
    client: PortalClient, sign_in: SignIn, ideas: list[Idea]
) -> None:
    sign_in(manager())
    sent: dict[str, object] = {**ALONE, "lang": "en", "id": [str(idea.id) for idea in ideas]}
    sent |= {"status": "planned", "text": "Soon.", "then": "preview"}
    assert TOLD in client.post("/desk/ideas/bulk", data=sent).text
    lines = "id,status,text\n" + "".join(f"{idea.id},planned,Soon.\n" for idea in ideas)
    assert TOLD in client.post("/desk/ideas/file", data=sent_file(lines, then="preview")).text
    release = make_release(*ideas, is_published=False)
    assert TOLD in client.get(f"/desk/releases/{release.id}").text


def test_nothing_is_said_where_no_status_changes(
    client: PortalClient, sign_in: SignIn, ideas: list[Idea]
) -> None:
    sign_in(manager())
    sent: dict[str, object] = {**ALONE, "lang": "en", "id": str(ideas[0].id), "area": "none"}
    assert (
        "will be told" not in client.post("/desk/ideas/bulk", data=sent | {"then": "preview"}).text
    )
