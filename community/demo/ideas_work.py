"""What the team does with ideas of the demo: votes noted for customers, parts split off, the same thing merged."""

from functools import partial
from typing import Any

from community.content import actions_views
from community.content.models import Importance
from community.content.models_views import Desk
from community.content.prose import Prose, compose
from community.core.db import db
from community.demo.stage import Stage
from community.ideas import (
    actions_merging,
    actions_notes,
    actions_on_behalf,
    actions_scores,
    actions_splitting,
)
from community.ideas.actions_on_behalf import Wish
from community.ideas.figures import Estimate
from community.ideas.models import Idea

VIEWER = "priya-nair"
VIEWS = {
    "Worth most for the work · Le plus utile par effort": "sort=-rice",
    "Nobody’s yet, soonest first · À personne, le plus urgent d’abord": "who=nobody&sort=promise",
}


def plan_idea_work(stage: Stage, one: dict[str, Any]) -> None:
    """Plan what the team did with one idea."""
    key = one["key"]
    for noted in one.get("noted", ()):
        stage.plan(stage.at(noted["at"]), partial(_note, stage, key, noted))
    for part in one.get("parts", ()):
        stage.plan(stage.at(part["at"]), partial(_split, stage, key, part, compose(part["body"])))
    if "weighed" in one:
        stage.plan(stage.at(one["weighed"]["at"]), partial(_weigh, stage, key, one["weighed"]))
    if "merged" in one:
        stage.plan(stage.at(one["merged"]["at"]), partial(_merge, stage, key, one["merged"]))


def _weigh(stage: Stage, key: str, said: dict[str, Any]) -> None:
    """What the product manager reckons, and that the idea is hers."""
    actor, idea = stage.actor(said["by"]), _idea(stage, key)
    numbers = {name: said[name] for name in ("impact", "confidence", "effort")}
    actions_scores.set_score(actor, idea, Estimate(**numbers))
    actions_notes.assign(actor, idea, actor.member_id)


def plan_views(stage: Stage) -> None:
    """Plan how the team looks at its ideas."""
    for name, query in VIEWS.items():
        stage.plan(stage.at("1w Tue 11:30"), partial(_keep_view, stage, name, query))


def _keep_view(stage: Stage, name: str, query: str) -> None:
    actions_views.save_view(stage.actor(VIEWER), Desk.IDEAS, name, query, is_shared=True)


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
