"""Edits that the demo's members suggest to each other's posts, and what askers say once a question is solved."""

from datetime import timedelta
from functools import partial
from typing import Any

from community.content.prose import Prose, compose_post
from community.content.queries_history import count_versions
from community.core.db import db
from community.demo.reading import read_threads, read_yaml
from community.demo.stage import Stage
from community.questions.actions_accepting import accept_edit
from community.questions.actions_suggesting import Copy, reject_edit, suggest_edit
from community.questions.actions_surveys import answer_survey, decline_survey
from community.questions.models import Answer, Question

# (was it solved, how hard was it), in turn; None would rather not say.
SAID = ((5, 5), (5, 4), (4, 4), (5, 3), None, (3, 2), (4, 4), (5, 5), (2, 1), (4, 3), (5, 4))
SAID_AFTER = timedelta(hours=3)


def plan_post_edits(stage: Stage) -> None:
    """Plan the suggested edits with what their readers made of them, and what askers said."""
    scene = read_yaml("edits.yaml")
    for one in scene["edits"]:
        stage.plan(stage.at(one["at"]), partial(_suggest, stage, one))
        if "accepted" in one:
            stage.plan(stage.at(one["accepted"]), partial(_accept, stage, one))
        elif "rejected" in one:
            stage.plan(stage.at(one["rejected"]), partial(_reject, stage, one))
    solved = [
        (asked, answer["accepted"])
        for _file, asked in read_threads("questions")
        for answer in asked.get("answers", ())
        if "accepted" in answer
    ]
    for number, (asked, accepted) in enumerate(solved):
        at = stage.after(stage.at(accepted), SAID_AFTER)
        remark = scene["remarks"].get(asked["key"], "")
        stage.plan(at, partial(_say, stage, asked, SAID[number % len(SAID)], remark))


def _answer(stage: Stage, one: dict[str, Any]) -> Answer:
    return db.session.get_one(Answer, stage.made[one["answer"]])


def _suggest(stage: Stage, one: dict[str, Any]) -> None:
    answer = _answer(stage, one)
    copy = Copy(None, _changed(answer, one))
    made = suggest_edit(stage.actor(one["by"]), answer, copy, note=one["note"])
    stage.made[f"edit of {one['answer']}"] = made.id


def _changed(answer: Answer, one: dict[str, Any]) -> Prose:
    """The answer with the member's change; ValueError for a change of words that are not there."""
    if one["change"] not in answer.body:
        raise ValueError(f"{one['answer']} does not say {one['change']!r}")
    return compose_post(answer.body.replace(one["change"], one["to"], 1))


def _accept(stage: Stage, one: dict[str, Any]) -> None:
    answer = _answer(stage, one)
    prose = _changed(answer, one)
    accept_edit(
        stage.actor(_author(stage, answer)),
        stage.made[f"edit of {one['answer']}"],
        Copy(None, prose),
        seen=count_versions(answer.id),
        looked_at=prose.html,
        answer=one["said"],
    )


def _reject(stage: Stage, one: dict[str, Any]) -> None:
    actor = stage.actor(_author(stage, _answer(stage, one)))
    reject_edit(actor, stage.made[f"edit of {one['answer']}"], one["said"])


def _author(stage: Stage, answer: Answer) -> str:
    return next(handle for handle, key in stage.members.items() if key == answer.author_id)


def _say(stage: Stage, asked: dict[str, Any], said: tuple[int, int] | None, remark: str) -> None:
    question = db.session.get_one(Question, stage.made[asked["key"]])
    actor = stage.actor(asked["by"])
    if said is None:
        decline_survey(actor, question)
    else:
        satisfaction, effort = said
        answer_survey(actor, question, satisfaction=satisfaction, effort=effort, comment=remark)
