"""A portal in which stories are played, minute by minute."""

from __future__ import annotations

import random
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.accounts.models import Member, Organisation
from community.content import actions_comments
from community.content.models import Subject
from community.core.db import db, writing
from community.policies.actor import Actor, Role
from community.questions import actions, actions_answers, actions_severity, actions_states
from community.questions.drafts import Details
from community.questions.models import Answer, Question
from community.questions.states import CloseReason
from community.service_levels.models import Promise, PromiseState
from tests.makers import actor_of, make_member, make_organisation, make_question, prose
from tests.service_levels import quarter
from tests.service_levels.interrupted import InterruptedWorker
from tests.service_levels.recount import Deed, Story
from tests.service_levels.recount_terms import EPOCH, moment
from tests.service_levels.stories import publish_demo

PLANS = ("community", "standard", "premium", "enterprise")
TITLE = "How do I take back a paid invoice?"
WORDS = prose("Some words about it, long enough to say something.")


@dataclass
class Played:
    """A story as it goes on in the portal."""

    story: Story
    asker: Actor
    question_id: int = 0
    answers: dict[bool, list[int]] = field(default_factory=lambda: defaultdict(list))
    accepted: int = 0


class Stage:
    """A portal with customers, agents and a peer, whose worker is killed now and then."""

    def __init__(self, clock: time_machine.Traveller, customers: int, seed: int) -> None:
        self.clock, self.chance = clock, random.Random(seed)
        clock.move_to(EPOCH)
        publish_demo()
        agents = [make_member(name, Role.AGENT) for name in ("Al", "Agnes", "Ada")]
        self.agents = [one.id for one in agents]
        self.team, self.peer = actor_of(agents[0]), actor_of(make_member("Pia"))
        self.root = make_question()
        self.people: dict[tuple[str, bool, str], list[Actor]] = defaultdict(list)
        self.companies: dict[tuple[str, bool], list[int]] = defaultdict(list)
        for number in range(customers):
            plan = PLANS[number % 4]
            gets_better = number % 8 == PLANS.index("standard")
            self.companies[plan, gets_better].append(make_organisation(plan=plan).id)
        admin = actor_of(make_member("Root", Role.ADMIN))
        self.changes = deque(quarter.changes(admin, self.companies["standard", True]))
        self.worker = InterruptedWorker(clock, seed)

    def asker_of(self, story: Story) -> Actor:
        """A member of one of the companies that have this plan, in this zone."""
        ids = self.companies[story.plan, story.has_better_plan]
        place = (story.plan, story.has_better_plan, story.zone)
        if len(self.people[place]) < len(ids):
            company = db.session.get_one(Organisation, ids[len(self.people[place])])
            member = make_member(organisation=company)
            with writing():
                db.session.get_one(Member, member.id).time_zone = story.zone
            self.people[place].append(actor_of(member))
        return self.chance.choice(self.people[place])

    def play(self, stories: list[Story], until: int) -> list[Played]:
        """Let all happen in its order, and the worker look each minute in which something falls due."""
        played = [Played(story, self.asker_of(story)) for story in stories]
        deeds = [(deed.at, n, deed) for n, one in enumerate(played) for deed in one.story.deeds]
        queue = deque(sorted(deeds, key=lambda one: one[:2]))
        with self.worker.at_work():
            while queue:
                at, number, deed = queue.popleft()
                self.live_until(at)
                self.clock.move_to(moment(at))
                getattr(self, f"_{deed.what}")(played[number], deed)
                if not queue or queue[0][0] > at:
                    self.worker.look()
            self.live_until(until + 1)
        return played

    def live_until(self, minute: int) -> None:
        """What the company changes up to this minute, and the worker's looks before it."""
        while self.changes and self.changes[0][0] <= minute:
            at, change = self.changes.popleft()
            self.work_until(at)
            self.clock.move_to(moment(at))
            change()
            self.worker.hear()
            if at < minute:
                self.worker.look()
        self.work_until(minute)

    def work_until(self, minute: int) -> None:
        """Run the worker in each minute before this one in which something falls due."""
        end = moment(minute)
        while (nearest := _nearest()) is not None and nearest < end:
            self.clock.move_to(nearest)
            self.worker.look()

    def _ask(self, one: Played, deed: Deed) -> None:
        details = Details(severity=one.story.severity)
        with writing():
            one.question_id = actions.ask(one.asker, TITLE, WORDS, details, lang="en").id

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
            actions_comments.add_comment(actor, subject, WORDS, lang="en")
        self.worker.hear()

    def _team_comment(self, one: Played, deed: Deed) -> None:
        self._comment(one, self.team)

    def _asker_comment(self, one: Played, deed: Deed) -> None:
        self._comment(one, one.asker)

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
        words = prose(f"It is version {deed.at}.")
        self._on_question(
            one,
            lambda row: actions.edit_question(one.asker, row, row.title, words, details=Details()),
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
            actions_answers.accept_answer(one.asker, row)

    def _unaccept(self, one: Played, deed: Deed) -> None:
        with writing():
            row = db.session.get_one(Answer, one.accepted)
            actions_answers.withdraw_acceptance(one.asker, row)


RUNNING = Promise.state == PromiseState.RUNNING
# When a running promise is warned of, when its lead is told, and when it is due: the nearest of each.
NEAREST = select(
    *(
        select(func.min(at)).where(RUNNING, *still).scalar_subquery()
        for at, still in (
            (Promise.warn_at, (Promise.warned_at.is_(None),)),
            (Promise.lead_at, (Promise.led_at.is_(None),)),
            (Promise.due_at, ()),
        )
    )
)


def _nearest() -> datetime | None:
    """The next minute in which the worker has something to mark."""
    with Session(db.session.get_bind()) as apart:  # so that the other keeps what it has read
        warn, lead, due = tuple[datetime | None, ...](apart.execute(NEAREST).one())
    found = [warn, lead, due + timedelta(minutes=1) if due else None]
    return min((one for one in found if one is not None), default=None)
