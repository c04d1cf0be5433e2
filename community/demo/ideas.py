"""The ideas of the demo: boards, votes with their reasons, and what became of each."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from community.content.models import Importance
from community.content.prose import compose, compose_post
from community.core.db import db, get_locked
from community.demo.ideas_work import plan_idea_work, plan_views
from community.demo.people import BEGINNING
from community.demo.questions import plan_comments
from community.demo.reading import read_threads, read_yaml
from community.demo.stage import Stage, once_upon
from community.ideas import actions as ideas
from community.ideas import actions_statuses
from community.ideas import actions_voting as voting
from community.ideas.actions_boards import BoardFacts, open_board
from community.ideas.actions_statuses import Grounds
from community.ideas.circumstances import Circumstances, HowOften
from community.ideas.models import Board, DeclineReason, Idea, IdeaStatus, Meaning
from community.policies.actor import SYSTEM

ENDS = frozenset({Meaning.SHIPPED, Meaning.DECLINED, Meaning.ALREADY_AVAILABLE})
VOTED_WITHIN = timedelta(weeks=12)


def settle_boards(stage: Stage) -> None:
    """Make the boards."""
    with once_upon(stage.now - BEGINNING + timedelta(weeks=2)):
        for position, one in enumerate(read_yaml("ideas/boards.yaml"), 1):
            words = {"name": one["name"], "description": one["description"]}
            facts = BoardFacts(**words, vote_budget=one.get("budget"))
            open_board(SYSTEM, one["key"], facts, position=position)


def plan_ideas(stage: Stage) -> None:
    """Plan everything that happened around the ideas."""
    for file, one in read_threads("ideas"):
        _plan_idea(stage, file, one)
    plan_views(stage)


def _plan_idea(stage: Stage, board: str, one: dict[str, Any]) -> None:
    key, at, prose = one["key"], stage.at(one["at"]), compose_post(one["body"])
    often = HowOften(one["how_often"]) if "how_often" in one else None
    told = Circumstances(one.get("problem", ""), often, one.get("way_round", ""))

    def propose() -> None:
        found = db.session.scalars(select(Board).where(Board.slug == board)).one()
        author = stage.actor(one["by"])
        made = ideas.propose(author, found, one["title"], prose, lang=one["lang"], told=told)
        get_locked(type(made), made.id)
        stage.made[key] = made.id

    stage.plan(at, propose)
    _plan_votes(stage, one, at)
    for change in one.get("statuses", ()):
        if "release" in change:
            continue  # it came with a release (releases.py)
        _plan_status(stage, key, change, one["lang"])
    for answer in one.get("official", ()):
        _plan_official(stage, key, answer, one["lang"])
    plan_idea_work(stage, one)
    plan_comments(stage, key, one)


def _plan_votes(stage: Stage, one: dict[str, Any], at: datetime) -> None:
    """Votes come quickly at first, then slowly, and end with the decision."""
    decided = [stage.at(each["at"]) for each in one.get("statuses", ()) if each["to"] in ENDS]
    led_on = [stage.at(one["merged"]["at"])] if "merged" in one else []
    end = min([*decided, *led_on, at + VOTED_WITHIN, stage.now])
    votes = one.get("votes", {})
    for number, (handle, vote) in enumerate(votes.items(), 1):
        share = (number / (len(votes) + 1)) ** 2
        stage.plan(at + (end - at) * share, _vote(stage, one["key"], handle, vote))


def _vote(stage: Stage, key: str, handle: str, vote: dict[str, str]) -> Any:
    importance = Importance(vote["importance"]) if "importance" in vote else None
    return lambda: voting.vote(
        stage.actor(handle), _idea(stage, key), importance=importance, reason=vote.get("reason")
    )


def _plan_status(stage: Stage, key: str, change: dict[str, str], lang: str) -> None:
    prose = compose(change["text"])

    def decide() -> None:
        meaning = Meaning(change["to"])
        status = db.session.scalars(select(IdeaStatus).where(IdeaStatus.meaning == meaning)).one()
        idea = _idea(stage, key)
        actions_statuses.change_status(
            stage.actor("priya-nair"),
            idea,
            status,
            prose,
            lang=lang,
            grounds=_grounds(stage, change),
        )

    stage.plan(stage.at(change["at"]), decide)


def _grounds(stage: Stage, change: dict[str, str]) -> Grounds:
    return Grounds(
        reason=DeclineReason(change["reason"]) if "reason" in change else None,
        way_round_id=stage.made[change["way_round"]] if "way_round" in change else None,
    )


def _plan_official(stage: Stage, key: str, answer: dict[str, str], lang: str) -> None:
    prose = compose(answer["text"])
    stage.plan(
        stage.at(answer["at"]),
        lambda: actions_statuses.answer_officially(
            stage.actor(answer["by"]), _idea(stage, key), prose, lang=lang
        ),
    )


def _idea(stage: Stage, key: str) -> Idea:
    return db.session.get_one(Idea, stage.made[key])
