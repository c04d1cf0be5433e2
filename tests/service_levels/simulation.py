"""Plays stories in the portal, minute by minute, and compares what it keeps with the recount."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import time_machine
from sqlalchemy import func, select

from community.accounts.models import Member, Organisation
from community.content import actions_comments
from community.content.models import Subject
from community.core.db import db, writing
from community.core.outbox import OutboxEvent
from community.events import CommentPosted
from community.policies.actor import Actor, Role
from community.questions import (
    actions,
    actions_answers,
    actions_severity,
    actions_states,
    handlers,
)
from community.questions.drafts import Details
from community.questions.models import Answer, Question
from community.questions.states import CloseReason
from community.service_levels.models import Promise, PromiseState
from community.service_levels.tasks import mark_due_promises
from tests.makers import actor_of, make_member, make_organisation, make_question, prose
from tests.service_levels.recount import EPOCH, Counted, Deed, Recount, Story, moment
from tests.service_levels.scripts import write_story
from tests.service_levels.stories import publish_demo

PLANS = ("community", "standard", "premium", "enterprise")
TOLD = ("PromiseWarned", "PromiseEscalated", "PromiseMissed")
WORDS = prose("Some words about it, long enough to say something.")


@dataclass
class Played:
    """A story as it goes on in the portal."""

    story: Story
    asker: Member
    question_id: int = 0
    answers: dict[bool, list[int]] = field(default_factory=lambda: defaultdict(list))
    accepted: int = 0


class Stage:
    """A portal with customers, an agent and a peer."""

    def __init__(self, clock: time_machine.Traveller, customers: int, seed: int) -> None:
        self.clock, self.chance = clock, random.Random(seed)
        clock.move_to(EPOCH)
        publish_demo()
        self.team, self.peer = (
            actor_of(make_member("Al", Role.AGENT)),
            actor_of(make_member("Pia")),
        )
        self.root = make_question()
        self.people: dict[tuple[str, str], list[Member]] = defaultdict(list)
        self.companies = [make_organisation(plan=PLANS[n % 4]).id for n in range(customers)]
        self.plans = {one: PLANS[n % 4] for n, one in enumerate(self.companies)}

    def asker_of(self, story: Story) -> Member:
        """A member of one of the companies that have this plan, in this zone."""
        ids = [one for one in self.companies if self.plans[one] == story.plan]
        place = (story.plan, story.zone)
        if len(self.people[place]) < len(ids):
            company = db.session.get_one(Organisation, ids[len(self.people[place])])
            member = make_member(organisation=company)
            with writing():
                db.session.get_one(Member, member.id).time_zone = story.zone
            self.people[place].append(member)
        return self.chance.choice(self.people[place])

    def play(self, stories: list[Story], until: int) -> list[Played]:
        """Let all deeds happen in their order, and the worker look each minute in which something falls due."""
        played = [Played(story, self.asker_of(story)) for story in stories]
        deeds = [(deed.at, n, deed) for n, one in enumerate(played) for deed in one.story.deeds]
        queue = sorted(deeds, key=lambda one: one[:2])
        while queue:
            at, number, deed = queue.pop(0)
            self.work_until(at)
            self.clock.move_to(moment(at))
            getattr(self, f"_{deed.what}")(played[number], deed)
            if not queue or queue[0][0] > at:
                mark_due_promises()
        self.work_until(until + 1)
        return played

    def work_until(self, minute: int) -> None:
        """Run the worker in each minute before this one in which something falls due."""
        while True:
            nearest = min((one for one in _nearest() if one is not None), default=None)
            if nearest is None or nearest >= moment(minute):
                return
            self.clock.move_to(nearest)
            mark_due_promises()

    def _ask(self, one: Played, deed: Deed) -> None:
        one.question_id = make_question(one.asker, severity=one.story.severity).id

    def _answer(self, one: Played, actor: Actor, by_team: bool) -> None:
        with writing():
            question = db.session.get_one(Question, one.question_id)
            row = actions_answers.answer(actor, question, WORDS, lang="en")
            one.answers[by_team].append(row.id)

    def _team_answer(self, one: Played, deed: Deed) -> None:
        self._answer(one, self.team, True)

    def _peer_answer(self, one: Played, deed: Deed) -> None:
        self._answer(one, self.peer, False)

    def _comment(self, one: Played, actor: Actor) -> None:
        with writing():
            subject = db.session.get_one(Subject, one.question_id)
            row = actions_comments.add_comment(actor, subject, WORDS, lang="en")
            comment_id = row.id
        with writing():
            handlers.note_comment(
                CommentPosted(
                    comment_id=comment_id, on_id=one.question_id, actor_id=actor.member_id or 0
                )
            )

    def _team_comment(self, one: Played, deed: Deed) -> None:
        self._comment(one, self.team)

    def _asker_comment(self, one: Played, deed: Deed) -> None:
        self._comment(one, actor_of(one.asker))

    def _on_question(self, one: Played, act: Callable[[Question], object]) -> None:
        with writing():
            act(db.session.get_one(Question, one.question_id))

    def _info(self, one: Played, deed: Deed) -> None:
        self._on_question(
            one, lambda row: actions_states.ask_for_information(self.team, row, "Which version?")
        )

    def _unask(self, one: Played, deed: Deed) -> None:
        self._on_question(one, lambda row: actions_states.need_no_information(self.team, row))

    def _asker_edit(self, one: Played, deed: Deed) -> None:
        asker, words = actor_of(one.asker), prose(f"It is version {deed.at}.")
        self._on_question(
            one,
            lambda row: actions.edit_question(asker, row, row.title, words, details=Details()),
        )

    def _duplicate(self, one: Played, deed: Deed) -> None:
        root = self.root.id
        self._on_question(
            one,
            lambda row: actions_states.close(
                self.team, row, CloseReason.DUPLICATE, duplicate_of_id=root
            ),
        )

    def _severity(self, one: Played, deed: Deed) -> None:
        self._on_question(
            one,
            lambda row: actions_severity.change_severity(
                self.team, row, deed.severity or "", "It is as the customer says."
            ),
        )

    def _accept(self, one: Played, deed: Deed) -> None:
        one.accepted = one.answers[deed.by_team][-1]
        with writing():
            row = db.session.get_one(Answer, one.accepted)
            actions_answers.accept_answer(actor_of(one.asker), row)

    def _unaccept(self, one: Played, deed: Deed) -> None:
        with writing():
            row = db.session.get_one(Answer, one.accepted)
            actions_answers.withdraw_acceptance(actor_of(one.asker), row)


def _nearest() -> list[datetime | None]:
    running = Promise.state == PromiseState.RUNNING
    warn = select(func.min(Promise.warn_at)).where(running, Promise.warned_at.is_(None))
    lead = select(func.min(Promise.lead_at)).where(running, Promise.led_at.is_(None))
    due = db.session.scalars(select(func.min(Promise.due_at)).where(running)).one()
    found = [db.session.scalars(one).one() for one in (warn, lead)]
    db.session.rollback()
    return [*found, due + timedelta(minutes=1) if due else None]


def play(
    clock: time_machine.Traveller, *, days: int, customers: int, questions: int, seed: int
) -> tuple[list[Played], int]:
    """Play so many questions; what was played, and the minute at which it ended."""
    chance, until = random.Random(seed), (days + 30) * 1440
    stories = [
        write_story(chance, chance.randrange(60, days * 1440), until) for _ in range(questions)
    ]
    return Stage(clock, customers, seed).play(stories, until), until


def compare(played: list[Played], until: int) -> tuple[int, list[str]]:
    """How many promises were compared, and what differs."""
    told = _told()
    compared, found = 0, []
    for one in played:
        counted = Recount(one.story, until).promises
        compared += len(counted)
        found += differences(one, counted, told)
    return compared, found


def simulate(clock: time_machine.Traveller, **size: int) -> tuple[int, list[str]]:
    """Play so many questions and compare."""
    return compare(*play(clock, **size))


def _told() -> dict[int, list[tuple[str, int]]]:
    statement = select(OutboxEvent.name, OutboxEvent.payload, OutboxEvent.occurred_at)
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for name, payload, at in db.session.execute(statement.where(OutboxEvent.name.in_(TOLD))):
        minute = int((at - EPOCH).total_seconds()) // 60
        found[payload["promise_id"]].append((name, minute))
    return found


def differences(
    one: Played, counted: list[Counted], told: dict[int, list[tuple[str, int]]]
) -> list[str]:
    """How the stored promises of a question differ from the recount."""
    statement = select(Promise).where(Promise.subject_id == one.question_id)
    stored = list(db.session.scalars(statement))
    kept = sorted((str(row.kind), _minute(row.started_at), row) for row in stored)
    wanted = sorted(((it.kind, it.started, it) for it in counted), key=lambda it: it[:2])
    if [it[:2] for it in kept] != [it[:2] for it in wanted]:
        return [
            f"other promises {[it[:2] for it in kept]} {[it[:2] for it in wanted]}: {one.story}"
        ]
    pairs = ((row, it) for (_, _, row), (_, _, it) in zip(kept, wanted, strict=True))
    return [fault for row, it in pairs for fault in _faults(one.story, row, it, told[row.id])]


def _minute(at: datetime) -> int:
    return int((at - EPOCH).total_seconds()) // 60


def _faults(story: Story, row: Promise, it: Counted, told: list[tuple[str, int]]) -> list[str]:
    is_kept = (
        str(row.state),
        _minute(row.ended_at) if row.ended_at else None,
        str(row.ended_by) if row.ended_by else None,
        row.voided_at is not None,
        _minute(row.due_at),
        sorted(told),
    )
    wanted = (it.state, it.ended, it.by, it.void, it.due, sorted(it.told))
    return [] if is_kept == wanted else [f"{it.kind} {is_kept} by hand {wanted}: {story}"]
