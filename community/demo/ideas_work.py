"""What the team does with ideas of the demo: votes noted for customers, parts split off, the same thing merged."""

from functools import partial
from typing import Any

from community.content.models import Importance
from community.content.prose import Prose, compose
from community.core.db import db
from community.demo.stage import Stage
from community.ideas import actions_merging, actions_on_behalf, actions_splitting
from community.ideas.actions_on_behalf import Wish
from community.ideas.models import Idea


def plan_idea_work(stage: Stage, one: dict[str, Any]) -> None:
    """Plan what the team did with one idea."""
    key = one["key"]
    for noted in one.get("noted", ()):
        stage.plan(stage.at(noted["at"]), partial(_note, stage, key, noted))
    for part in one.get("parts", ()):
        stage.plan(stage.at(part["at"]), partial(_split, stage, key, part, compose(part["body"])))
    if "merged" in one:
        stage.plan(stage.at(one["merged"]["at"]), partial(_merge, stage, key, one["merged"]))


def _note(stage: Stage, key: str, noted: dict[str, str]) -> None:
    wish = Wish(
        email=noted["email"],
        name=noted["name"],
        locale=noted["locale"],
        source=noted["source"],
        importance=Importance(noted["importance"]),
        reason=noted["reason"],
    )
    actions_on_behalf.vote_for(stage.actor(noted["by"]), _idea(stage, key), wish)


def _split(stage: Stage, key: str, part: dict[str, Any], prose: Prose) -> None:
    voters = [stage.members[handle] for handle in part["voters"]]
    actor, idea = stage.actor(part["by"]), _idea(stage, key)
    made = actions_splitting.split_idea(actor, idea, part["title"], prose, member_ids=voters)
    stage.made[part["key"]] = made.id


def _merge(stage: Stage, key: str, merged: dict[str, str]) -> None:
    into = stage.made[merged["into"]]
    actions_merging.merge_ideas(stage.actor(merged["by"]), _idea(stage, key), into)


def _idea(stage: Stage, key: str) -> Idea:
    return db.session.get_one(Idea, stage.made[key])
