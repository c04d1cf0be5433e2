"""Plays stories in the portal and compares what it keeps and whom it told with the recount."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

import time_machine
from sqlalchemy import select

from community.core.db import db
from community.core.outbox import OutboxEvent
from community.notifications.kinds import Kind
from community.notifications.models import Fanout, Notification
from community.service_levels.models import Promise
from tests.service_levels.recount import Recount
from tests.service_levels.recount_promise import Counted
from tests.service_levels.recount_terms import EPOCH
from tests.service_levels.scripts import asked_at, write_story
from tests.service_levels.stage import Played, Stage

Told = dict[int, list[tuple[str, int]]]  # promise → (event, its minute)
TOLD = ("PromiseWarned", "PromiseEscalated", "PromiseMissed")
OF_AGENTS = (Kind.PROMISE_WARNED, Kind.PROMISE_MISSED)
# The step between them concerns whoever leads an area.
TO_AGENTS = ("PromiseWarned", "PromiseMissed")
BY_THE_TEAM = ("team_answer", "team_comment")
NEVER = 10**9


@dataclass(frozen=True)
class Quarter:
    """A story that was played to its end."""

    played: list[Played]
    agents: list[int]
    until: int
    kills: int


@dataclass(frozen=True)
class Compared:
    """How many promises and steps were compared with the recount, and what differs."""

    promises: int
    told: int
    found: list[str]


def play(
    clock: time_machine.Traveller, *, days: int, customers: int, questions: int, seed: int
) -> Quarter:
    """Play so many questions that are asked within so many days."""
    chance, until = random.Random(seed), (days + 30) * 1440
    stories = [write_story(chance, asked_at(chance, days), until) for _ in range(questions)]
    stage = Stage(clock, customers, seed)
    return Quarter(stage.play(stories, until), stage.agents, until, stage.worker.kills)


def compare(quarter: Quarter) -> Compared:
    """Count all promises once more, and who was told of them."""
    told, heard = _told(), _heard()
    promises, found = 0, []
    for one in quarter.played:
        counted = Recount(one.story, quarter.until).promises
        promises += len(counted)
        found += differences(one, counted, told)
    found += misheard(told, heard, quarter.agents, _written(quarter.played))
    return Compared(promises, sum(map(len, told.values())), found)


def _told() -> Told:
    statement = select(OutboxEvent.name, OutboxEvent.payload, OutboxEvent.occurred_at)
    found: Told = defaultdict(list)
    for name, payload, at in db.session.execute(statement.where(OutboxEvent.name.in_(TOLD))):
        found[payload["promise_id"]].append((name, _minute(at)))
    return found


def _heard() -> dict[str, list[tuple[int, int]]]:
    """What was told of warnings and misses → who was told of it in which minute."""
    statement = select(Fanout.source, Notification.member_id, Notification.created_at)
    rows = statement.join(Notification).where(Fanout.kind.in_(OF_AGENTS))
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for source, member_id, at in db.session.execute(rows):
        found[source].append((member_id, _minute(at)))
    return found


def _written(played: list[Played]) -> dict[int, int]:
    """Promise → the first minute in which the team, who is one agent here, wrote in its thread."""
    first: dict[int, int] = {}
    for one in played:
        minutes = (deed.at for deed in one.story.deeds if deed.what in BY_THE_TEAM)
        first[one.question_id] = min(minutes, default=NEVER)
    rows = db.session.execute(select(Promise.id, Promise.subject_id))
    return {promise_id: first.get(question_id, NEVER) for promise_id, question_id in rows}


def misheard(
    told: Told,
    heard: dict[str, list[tuple[int, int]]],
    agents: list[int],
    written: dict[int, int],
) -> list[str]:
    """Warnings and misses that some agent heard of twice, never, or in another minute than theirs.

    A warning concerns the agent who wrote in the thread, where one did, and a miss all of them.
    """
    wanted = {}
    for promise_id, steps in told.items():
        for name, minute in steps:
            is_his = name == "PromiseWarned" and minute >= written[promise_id]
            if name in TO_AGENTS:
                of = agents[:1] if is_his else agents
                wanted[f"{name}:{promise_id}"] = sorted((agent, minute) for agent in of)
    return [
        f"{source}: told {heard.get(source)}, by hand {wanted.get(source)}"
        for source in wanted.keys() | heard.keys()
        if sorted(heard.get(source, [])) != wanted.get(source)
    ]


def differences(one: Played, counted: list[Counted], told: Told) -> list[str]:
    """How the stored promises of a question differ from the recount."""
    statement = select(Promise).where(Promise.subject_id == one.question_id)
    stored = list(db.session.scalars(statement.execution_options(populate_existing=True)))
    kept = sorted((str(row.kind), _minute(row.started_at), row) for row in stored)
    wanted = sorted(((it.kind, it.started, it) for it in counted), key=lambda it: it[:2])
    if [it[:2] for it in kept] != [it[:2] for it in wanted]:
        return [
            f"other promises {[it[:2] for it in kept]} {[it[:2] for it in wanted]}: {one.story}"
        ]
    pairs = ((row, it) for (_, _, row), (_, _, it) in zip(kept, wanted, strict=True))
    return [fault for row, it in pairs for fault in _faults(one, row, it, told[row.id])]


def _minute(at: datetime) -> int:
    return int((at - EPOCH).total_seconds()) // 60


def _faults(one: Played, row: Promise, it: Counted, told: list[tuple[str, int]]) -> list[str]:
    is_kept = (
        str(row.state),
        _minute(row.ended_at) if row.ended_at else None,
        str(row.ended_by) if row.ended_by else None,
        row.voided_at is not None,
        _minute(row.due_at),
        sorted(told),
        [_minute(at) for at in (row.warned_at, row.led_at) if at],
    )
    steps = [at for step in TOLD[:2] for name, at in it.told if name == step]
    wanted = (it.state, it.ended, it.by, it.void, it.due, sorted(it.told), steps)
    return [] if is_kept == wanted else [f"{it.kind} {is_kept} by hand {wanted}: {one.story}"]
