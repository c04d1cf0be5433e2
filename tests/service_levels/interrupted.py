"""The worker as far as promises concern it, in the test's own process, and killed in the middle of its work."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import time_machine
from flask import current_app
from sqlalchemy import event, select, update

from community.core import outbox
from community.core.clock import now
from community.core.db import db, writing
from community.core.engines import PortalSession
from community.core.outbox import OutboxEvent
from community.notifications.tasks import fan_out, resume_fan_outs
from community.questions.handlers import note_comment
from community.service_levels.tasks import mark_due_promises
from tests.services.worker import Worker

HEARD = ("PromiseWarned", "PromiseMissed", "PlanChanged", "CommentPosted")
KILLED_ONE_IN = 20
STEPS = 8  # so many commits and tasks at most until a worker that is to be killed dies
SWEPT_AFTER_S = 21


class Killed(BaseException):
    """As if the process had ended here: nobody may catch it."""


class Queue:
    """What waits for the worker; a process that dies takes along what it had taken out."""

    def __init__(self) -> None:
        self.events: list[int] = []
        self.jobs: set[str] = set()

    def deliver(self, event_ids: list[int]) -> None:
        """Queue the delivery of these events."""
        self.events += event_ids

    def enqueue(self, job: str, **_arguments: Any) -> None:
        """Queue a job."""
        self.jobs.add(job)


class InterruptedWorker:
    """Marks what is due, hands events to those who listen for promises' sake, and tells; now and then it is killed."""

    def __init__(self, clock: time_machine.Traveller, seed: int) -> None:
        self.clock, self.chance = clock, random.Random(seed)
        self.queue, self.kills = Queue(), 0
        self.taken: list[int] = []  # the events that it had in its hands last
        self.steps_left: int | None = None

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Stand in for the portal's queue and for who listens, until the end of the block."""
        parts = current_app.extensions
        kept = {name: parts[name] for name in ("portal_queue", "portal_subscribers")}
        listeners = {name: kept["portal_subscribers"][name] for name in HEARD}
        listeners["CommentPosted"] = (note_comment,)
        parts |= {"portal_queue": self.queue, "portal_subscribers": listeners}
        event.listen(PortalSession, "before_commit", self.step)
        try:
            yield
        finally:
            event.remove(PortalSession, "before_commit", self.step)
            parts |= kept

    def step(self, _session: object = None) -> None:
        """A commit or a task begins: the moment of death of one that is to be killed."""
        if self.steps_left is not None:
            self.steps_left -= 1
            if self.steps_left < 0:
                raise Killed

    def look(self) -> None:
        """A minute's work."""
        self._survive(self._mark)

    def _mark(self) -> None:
        mark_due_promises()
        self.run_queue()

    def hear(self) -> None:
        """What was queued just now."""
        self._survive(self.run_queue)

    def _survive(self, work: Callable[[], object]) -> None:
        dies = not self.chance.randrange(KILLED_ONE_IN)
        self.steps_left = self.chance.randrange(STEPS) if dies else None
        try:
            work()
        except Killed:
            self.kills += 1
            self.steps_left = None
            self.start_again(work)
        self.steps_left = None

    def start_again(self, work: Callable[[], object]) -> None:
        """Another process: nothing is queued, the sweeper comes within half a minute; receipts of some were lost."""
        db.session.rollback()
        lost = self.taken
        self.queue.events.clear()
        self.queue.jobs.clear()
        work()
        at = now()
        self.clock.shift(SWEPT_AFTER_S)
        Worker(current_app).forget_receipts(lost)
        self.forget_others()
        outbox.sweep()
        resume_fan_outs()
        self.run_queue()
        self.clock.move_to(at)

    def run_queue(self) -> None:
        """Deliver and tell until nothing waits."""
        while self.queue.events or "fan_out" in self.queue.jobs:
            events, self.queue.events = self.queue.events, []
            self.taken = self._heard(events)
            for event_id in self.taken:
                self.step()
                outbox.deliver(event_id)
            if "fan_out" in self.queue.jobs:
                self.queue.jobs.clear()
                self.step()
                fan_out()

    def _heard(self, ids: list[int]) -> list[int]:
        if not ids:
            return []
        mine = select(OutboxEvent.id).where(OutboxEvent.id.in_(ids), OutboxEvent.name.in_(HEARD))
        return list(db.session.scalars(mine.order_by(OutboxEvent.id)))

    def forget_others(self) -> None:
        """What others listen for is not told here."""
        others = OutboxEvent.name.not_in(HEARD), OutboxEvent.finished_at.is_(None)
        with writing():
            db.session.execute(update(OutboxEvent).where(*others).values(finished_at=now()))
