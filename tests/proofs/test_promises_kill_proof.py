"""The worker is killed again and again while promises come near their end and pass it: each step is told once."""

from __future__ import annotations

import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from community.accounts.models import MemberRole
from community.core.clock import now
from community.core.db import db, writing
from community.core.mail_outbox import LetterRow
from community.core.outbox import OutboxEvent
from community.core.tasks import enqueue_job
from community.notifications.kinds import Kind
from community.notifications.models import Fanout, Notification
from community.policies.actor import Role
from community.service_levels.models import Promise
from community.service_levels.tasks import mark_due_promises
from tests.makers import make_member, make_organisation, make_question
from tests.proofs.test_kill_proof import mails, sweep
from tests.proofs.test_telling_proof import held
from tests.service_levels.stories import publish_demo
from tests.services import forked, live, smtp_sink
from tests.services.live import LivePortal
from tests.services.worker import Worker

Note = Callable[[str, object], None]
AGENTS = 3
# What the enterprise plan promises at L3: an answer within 8 hours.
MISSED_AFTER = timedelta(hours=8)
WARNED_AFTER = MISSED_AFTER * 4 / 5
SPREAD_S = 20  # within which the steps come
KINDS = {"PromiseWarned": Kind.PROMISE_WARNED, "PromiseMissed": Kind.PROMISE_MISSED}
PATIENCE_S = 60
LATEST = timedelta(minutes=2)  # the worker looks each minute, and may be killed in one

Step = tuple[Kind, int]


@dataclass(frozen=True)
class Told:
    """Steps that were due, how many were marked or told other than once, and how late the latest was marked."""

    due: int
    marked_wrong: int
    told_wrong: int
    letters_wrong: int
    latest: timedelta


def prepare(questions: int) -> None:
    """Agents, and questions of one customer: half will be warned of within the next seconds, half missed."""
    publish_demo()
    for number in range(AGENTS):
        make_member(f"Agent {number}", Role.AGENT)
    asker, chance = make_member(organisation=make_organisation(plan="enterprise")), random.Random(1)
    begins = now()
    for number in range(questions):
        comes_at = begins + timedelta(seconds=chance.uniform(2, SPREAD_S))
        with time_machine.travel(comes_at - (MISSED_AFTER if number % 2 else WARNED_AFTER)):
            make_question(asker, severity="L3")
    with (
        writing()
    ):  # others tell that these were asked; and the team was warned of the older ones long ago
        db.session.execute(update(OutboxEvent).values(finished_at=now()))
        older = Promise.due_at < begins + timedelta(seconds=SPREAD_S)
        db.session.execute(update(Promise).where(older).values(warned_at=Promise.warn_at))


def progress(app: Flask) -> int:
    """Steps marked, agents told of them, letters that left."""
    rung = select(func.count()).where(Notification.kind.in_(KINDS.values()))
    marked = select(func.count()).where(OutboxEvent.name.in_(KINDS))
    sent = select(func.count()).where(LetterRow.sent_at.is_not(None))
    with app.app_context():
        found = sum(db.session.scalars(one).one() for one in (rung, marked, sent))
        db.session.remove()
    return found


def live_until(portal: LivePortal, wanted: int) -> None:
    """Let the worker go on until so much is done, with what the schedule would begin within a minute."""
    ends = time.monotonic() + PATIENCE_S
    while progress(portal.app) < wanted and time.monotonic() < ends:
        with portal.app.app_context():
            for job in ("mark_due_promises", "sweep_outbox", "resume_fan_outs", "deliver_letters"):
                enqueue_job(job)
        time.sleep(0.1)


