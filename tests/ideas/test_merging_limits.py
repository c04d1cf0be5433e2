"""What is not merged, and what becomes of merges when one end goes away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text

from community.accounts.models import Member
from community.content.actions import change_visibility, intern_audience
from community.content.models import Subject, Visibility
from community.core.db import db, get_locked, writing
from community.core.errors import Conflict, Invalid, NotAllowed
from community.ideas import actions, actions_merging, actions_statuses, queries_voting
from community.ideas.actions_supporters import set_voided
from community.moderation import tasks as moderation
from community.policies.actor import SYSTEM, Role
from tests.ideas.stories import (
    address,
    fresh,
    kept,
    manager,
    merge,
    pair,
    places,
    recounted,
)
from tests.makers import (
    actor_of,
    make_board,
    make_idea,
    make_member,
    prose,
    status,
)
from tests.services.client import PortalClient

SignIn = Callable[[Member], PortalClient]


def test_ideas_for_different_people_are_not_merged(app: Flask) -> None:
    child, boss = make_idea(), actor_of(manager())
    with writing():
        staff = intern_audience(["staff"])
    closed, words = make_board("inside", staff), prose()
    with writing():
        root = actions.propose(boss, closed, "Two labels on a page", words, lang="en")
    boss = actor_of(manager())
    for one, other in ((child, root), (root, child)):
        with pytest.raises(Invalid), writing():
            actions_merging.merge_ideas(boss, one, other.id)


def test_what_must_stand_alone_is_not_merged(app: Flask) -> None:
    child, root, _both = pair()
    boss, words = actor_of(manager()), prose("It is there.")
    with writing():
        actions_statuses.change_status(boss, child, status("shipped"), words, lang="en")
    with pytest.raises(Conflict):
        merge(child, root)
    with writing():
        change_visibility(SYSTEM, get_locked(Subject, root.id), Visibility.HIDDEN)
    other = make_idea(title="Labels, two by two")
    with pytest.raises((Conflict, Invalid)):
        merge(other, root)
    for nothing in (None, 10**6, other.id):
        with pytest.raises(Invalid), writing():
            actions_merging.merge_ideas(boss, other, nothing)


def test_only_product_managers_merge(app: Flask, sign_in: SignIn) -> None:
    child, root, _both = pair()
    for role in (Role.AGENT, Role.MODERATOR, Role.EDITOR):
        with pytest.raises(NotAllowed):
            merge(child, root, make_member("", role))
    client = sign_in(make_member("", Role.AGENT))
    assert client.get(f"/desk/ideas/{child.id}/merge").status_code == 403
    assert client.post(f"/desk/ideas/{child.id}/unmerge").status_code == 403


def test_a_wrong_number_comes_back_with_what_was_typed(sign_in: SignIn) -> None:
    child = make_idea()
    answer = sign_in(manager()).post(f"/desk/ideas/{child.id}/merge", data={"into": "the other"})
    assert answer.status_code == 422
    assert "the other" in answer.text


def test_purging_an_idea_lets_go_of_what_was_merged(app: Flask) -> None:
    child, root, _both = pair()
    merge(child, root)
    with writing():
        moderation.purge(root.id, get_locked(Subject, root.id).kind)
    assert places() == {child.id: None}
    assert kept() == recounted()
    assert fresh(child).supporter_count == 3


def test_where_the_root_is_hidden_the_child_shows_itself(client: PortalClient) -> None:
    child, root, _both = pair()
    merge(child, root)
    with writing():
        change_visibility(SYSTEM, get_locked(Subject, root.id), Visibility.HIDDEN)
    answer = client.get(address(child))
    assert answer.status_code == 200
    assert root.title not in answer.text


def test_a_voided_vote_counts_for_nobody_wherever_the_idea_leads(app: Flask) -> None:
    child, root, both = pair()
    merge(child, root)
    votes = text("SELECT id FROM votes WHERE member_id = :member AND subject_id = :idea")
    for idea, left in ((child, 4), (root, 3)):
        keys = list(db.session.scalars(votes, {"member": both.id, "idea": idea.id}))
        with writing():
            assert set_voided(idea.id, keys, is_voided=True) == 1
        assert fresh(root).supporter_count == left
        assert kept() == recounted()
    assert queries_voting.list_supported(actor_of(both), [root.id]) == {root.id}
