"""The questions of the demo: who asked, who answered, what helped."""

from datetime import datetime, timedelta
from typing import Any

from community.content.actions_comments import add_comment
from community.content.models import Subject
from community.content.prose import Prose, compose_post
from community.core.db import db, get_locked
from community.demo.reading import read_threads
from community.demo.stage import Stage
from community.questions import actions as questions
from community.questions import actions_answers as answers
from community.questions.drafts import Details
from community.questions.models import Answer, Question

ANSWERED_OFFICIALLY_BY = "tom-okafor"
SAME_EVERY, HELPFUL_EVERY = timedelta(minutes=37), timedelta(minutes=53)


def plan_questions(stage: Stage) -> None:
    """Plan everything that happened around the questions."""
    for file, one in read_threads("questions"):
        _plan_question(stage, one, one.get("area", file))


def _plan_question(stage: Stage, one: dict[str, Any], area: str) -> None:
    key, at = one["key"], stage.at(one["at"])
    prose = compose_post(one["body"])

    def ask() -> None:
        details = Details(
            product_area_id=stage.areas[area],
            severity=one.get("severity"),
            tags=tuple(one.get("tags", ())),
        )
        actor = stage.actor(one["by"])
        made = questions.ask(actor, one["title"], prose, details, lang=one["lang"])
        _insist(made.subject, key)
        stage.made[key] = made.id

    stage.plan(at, ask)
    for number, handle in enumerate(one.get("same", ()), 1):
        stage.plan(stage.after(at, SAME_EVERY * number), _same(stage, key, handle))
    plan_comments(stage, key, one)
    for number, answer in enumerate(one.get("answers", ())):
        _plan_answer(stage, one, f"{key}/{number}", answer)


def _insist(subject: Subject, key: str) -> None:
    """A post of the demo that waits for a moderator would leave what follows without ground."""
    if not subject.is_visible:
        raise ValueError(f"{key} waits for a moderator")


def _same(stage: Stage, key: str, handle: str) -> Any:
    return lambda: questions.vote_same_question(
        stage.actor(handle), db.session.get_one(Question, stage.made[key])
    )


def _plan_answer(stage: Stage, asked: dict[str, Any], key: str, one: dict[str, Any]) -> None:
    at, prose = stage.at(one["at"]), compose_post(one["body"])

    def answer() -> None:
        question = get_locked(Question, stage.made[asked["key"]])
        lang = "fr" if _is_french(prose) else "en"
        made = answers.answer(stage.actor(one["by"]), question, prose, lang=lang)
        _insist(made.subject, key)
        stage.made[key] = made.id

    stage.plan(at, answer)
    for number, handle in enumerate(one.get("helpful", ()), 1):
        stage.plan(stage.after(at, HELPFUL_EVERY * number), _helpful(stage, key, handle))
    if "accepted" in one:
        stage.plan(stage.at(one["accepted"]), _accept(stage, key, asked["by"]))
    if "official" in one:
        stage.plan(stage.at(one["official"]), _official(stage, key))
    plan_comments(stage, key, one)


def _helpful(stage: Stage, key: str, handle: str) -> Any:
    return lambda: answers.vote_helpful(stage.actor(handle), _answer(stage, key))


def _accept(stage: Stage, key: str, asker: str) -> Any:
    return lambda: answers.accept_answer(stage.actor(asker), _answer(stage, key))


def _official(stage: Stage, key: str) -> Any:
    staff = ANSWERED_OFFICIALLY_BY
    return lambda: answers.mark_official(stage.actor(staff), _answer(stage, key))


def _answer(stage: Stage, key: str) -> Answer:
    return db.session.get_one(Answer, stage.made[key])


def plan_comments(stage: Stage, key: str, thread: dict[str, Any]) -> None:
    """Plan the comments under a question, an answer or an idea."""
    for one in thread.get("comments", ()):
        _plan_comment(stage, key, one, stage.at(one["at"]))


def _plan_comment(stage: Stage, key: str, one: dict[str, Any], at: datetime) -> None:
    prose = compose_post(one["body"])

    def comment() -> None:
        on = get_locked(Subject, stage.made[key])
        lang = "fr" if _is_french(prose) else "en"
        add_comment(stage.actor(one["by"]), on, prose, lang=lang)

    stage.plan(at, comment)


def _is_french(prose: Prose) -> bool:
    """Whether a short text is French: its little words tell."""
    words = prose.text.casefold().replace("’", "’ ").split()
    little = sum(
        word in {"le", "la", "les", "des", "est", "et", "une", "je", "pas"} for word in words
    )
    return little + sum(word.endswith("’") and len(word) < 4 for word in words) > len(words) / 14
