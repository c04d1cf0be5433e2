"""Whatever is voted, taken back, noted, merged and undone: the counts are those of distinct people, counted apart."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from flask import Flask
from sqlalchemy import text

from community.core.db import db, writing
from community.core.errors import PortalError
from community.ideas import actions_merging, actions_on_behalf, actions_voting, tasks
from community.ideas.actions_on_behalf import Wish
from community.ideas.actions_supporters import forget_supporters, set_voided
from community.ideas.models import Idea
from community.policies.actor import Actor, Role
from tests.ideas.stories import kept, recounted
from tests.makers import actor_of, make_idea, make_member, make_organisation

Note = Callable[[str, object], None]
MEMBERS, IDEAS = 24, 14
EACH = 50


@dataclass
class Town:
    """Some people, some ideas, and the chance that moves them."""

    chance: random.Random
    boss: Actor
    people: list[Actor]
    ideas: list[int]
    done: dict[str, int] = field(default_factory=dict)
    customers: int = 0

    def step(self) -> None:
        """One deed, or a refusal of it."""
        deeds = {
            self.vote: 10, self.take_back: 5, self.note: 2, self.merge: 3, self.undo: 3, self.void: 1,
        }  # fmt: skip
        deed = self.chance.choices(list(deeds), list(deeds.values()))[0]
        try:
            with writing():
                deed()
        except PortalError:
            return
        self.done[deed.__name__] = self.done.get(deed.__name__, 0) + 1

    def idea(self) -> Idea:
        return db.session.get_one(Idea, self.chance.choice(self.ideas))

    def vote(self) -> None:
        actions_voting.vote(self.chance.choice(self.people), self.idea())

    def take_back(self) -> None:
        actions_voting.withdraw_vote(self.chance.choice(self.people), self.idea())

    def note(self) -> None:
        """For somebody known, or for somebody without an account."""
        self.customers += 1
        known = self.chance.choice([*range(MEMBERS), MEMBERS + self.customers % 9])
        wish = Wish(email=f"c{known}@garden.example", name="Cleo", locale="en", source="A call")
        actions_on_behalf.vote_for(self.boss, self.idea(), wish)

    def merge(self) -> None:
        actions_merging.merge_ideas(self.boss, self.idea(), self.chance.choice(self.ideas))

    def undo(self) -> None:
        """Of what is merged, if anything is."""
        merged = list(
            db.session.scalars(
                text("SELECT id FROM ideas WHERE merged_into_id IS NOT NULL ORDER BY id")
            )
        )
        if merged:
            key = self.chance.choice(merged)
            actions_merging.undo_merge(self.boss, db.session.get_one(Idea, key))

    def void(self) -> None:
        """A vote of a ring, or one that was in none after all."""
        rows = db.session.execute(text("SELECT id, subject_id FROM votes ORDER BY id")).all()
        vote_id, idea_id = self.chance.choice(rows)
        set_voided(idea_id, [vote_id], is_voided=self.chance.random() < 0.4)


def make_town(seed: int) -> Town:
    """People of three organisations and of none, and ideas by some of them."""
    chance = random.Random(seed)
    customers = [*(make_organisation(name) for name in ("Garden", "Mill", "Forge")), None]
    members = [
        make_member(email=f"c{number}@garden.example", organisation=customers[number % 4])
        for number in range(MEMBERS)
    ]
    ideas = [
        make_idea(members[number], f"An idea with the number {number}").id
        for number in range(IDEAS)
    ]
    boss = actor_of(make_member("", Role.PRODUCT_MANAGER))
    return Town(chance, boss, [actor_of(one) for one in members], ideas)


def check() -> None:
    """The portal's counts are those of an independent recount; flat pointers are where the merges lead."""
    tasks.refresh_figures()
    assert kept() == recounted()
    merges = "SELECT child_id, parent_id FROM idea_merges WHERE undone_at IS NULL"
    parents = {row[0]: row[1] for row in db.session.execute(text(merges))}
    sizes: dict[int, int] = {}
    rows = db.session.execute(text("SELECT id, merged_into_id, merged_count FROM ideas")).all()
    for key, leads_to, _count in rows:
        root = key
        while root in parents:
            root = parents[root]
            sizes[root] = sizes.get(root, 0) + 1
        assert leads_to == (None if root == key else root)
    assert {key: count for key, _, count in rows} == {key: sizes.get(key, 0) for key, *_ in rows}


def walk(seed: int, steps: int) -> str:
    """So many steps, looked at now and then; what was done."""
    town = make_town(seed)
    for number in range(steps):
        town.step()
        if number % max(EACH, steps // 50) == 0:
            check()
    check()
    return ", ".join(f"{name} {count}" for name, count in sorted(town.done.items()))


@pytest.mark.prove(minutes=2)
def test_ten_thousand_steps_count_distinct_people(app: Flask, record_property: Note) -> None:
    record_property("figure", f"merges: 10,000 steps, {walk(20_000, 10_000)}: all counts right")


@pytest.mark.long
def test_some_steps_count_distinct_people(app: Flask, record_property: Note) -> None:
    record_property("figure", f"merges, sample: {walk(7, 120)}: all counts right")


@pytest.mark.long
def test_a_planted_fault_is_found(
    app: Flask, monkeypatch: pytest.MonkeyPatch, record_property: Note
) -> None:
    """The control: a merge that adds up instead of counting distinct people."""

    def added(child_id: int) -> None:
        db.session.execute(
            text("UPDATE ideas SET supporter_count = supporter_count + 1 WHERE merged_count > 0")
        )
        forget_supporters(child_id)

    monkeypatch.setattr(actions_merging, "settle_supporters", lambda *_arguments: None)
    monkeypatch.setattr(actions_merging, "forget_supporters", added)
    with pytest.raises(AssertionError):
        walk(7, 120)
    record_property("figure", "merges, control: a merge that adds up is found")
