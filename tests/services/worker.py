"""The worker, run by hand in the test's own process until it is idle."""

from __future__ import annotations

import random
from dataclasses import dataclass

from flask import Flask, has_app_context
from sqlalchemy import delete, select, update

from community.core import signals
from community.core.db import db, writing
from community.core.outbox import Delivery, OutboxEvent

TOO_MANY_ROUNDS = 200


@dataclass
class Worker:
    """Runs what is queued; restless ones deliver each event twice, in any order."""

    app: Flask
    is_restless: bool = False

    def __call__(self, *, failures: int = 0) -> None:
        """Deliver events, run jobs and fold signals until nothing waits.

        The test fails when other than `failures` deliveries went wrong.
        """
        for _round in range(TOO_MANY_ROUNDS):
            if not self.run_queue() + self.fold():
                break
        else:
            raise AssertionError("the worker never became idle: do two listeners call each other?")
        if has_app_context():
            db.session.rollback()  # what the test had read before is read again
        failed = self.failed_deliveries()
        assert len(failed) == failures, "\n".join(failed) or "nothing failed"

    def run_queue(self) -> int:
        """Run the tasks that are queued now; errors of jobs reach the test."""
        huey = self.app.extensions["portal_queue"].huey
        tasks = []
        while (task := huey.dequeue()) is not None:
            tasks.append(task)
        if self.is_restless:
            random.Random(len(tasks)).shuffle(tasks)
        for task in tasks:
            task.execute()
            if self.is_restless and task.name == "deliver":
                self.forget_receipts(task.args[0])
                task.execute()
        return len(tasks)

    def fold(self) -> int:
        """Fold the signals in, without the wait for other processes."""
        with self.app.app_context():
            return signals.fold_signals()

    def forget_receipts(self, event_ids: list[int]) -> None:
        """As if a crash had lost that these were delivered."""
        with self.app.app_context(), writing() as session:
            session.execute(delete(Delivery).where(Delivery.event_id.in_(event_ids)))
            again = update(OutboxEvent).where(OutboxEvent.id.in_(event_ids))
            session.execute(again.values(finished_at=None))

    def failed_deliveries(self) -> list[str]:
        """One line for each delivery that went wrong."""
        statement = select(Delivery.handler, Delivery.error).where(Delivery.error.is_not(None))
        with self.app.app_context():
            return [f"{handler}: {error}" for handler, error in db.session.execute(statement)]
