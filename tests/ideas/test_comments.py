"""The talk under an idea: each comment can be mended by its author, removed, and flagged by others."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from community.accounts.models import Member
from community.content.actions_comments import add_comment
from community.content.models import Comment, Subject
from community.core.db import writing
from community.ideas.models import Idea
from community.policies.actor import Role
from tests.ideas.stories import merge
from tests.makers import actor_of, make_idea, make_member, prose
from tests.services.client import PortalClient

NewClient = Callable[[], PortalClient]


def talk(idea: Idea, member: Member, words: str = "It rains in.") -> Comment:
    actor, said = actor_of(member), prose(words)
    with writing() as rows:
        return add_comment(actor, rows.get_one(Subject, idea.id), said, lang="en")


@pytest.mark.parametrize("is_merged", [False, True])
def test_each_finds_beneath_an_idea_what_he_may_do_with_a_comment(
    new_client: NewClient, is_merged: bool
) -> None:
    ann, root = make_member("Ann"), make_idea()
    idea = make_idea(title="The same in other words") if is_merged else root
    comment = talk(idea, ann)
    if is_merged:
        merge(idea, root)
    ways = [f"/comments/{comment.id}/edit", f"/comments/{comment.id}/delete"]
    ways.append(f"/subjects/{comment.id}/flag")
    found = {}
    for who in (ann, make_member("Otto"), make_member("Mo", Role.MODERATOR)):
        page = new_client().sign_in(who).get(f"/ideas/product/{root.id}-{root.slug}").text
        found[who.name] = [way in page for way in ways]
    assert found == {
        "Ann": [True, True, False],
        "Otto": [False, False, True],
        "Mo": [False, True, True],
    }


def test_a_comment_is_mended_and_removed_from_the_page_of_its_idea(new_client: NewClient) -> None:
    ann, idea = make_member("Ann"), make_idea()
    comment, client = talk(idea, ann), new_client().sign_in(ann)
    address = f"/ideas/product/{idea.id}-{idea.slug}"
    here = {"Referer": f"http://localhost{address}"}
    assert f'value="{address}' in client.get(f"/comments/{comment.id}/edit", headers=here).text
    mended = client.post(f"/comments/{comment.id}/edit", data={"body": "It pours in."})
    assert mended.status_code == 303
    assert "It pours in." in client.get(address).text
    assert client.post(f"/comments/{comment.id}/delete").status_code == 303
    assert "It pours in." not in client.get(address).text


def test_a_newcomers_comment_says_that_it_waits(new_client: NewClient) -> None:
    ann, idea = make_member("Ann"), make_idea()
    talk(idea, ann, "See https://example.org for it.")
    page = new_client().sign_in(ann).get(f"/ideas/product/{idea.id}-{idea.slug}").text
    assert "Waits for a moderator" in page
