"""Ideas that ask for the same become one, and come apart again exactly as they were."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text

from community.accounts.models import Member
from community.content import actions as content
from community.content import actions_comments
from community.content.models import Follow, Subject, TargetKind
from community.core.db import db, get_locked, writing
from community.core.errors import Conflict, Invalid
from community.ideas import actions_statuses, queries, tasks
from community.ideas.models import Idea, IdeaFigures
from community.ideas.queries import Filters, Sort
from community.notifications.kinds import Kind
from community.notifications.models import Notification
from community.policies.actor import VISITOR
from community.recognition.models import LedgerEntry
from tests.ideas.stories import (
    address,
    fresh,
    kept,
    manager,
    merge,
    pair,
    places,
    recounted,
    support,
    take_back,
    undo,
)
from tests.makers import (
    actor_of,
    make_idea,
    make_member,
    make_organisation,
    prose,
    status,
)
from tests.services.client import PortalClient
from tests.services.worker import Worker

SignIn = Callable[[Member], PortalClient]
Clock = time_machine.Traveller


def snapshot() -> dict[str, list[tuple[object, ...]]]:
    """All rows that a merge touches."""
    db.session.rollback()
    asked = {
        "ideas": "id, status_id, supporter_count, votes_imported, supporters, merged_into_id, merged_count",
        "idea_supporters": "root_id, member_id, vote_id",
        "votes": "id, subject_id, member_id, voided_at",
        "carried_follows": "from_id, to_id, member_id",
        "follows": "member_id, target_kind, target_id, state",
        "comments": "id, on_id, body",
    }
    rows = {
        table: [tuple(row) for row in db.session.execute(text(f"SELECT {columns} FROM {table}"))]  # noqa: S608
        for table, columns in asked.items()
    }
    return {table: sorted(found, key=str) for table, found in rows.items()}


def test_who_supports_both_counts_once(app: Flask) -> None:
    child, root, _both = pair()
    merge(child, root)
    assert fresh(root).supporter_count == 4
    assert kept() == recounted()


def test_an_undo_restores_exactly(app: Flask) -> None:
    child, root, both = pair()
    on, talker, words = db.session.get_one(Subject, child.id), actor_of(both), prose("So do I.")
    with writing():
        actions_comments.add_comment(talker, on, words, lang="en")
    before = snapshot()
    merge(child, root)
    assert snapshot() != before
    undo(child)
    assert snapshot() == before


def test_the_old_address_leads_to_the_root_and_back_again(client: PortalClient) -> None:
    child, root, _both = pair()
    merge(child, root)
    answer = client.get(address(child))
    assert (answer.status_code, answer.location) == (301, address(root))
    assert child.title in client.get(address(root)).text
    undo(child)
    assert client.get(address(child)).status_code == 200
    assert child.title not in client.get(address(root)).text


def test_what_was_merged_stands_in_no_list_and_takes_no_vote(app: Flask) -> None:
    child, root, _both = pair()
    merge(child, root)
    assert [row.id for row in queries.list_ideas(VISITOR, Filters(sort=Sort.NEW)).items] == [
        root.id
    ]
    with pytest.raises(Conflict):
        support(child, make_member())
    boss, words = actor_of(manager()), prose("Soon.")
    with pytest.raises(Conflict), writing():
        actions_statuses.change_status(boss, child, status("planned"), words, lang="en")


@pytest.mark.long
def test_a_chain_leads_to_its_end_and_comes_apart_in_any_order(app: Flask) -> None:
    first, second, _both = pair()
    third = make_idea(title="All labels on a page")
    before = snapshot()
    merge(first, second)
    merge(second, third)
    assert places() == {first.id: third.id, second.id: third.id, third.id: None}
    assert kept() == recounted()
    undo(first)
    assert places() == {first.id: None, second.id: third.id, third.id: None}
    assert kept() == recounted()
    undo(second)
    assert snapshot() == before


def test_what_was_merged_before_comes_along_and_goes_back_along(app: Flask) -> None:
    first, second, _both = pair()
    third = make_idea(title="All labels on a page")
    merge(first, second)
    middle = snapshot()
    merge(second, third)
    undo(second)
    assert snapshot() == middle


def test_a_merge_into_a_merged_idea_leads_to_its_root(app: Flask) -> None:
    child, root, _both = pair()
    late = make_idea(title="Labels, two by two")
    merge(child, root)
    merge(late, child)
    assert places()[late.id] == root.id
    with pytest.raises(Invalid):
        merge(root, child)
    with pytest.raises(Conflict):
        merge(child, late)


def test_imported_votes_come_along_and_go_back(app: Flask) -> None:
    child, root, _both = pair()
    with writing():
        get_locked(Idea, child.id).votes_imported = 40
        get_locked(Idea, root.id).votes_imported = 2
    merge(child, root)
    assert fresh(root).supporters == 46
    undo(child)
    assert (fresh(root).supporters, fresh(child).supporters) == (4, 43)


def test_a_supporter_of_the_child_sees_his_vote_on_the_root_and_takes_it_back_there(
    sign_in: SignIn,
) -> None:
    child, root = make_idea(), make_idea(title="Two labels on a page")
    fan = make_member()
    support(child, fan)
    merge(child, root)
    client = sign_in(fan)
    assert f"/ideas/{root.id}/my-vote" in client.get(address(root)).text
    support(root, fan)
    assert fresh(root).supporter_count == 3
    take_back(root, fan)
    assert f"/ideas/{root.id}/my-vote" not in client.get(address(root)).text
    assert kept() == recounted()
    undo(child)
    assert fresh(child).supporter_count == 1


def test_organisations_count_by_the_people_s_first_votes(app: Flask) -> None:
    garden, mill = make_organisation("Garden"), make_organisation("Mill")
    child, root = make_idea(), make_idea(title="Two labels on a page")
    support(child, make_member(organisation=garden), make_member(organisation=mill))
    support(root, make_member(organisation=garden))
    merge(child, root)
    assert kept() == recounted()
    assert kept()[root.id][2] == 2
    tasks.refresh_figures()
    assert kept()[root.id][2] == 2


@pytest.mark.long
def test_a_vote_taken_back_beneath_counts_no_longer_in_the_figures_of_the_root(
    app: Flask, clock: Clock, drain: Worker
) -> None:
    mill = make_organisation("Mill", annual_value=1000)
    child, root, fan = (
        make_idea(),
        make_idea(title="Two labels on a page"),
        make_member(organisation=mill),
    )
    support(child, fan)
    merge(child, root)
    drain()
    clock.shift(timedelta(days=30))  # nothing trends, so that only what is stale is counted
    tasks.refresh_figures()
    assert (figures(root).organisations, figures(root).value) == (1, 1000)
    take_back(root, fan)
    drain()
    clock.shift(timedelta(minutes=5))
    tasks.refresh_figures()
    assert (figures(root).organisations, figures(root).value) == (0, 0)


def figures(idea: Idea) -> IdeaFigures:
    db.session.rollback()
    return db.session.get_one(IdeaFigures, idea.id, populate_existing=True)


def told(member: Member) -> list[tuple[Kind, str]]:
    rows = db.session.execute(
        select(Notification.kind, Notification.words).where(Notification.member_id == member.id)
    )
    return sorted((row.kind, str(row.words.get("status", ""))) for row in rows)


@pytest.mark.long
def test_everybody_concerned_hears_once_and_follows_on(app: Flask, drain: Worker) -> None:
    child, root, both = pair()
    follower = make_member()
    actor = actor_of(follower)
    with writing():
        content.follow(actor, TargetKind.SUBJECT, child.id)
    drain()
    merge(child, root)
    drain()
    assert told(follower) == told(both) == [(Kind.IDEA_MERGED, "merged")]
    boss, words = actor_of(manager()), prose("We begin.")
    with writing():
        actions_statuses.change_status(boss, root, status("planned"), words, lang="en")
    drain()
    assert [kind for kind, _ in told(follower)].count(Kind.IDEA_STATUS) == 1
    undo(child)
    drain()
    assert (Kind.IDEA_MERGED, "apart") in told(follower)
    here = select(Follow.member_id).where(Follow.target_id == root.id)
    assert follower.id not in set(db.session.scalars(here))


@pytest.mark.long
def test_a_merge_that_is_undone_at_once_is_told_to_nobody(app: Flask, drain: Worker) -> None:
    child, root, both = pair()
    drain()
    merge(child, root)
    undo(child)
    drain()
    assert told(both) == []


@pytest.mark.long
def test_no_points_move(app: Flask, drain: Worker) -> None:
    child, root, _both = pair()
    drain()

    def ledger() -> list[tuple[object, ...]]:
        columns = (LedgerEntry.source, LedgerEntry.member_id, LedgerEntry.earned)
        return [tuple(row) for row in db.session.execute(select(*columns).order_by(LedgerEntry.id))]

    before = ledger()
    assert before
    merge(child, root)
    drain()
    undo(child)
    drain()
    assert ledger() == before
