"""The releases of the demo, whose ideas were shipped with them, and what product managers keep at hand."""

from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from community.content.models import Subject, SubjectKind
from community.content.prose import Prose, compose
from community.core.clock import now
from community.core.db import db, get_locked
from community.curation.actions_chain import tie
from community.curation.queries_pasted import Pasted
from community.demo.reading import read_threads, read_yaml
from community.demo.stage import Stage
from community.ideas import (
    actions_notes,
    actions_releases,
    actions_schedule,
    actions_templates,
    actions_verdicts,
)
from community.ideas.actions_releases import ReleaseWords
from community.ideas.models import Idea, IdeaStatus, Meaning
from community.ideas.models_releases import Release, ReleaseIdea
from community.ideas.queries_verdicts import is_supporter
from community.policies.actor import PUBLIC_AUDIENCE_ID

MANAGER = "priya-nair"
ASKED_AFTER, ANSWERED_AFTER = timedelta(days=3, minutes=1), timedelta(hours=5)


def plan_releases(stage: Stage) -> None:
    """Plan each release with its ideas, what supporters said about them, and what waits to be done."""
    scene = read_yaml("releases.yaml")
    for one in scene["releases"]:
        _plan_release(stage, one)
    for number, one in enumerate(scene["ties"]):
        stage.plan(stage.at(f"-{number + 2}d 15:00"), partial(_tie, stage, **one))
    _plan_team(stage, scene)


def _shipped_with(key: str) -> list[tuple[str, Prose, str]]:
    """(idea, text, language) of what came with a release."""
    return [
        (idea["key"], compose(change["text"]), idea["lang"])
        for _file, idea in read_threads("ideas")
        for change in idea.get("statuses", ())
        if change.get("release") == key
    ]


def _plan_release(stage: Stage, one: dict[str, Any]) -> None:
    at, texts, ideas = stage.at(one["at"]), _texts(one), _shipped_with(one["key"])
    stage.plan(at, partial(_release, stage, one, texts, ideas))
    stage.plan(at + ASKED_AFTER, actions_verdicts.ask_supporters)
    solved = one["solved"]
    answers = [(who, True, "") for who in solved["helps"]]
    answers += [(who, False, said) for who, said in solved.get("lacks", {}).items()]
    for number, (who, solves, said) in enumerate(answers, 1):
        after = ASKED_AFTER + number * ANSWERED_AFTER
        for key, _prose, lang in ideas:
            words = actions_verdicts.words_of_return(lang)
            words_of_return = (compose(words[0]), words[1])
            answer = partial(
                _answer, stage, key, who, solves=solves, said=said, words=words_of_return
            )
            stage.plan(stage.after(at, after), answer)


def _texts(one: dict[str, Any]) -> dict[str, Prose]:
    return {lang: compose(body) for lang, body in one["texts"].items()}


def _words(one: dict[str, Any], texts: dict[str, Prose]) -> ReleaseWords:
    return ReleaseWords(
        name=one["name"],
        released_at=now(),
        audience_id=PUBLIC_AUDIENCE_ID,
        texts=texts,
        ideas_body=one.get("ideas_body", {}),
    )


def _release(
    stage: Stage,
    one: dict[str, Any],
    texts: dict[str, Prose],
    ideas: list[tuple[str, Prose, str]],
) -> None:
    actor = stage.actor(MANAGER)
    release = actions_releases.create_release(actor, _words(one, texts))
    get_locked(Release, release.id)
    for key, prose, lang in ideas:
        idea = db.session.get_one(Idea, stage.made[key])
        actions_releases.add_idea(actor, release, idea, body=prose.body, lang=lang)
    actions_releases.publish_release(actor, release)
    db.session.flush()  # what is shipped below is read from its row
    for key, prose, lang in ideas:
        row = select(ReleaseIdea.id).where(ReleaseIdea.idea_id == stage.made[key])
        row_id = db.session.scalars(row).one()
        actions_releases.ship_idea(row_id, prose, lang=lang, idea_id=stage.made[key])
    for page in one.get("articles", ()):
        _tie_to_page(stage, release.id, page)


def _answer(
    stage: Stage, key: str, who: str, *, solves: bool, said: str, words: tuple[Prose, str]
) -> None:
    idea = db.session.get_one(Idea, stage.made[key])
    if is_supporter(stage.members[who], idea.id):
        actor = stage.actor(who)
        actions_verdicts.give_verdict(
            actor, idea, solves=solves, body=said, lang=actor.locale, words=words
        )


def _tie(stage: Stage, *, idea: str, page: str) -> None:
    _tie_to_page(stage, stage.made[idea], page)


def _tie_to_page(stage: Stage, subject_id: int, page: str) -> None:
    subject = db.session.get_one(Subject, subject_id)
    tie(stage.actor(MANAGER), subject, Pasted("", stage.made[page], SubjectKind.ARTICLE))


def _plan_team(stage: Stage, scene: dict[str, Any]) -> None:
    team, lately = scene["team"], stage.at("-1d 10:00")
    for one in team["notes"]:
        stage.plan(stage.at(one["at"]), partial(_note, stage, one, compose(one["body"])))
    stage.plan(lately, partial(_keep_templates, stage, scene["templates"]))
    stage.plan(lately, partial(_prepare, stage, scene["draft"], _texts(scene["draft"])))
    stage.plan(lately, partial(_assign, stage, team["assigned"]))
    stage.plan(lately, partial(_schedule, stage, team["planned"]))


def _note(stage: Stage, one: dict[str, Any], prose: Prose) -> None:
    idea = db.session.get_one(Idea, stage.made[one["idea"]])
    actions_notes.add_note(stage.actor(one["by"]), idea, prose)


def _keep_templates(stage: Stage, templates: list[dict[str, str]]) -> None:
    for one in templates:
        body = {"en": one["en"].strip(), "fr": one["fr"].strip()}
        actions_templates.save_template(
            stage.actor(MANAGER), None, one["name"], body, meaning=Meaning(one["meaning"])
        )


def _prepare(stage: Stage, one: dict[str, Any], texts: dict[str, Prose]) -> None:
    actor = stage.actor(MANAGER)
    release = actions_releases.create_release(actor, _words(one, texts))
    for key in one["ideas"]:
        actions_releases.add_idea(actor, release, db.session.get_one(Idea, stage.made[key]))


def _assign(stage: Stage, keys: list[str]) -> None:
    for key in keys:
        idea = db.session.get_one(Idea, stage.made[key])
        actions_notes.assign(stage.actor(MANAGER), idea, stage.members[MANAGER])


def _schedule(stage: Stage, one: dict[str, Any]) -> None:
    status = db.session.scalars(select(IdeaStatus).where(IdeaStatus.key == one["to"])).one()
    actions_schedule.schedule_status(
        stage.actor(MANAGER),
        db.session.get_one(Idea, stage.made[one["idea"]]),
        status,
        one["text"],
        lang=one["lang"],
        due_at=stage.now + timedelta(days=one["in_days"]),
    )
