"""The circle of the till in the demo: a badge that opens it, threads, a live hour that was and one that comes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from community.circles import actions, actions_asking, actions_hours
from community.circles.actions_hours import Plan
from community.circles.models import HourQuestion, LiveHour
from community.content.prose import Prose, compose
from community.content.queries_circles import CircleRow, list_circles
from community.core.db import db, get_locked
from community.demo.reading import read_yaml
from community.demo.stage import Stage, once_upon
from community.ideas.models import Idea
from community.questions import actions_answers as answers
from community.questions.models import Question
from community.recognition.actions_badges import create_badge
from community.recognition.badge_facts import BadgeFacts
from community.recognition.models import Capability, Metric, Tier

OPENED = timedelta(weeks=50)


def settle_circle_badge(stage: Stage) -> None:
    """A badge that one accepted answer earns, so that the circle has people in it."""
    one = read_yaml("circles.yaml")["badge"]
    facts = BadgeFacts(
        name=one["name"],
        rule=one["rule"],
        tier=Tier.SILVER,
        metric=Metric.ACCEPTED_ANSWERS,
        threshold=1,
        product_area_id=stage.areas[one["area"]],
        grants=[Capability.CIRCLE.value],
    )
    with once_upon(stage.now - OPENED):
        create_badge(stage.actor(one["by"]), one["key"], facts, behind_us=True)


def plan_circles(stage: Stage) -> None:
    """Plan what was said in the circle, once badges have let people in."""
    stage.actors.clear()  # badges have changed what they may see
    scene = read_yaml("circles.yaml")
    for one in scene["threads"]:
        stage.plan(stage.at(one["at"]), partial(_ask, stage, one, compose(one["body"])))
        for number, answer in enumerate(one["answers"]):
            key = f"{one['key']}/{number}"
            deed = partial(_answer, stage, one["key"], answer, compose(answer["body"]))
            stage.plan(stage.at(answer["at"]), partial(_note, stage, key, deed))
    for one in scene["about"]:
        stage.plan(stage.at(one["at"]), partial(_ask_about, stage, one, compose(one["body"])))
    for one in scene["hours"]:
        _plan_hour(stage, one)


def _note(stage: Stage, key: str, deed: Callable[[], Any]) -> None:
    stage.made[key] = deed().id


def _circle(stage: Stage, area: str) -> CircleRow:
    return next(one for one in list_circles() if one.area_id == stage.areas[area])


def _ask(stage: Stage, one: dict[str, Any], prose: Prose) -> None:
    actor, circle = stage.actor(one["by"]), _circle(stage, "till")
    made = actions.ask_circle(actor, circle, one["title"], prose, lang=one["lang"])
    stage.made[one["key"]] = made.id


def _answer(stage: Stage, key: str, one: dict[str, Any], prose: Prose) -> Any:
    question = get_locked(Question, stage.made[key])
    return answers.answer(stage.actor(one["by"]), question, prose, lang="en")


def _ask_about(stage: Stage, one: dict[str, Any], prose: Prose) -> None:
    actor, circle = stage.actor(one["by"]), _circle(stage, one["area"])
    idea = db.session.get_one(Idea, stage.made[one["idea"]])
    made = actions.ask_about_idea(actor, circle, idea, one["title"], prose=prose, lang=one["lang"])
    stage.made[one["key"]] = made.id


def _plan_hour(stage: Stage, one: dict[str, Any]) -> None:
    stage.plan(stage.at(one["at"]), partial(_announce, stage, one, compose(one["body"])))
    for number, asked in enumerate(one["questions"]):
        key, at = f"{one['key']}/{number}", stage.at(asked["at"])
        stage.plan(at, partial(_ask_in, stage, one["key"], key, asked))
        for later, handle in enumerate(asked["votes"], 1):
            vote = partial(_vote, stage, one["key"], key, handle)
            stage.plan(stage.after(at, timedelta(minutes=41 * later)), vote)
        if "answer" in asked:
            prose = compose(asked["answer"])
            said = partial(_answer_in, stage, one, key, prose)
            stage.plan(stage.at(asked["answered"]), said)


def _start(stage: Stage, one: dict[str, Any]) -> datetime:
    if "starts" in one:
        return stage.at(one["starts"])
    day = stage.now + timedelta(days=one["starts_in_days"])
    return day.replace(hour=15, minute=0, second=0, microsecond=0)


def _announce(stage: Stage, one: dict[str, Any], prose: Prose) -> None:
    actor, circle = stage.actor(one["by"]), _circle(stage, one["area"])
    plan = Plan(
        title=one["title"],
        starts_at=_start(stage, one),
        minutes=one["minutes"],
        host_id=stage.members[one["by"]],
    )
    made = actions_hours.plan_hour(actor, circle, plan, prose, lang=one["lang"])
    stage.made[one["key"]] = made.id


def _ask_in(stage: Stage, hour: str, key: str, one: dict[str, Any]) -> None:
    row = get_locked(LiveHour, stage.made[hour])
    made = actions_asking.ask(stage.actor(one["by"]), row, one["text"], lang="en")
    stage.made[key] = made.id


def _both(stage: Stage, hour: str, key: str) -> tuple[LiveHour, HourQuestion]:
    return get_locked(LiveHour, stage.made[hour]), get_locked(HourQuestion, stage.made[key])


def _vote(stage: Stage, hour: str, key: str, handle: str) -> None:
    actions_asking.vote(stage.actor(handle), *_both(stage, hour, key))


def _answer_in(stage: Stage, one: dict[str, Any], key: str, prose: Prose) -> None:
    hour, asked = _both(stage, one["key"], key)
    actions_asking.answer(stage.actor(one["by"]), hour, asked, prose)
