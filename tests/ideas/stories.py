"""Stories about votes and merges, and a count of them that shares nothing with the code it checks."""

from __future__ import annotations

from sqlalchemy import text

from community.accounts.models import Member
from community.core.db import db, writing
from community.ideas import actions_merging, actions_voting
from community.ideas.models import Idea
from community.policies.actor import Role
from tests.makers import actor_of, make_idea, make_member


def manager() -> Member:
    return make_member("Pia", Role.PRODUCT_MANAGER)


def support(idea: Idea, *fans: Member) -> None:
    for fan in fans:
        actor = actor_of(fan)
        with writing():
            actions_voting.vote(actor, idea)


def take_back(idea: Idea, fan: Member) -> None:
    actor = actor_of(fan)
    with writing():
        actions_voting.withdraw_vote(actor, idea)


def merge(child: Idea, into: Idea, by: Member | None = None) -> None:
    actor = actor_of(by or manager())
    with writing():
        actions_merging.merge_ideas(actor, child, into.id)


def undo(child: Idea, by: Member | None = None) -> None:
    actor = actor_of(by or manager())
    with writing():
        actions_merging.undo_merge(actor, child)


def fresh(idea: Idea) -> Idea:
    db.session.rollback()
    return db.session.get_one(Idea, idea.id, populate_existing=True)


def recounted() -> dict[int, tuple[int, frozenset[int], int]]:
    """Root → (people, who, organisations) from bare rows: merges are walked here, step by step."""
    db.session.rollback()
    merges = "SELECT child_id, parent_id FROM idea_merges WHERE undone_at IS NULL"
    parents = {row[0]: row[1] for row in db.session.execute(text(merges))}
    people: dict[int, dict[int, tuple[int, int | None]]] = {
        row[0]: {}
        for row in db.session.execute(text("SELECT id FROM ideas"))
        if row[0] not in parents
    }
    votes = "SELECT id, subject_id, member_id, organisation_id FROM votes WHERE kind = 'support' AND voided_at IS NULL"
    for key, idea_id, member_id, organisation_id in db.session.execute(text(votes)):
        root = idea_id
        while root in parents:
            root = parents[root]
        first = people[root].get(member_id, (key, organisation_id))
        people[root][member_id] = min(first, (key, organisation_id), key=lambda one: one[0])
    return {
        root: (len(who), frozenset(who), len({one for _, one in who.values()} - {None}))
        for root, who in people.items()
    }


def kept() -> dict[int, tuple[int, frozenset[int], int]]:
    """The same as the portal keeps it."""
    db.session.rollback()
    rows = db.session.execute(
        text(
            "SELECT i.id, i.supporter_count, f.organisations FROM ideas i"
            " JOIN idea_figures f ON f.idea_id = i.id WHERE i.merged_into_id IS NULL"
        )
    )
    found = {row[0]: (row[1], set[int](), row[2]) for row in rows}
    supporters = db.session.execute(text("SELECT root_id, member_id FROM idea_supporters"))
    for root_id, member_id in supporters:
        found.setdefault(root_id, (-1, set(), -1))[1].add(member_id)
    return {root: (count, frozenset(who), orgs) for root, (count, who, orgs) in found.items()}


def places() -> dict[int, int | None]:
    """Where each idea leads."""
    rows = db.session.execute(text("SELECT id, merged_into_id FROM ideas"))
    return {row[0]: row[1] for row in rows}


def pair() -> tuple[Idea, Idea, Member]:
    """Two ideas with a supporter in common."""
    both, one = make_member(), make_member()
    child, root = make_idea(title="Print labels in pairs"), make_idea(title="Two labels on a page")
    support(child, both, one)
    support(root, both)
    return child, root, both


def address(idea: Idea) -> str:
    return f"/ideas/product/{idea.id}-{idea.slug}"