def run(portal: LivePortal, questions: int, kills: int) -> None:
    """Kill the worker at even steps of its work; in the end it is left alone."""
    everything = (
        questions * (1 + AGENTS) + questions // 2 * AGENTS
    )  # misses are told by letters as well
    for number in range(kills):
        worker = forked.start(portal, "worker")
        live_until(portal, everything * (number + 1) // (kills + 1))
        forked.kill(worker)
    leased = held(portal.app)
    worker = forked.start(portal, "worker")
    live_until(portal, everything - leased)
    forked.kill(worker)
    sweep(portal.app)


def steps_due() -> dict[Step, datetime]:
    """When each step fell due by what stands on its promise."""
    rows = db.session.scalars(select(Promise).where(Promise.warn_at <= now())).all()
    return {
        (Kind.PROMISE_MISSED, row.subject_id): row.due_at for row in rows if row.due_at < now()
    } | {(Kind.PROMISE_WARNED, row.subject_id): row.warn_at for row in rows if row.due_at >= now()}


def count() -> Told:
    """Compare what was marked and told with what fell due."""
    due, marked = steps_due(), defaultdict[Step, list[datetime]](list)
    for row in db.session.scalars(select(OutboxEvent).where(OutboxEvent.name.in_(KINDS))):
        marked[KINDS[row.name], row.payload["subject_id"]].append(row.occurred_at)
    agents = db.session.scalars(select(MemberRole.member_id)).all()
    rung = select(Notification.kind, Notification.subject_id, Notification.member_id)
    of_promises = db.session.execute(rung.where(Notification.kind.in_(KINDS.values())))
    told = Counter((kind, subject, member) for kind, subject, member in of_promises)
    wanted = {(*step, agent) for step in due for agent in agents}
    letters = Counter(db.session.scalars(select(LetterRow.member_id)))
    misses = sum(kind is Kind.PROMISE_MISSED for kind, _subject in due)
    late = [at - due.get(step, at) for step, found in marked.items() for at in found]
    return Told(
        len(due),
        sum(len(marked.get(step, ())) != (step in due) for step in due.keys() | marked.keys()),
        sum(told[one] != (one in wanted) for one in wanted | told.keys()),
        sum(letters[agent] != misses for agent in agents),
        max(late, default=timedelta()),
    )


def prove(url: str, folder: Path, note: Note, *, questions: int, kills: int) -> None:
    """Kill so often while so many come near their end, and count."""
    forked.prepare()
    with smtp_sink.running() as sink, live.prepared(url, folder, sink) as portal:
        with portal.app.app_context():
            prepare(questions)
            db.session.remove()
        portal.app.extensions["portal_queue"].huey.flush()
        run(portal, questions, kills)
        with portal.app.app_context():
            told, (unsent, repeats) = count(), mails(sink)
            note(
                "figure",
                f"promises kill -9: {kills} kills on {db.engine.dialect.name}, {told.due} warnings and misses,"
                f" {told.marked_wrong} marked and {told.told_wrong} told other than once, the latest after"
                f" {told.latest.total_seconds():.0f} s; {len(sink.messages)} mails, {unsent} lost, {repeats} repeats",
            )
        assert told.due == questions
        assert (told.marked_wrong, told.told_wrong, told.letters_wrong, unsent) == (0, 0, 0, 0)
        assert repeats <= kills
        assert timedelta(0) <= told.latest < LATEST


@pytest.mark.prove
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_each_step_is_told_once_over_ten_kills(
    new_database: Callable[[str], str], tmp_path: Path, record_property: Note, engine: str
) -> None:
    prove(new_database(engine), tmp_path, record_property, questions=80, kills=10)


def test_each_step_is_told_once_over_two_kills(
    new_database: Callable[[str], str], tmp_path: Path, record_property: Note
) -> None:
    prove(new_database("sqlite"), tmp_path, record_property, questions=10, kills=2)


@pytest.mark.both
def test_what_was_told_twice_late_or_never_would_be_found(
    app: Flask, drain: Worker, record_property: Note
) -> None:
    prepare(4)
    with time_machine.travel(now() + timedelta(seconds=SPREAD_S), tick=False):
        mark_due_promises()
        drain()
        told = count()
        assert (told.due, told.marked_wrong, told.told_wrong, told.letters_wrong) == (4, 0, 0, 0)
        with writing() as session:
            rung = session.scalars(select(Notification).order_by(Notification.id).limit(2)).all()
            again = Fanout(source="again", kind=rung[0].kind, words={}, created_at=now())
            session.add(again)
            session.flush()  # the second notification names its key
            told_again = {"kind": rung[0].kind, "member_id": rung[0].member_id, "words": {}}
            told_again |= {"subject_id": rung[0].subject_id, "created_at": now()}
            session.add(Notification(fanout_id=again.id, **told_again))
            session.delete(rung[1])
            events = session.scalars(select(OutboxEvent).where(OutboxEvent.name.in_(KINDS))).all()
            events[0].occurred_at += LATEST
            session.delete(events[1])
            session.delete(session.scalars(select(LetterRow).limit(1)).one())
        found = count()
    record_property("figure", f"promises kill -9, control: {found}")
    assert (found.marked_wrong, found.told_wrong, found.letters_wrong) == (1, 2, 1)
    assert found.latest >= LATEST
