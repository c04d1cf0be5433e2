"""Two people act at once on ideas that belong together: nobody goes over, nobody waits for ever, no count is wrong."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from community.core.db import db, get_locked, writing
from community.core.errors import Conflict, Invalid, PortalError
from community.ideas import actions_merging, actions_status_list, actions_voting
from community.ideas.actions_status_list import StatusFacts
from community.ideas.models import Board, Idea, IdeaStatus, Meaning
from community.policies.actor import Actor
from tests.ideas.stories import fresh, kept, manager, merge, places, recounted, support
from tests.makers import actor_of, make_board, make_idea, make_member, status

Deed = Callable[[], object]
ROUNDS = 3


def at_once(app: Flask, *deeds: Deed) -> list[PortalError]:
    """All begin at the same time; the refusals. A deadlock would be another error."""
    db.session.rollback()
    start = Barrier(len(deeds))

    def do(deed: Deed) -> PortalError | None:
        with app.app_context():
            start.wait(10)
            try:
                with writing():
                    deed()
            except PortalError as refusal:
                return refusal
            finally:
                db.session.remove()
        return None

    with ThreadPoolExecutor(len(deeds)) as people:
        refusals = [done.result() for done in [people.submit(do, one) for one in deeds]]
    return [one for one in refusals if one is not None]


def merging(boss: Actor, child: int, into: int) -> Deed:
    return lambda: actions_merging.merge_ideas(boss, db.session.get_one(Idea, child), into)


def undoing(boss: Actor, child: int) -> Deed:
    return lambda: actions_merging.undo_merge(boss, db.session.get_one(Idea, child))


def voting(fan: Actor, idea: int) -> Deed:
    return lambda: actions_voting.vote(fan, db.session.get_one(Idea, idea))


def taking_back(fan: Actor, idea: int) -> Deed:
    return lambda: actions_voting.withdraw_vote(fan, db.session.get_one(Idea, idea))


@pytest.mark.long
def test_the_last_vote_of_a_budget_is_given_once(app: Flask) -> None:
    board = make_board()
    with writing():
        get_locked(Board, board.id).vote_budget = 1
    for number in range(ROUNDS):
        fan = actor_of(make_member())
        ideas = [make_idea(title=f"An idea {number} with the number {one}").id for one in range(3)]
        refused = at_once(app, *(voting(fan, one) for one in ideas))
        assert len(refused) == 2
        assert all(isinstance(one, Conflict) for one in refused)
        assert sum(fan.member_id in kept()[one][1] for one in ideas) == 1
    assert kept() == recounted()


@pytest.mark.long
def test_two_ideas_merged_into_each_other_end_in_one_root(app: Flask) -> None:
    for _round in range(ROUNDS):
        one, other = make_idea().id, make_idea(title="Two labels on a page").id
        boss = actor_of(manager())
        refused = at_once(app, merging(boss, one, other), merging(boss, other, one))
        assert len(refused) == 1
        assert isinstance(refused[0], Conflict | Invalid)
        assert sum(places()[key] is None for key in (one, other)) == 1
    assert kept() == recounted()


@pytest.mark.long
def test_a_ring_of_merges_ends_in_no_ring(app: Flask) -> None:
    for _round in range(ROUNDS):
        keys = [make_idea(title=f"A ring with the number {one}").id for one in range(3)]
        boss = actor_of(manager())
        at_once(app, *(merging(boss, one, keys[place - 1]) for place, one in enumerate(keys)))
        found = places()
        roots = {key for key in keys if found[key] is None}
        assert roots
        assert all(found[key] in roots for key in keys if key not in roots)
    assert kept() == recounted()


@pytest.mark.long
def test_votes_and_merges_and_undoing_at_once_leave_no_count_wrong(app: Flask) -> None:
    child, root = make_idea(), make_idea(title="Two labels on a page")
    fans = [make_member() for _ in range(3)]
    support(child, *fans)
    boss = actor_of(manager())
    actors = [actor_of(fan) for fan in fans]
    for _round in range(ROUNDS):
        votes = [voting(one, root.id) for one in actors]
        at_once(app, merging(boss, child.id, root.id), *votes)
        at_once(app, undoing(boss, child.id), *(taking_back(one, root.id) for one in actors))
        at_once(app, *(voting(one, child.id) for one in actors))
    db.session.rollback()
    assert {key: found[:2] for key, found in kept().items()} == {
        key: found[:2] for key, found in recounted().items()
    }
    assert fresh(root) is not None


def test_the_last_two_statuses_of_a_meaning_are_not_both_retired(app: Flask) -> None:
    boss = actor_of(manager())
    with writing():
        facts = StatusFacts(name={"en": "Later", "fr": "Plus tard"})
        actions_status_list.create_status(boss, Meaning.PLANNED, facts)
    keys = [status("planned").id, status("later").id]

    def retiring(key: int) -> Deed:
        return lambda: actions_status_list.retire(boss, db.session.get_one(IdeaStatus, key))

    refused = at_once(app, *map(retiring, keys))
    assert len(refused) == 1
    assert any(
        db.session.get_one(IdeaStatus, key, populate_existing=True).is_active for key in keys
    )


def test_whoever_was_overtaken_is_told_to_look_again(app: Flask) -> None:
    one, other, third = (make_idea(title=f"An idea with the number {key}") for key in range(3))
    merge(one, other)
    with pytest.raises(Conflict):
        merge(one, third)
