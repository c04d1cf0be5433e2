"""Web and worker are killed again and again while votes, questions and mails flow: no acknowledged deed is lost."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from community import wiring
from community.content.models import Vote
from community.content.models_kept import DirtySubject
from community.core.clock import now
from community.core.db import db, writing
from community.core.mail_outbox import LetterRow
from community.core.outbox import Delivery, OutboxEvent
from community.core.tasks import start_due
from community.ideas.models import Idea
from community.questions.models import Answer, Question
from community.search import actions as search
from community.service_levels.models import Promise
from tests.makers import make_idea, make_member, make_question
from tests.proofs.flow import Acknowledged, Flow, browser_of
from tests.service_levels.stories import publish_demo
from tests.services import live, processes, smtp_sink
from tests.services.live import LivePortal
from tests.services.worker import Worker

Note = Callable[[str, object], None]
PEOPLE, IDEAS = 4, 60
BETWEEN_KILLS, DEEDS_A_KILL = 1.5, 11
PATIENCE_S = 60


def prepare(portal: LivePortal) -> Flow:
    """People, ideas, and one question that everybody answers."""
    with portal.app.app_context():
        publish_demo()
        members = [make_member().id for _ in range(PEOPLE)]
        author = make_member()
        ideas = [make_idea(author, f"Wish number {number}").id for number in range(IDEAS)]
        question = make_question(author)
        asked = (question.id, question.slug)
        db.session.remove()
    browsers = [browser_of(portal.app, portal.address, member) for member in members]
    return Flow(browsers, ideas, asked)


def kill_and_restart(portal: LivePortal, number: int) -> None:
    """The worker on even turns, the web server with its workers on odd ones."""
    if number % 2:
        processes.kill(portal.web.pop())
        portal.start_web(workers=2)
    else:
        processes.kill(portal.worker.pop())
        portal.start_worker()


def run(portal: LivePortal, kills: int) -> Acknowledged:
    """Let people act while processes die; what they were told."""
    flow = prepare(portal)
    portal.start_web(workers=2)
    portal.start_worker()
    flow.start()
    try:
        for number in range(kills):
            live_on(flow, until_done=number * DEEDS_A_KILL)
            kill_and_restart(portal, number)
        live_on(flow, until_done=kills * DEEDS_A_KILL)
    finally:
        said = flow.stop()
    for process in [*portal.web, *portal.worker]:
        processes.kill(process)
    return said


def live_on(flow: Flow, *, until_done: int) -> None:
    """Let people act, on a busy machine until so much was acknowledged since the beginning."""
    until = time.monotonic() + PATIENCE_S
    time.sleep(BETWEEN_KILLS)
    while flow.said.total < until_done and time.monotonic() < until:
        time.sleep(0.1)


def sweep(app: Flask) -> None:
    """What the schedule does in the minutes after: the sweeper, letters whose lease has ended, the index."""
    work = Worker(app)
    for minutes in (3, 6, 9, 75):
        with time_machine.travel(now() + timedelta(minutes=minutes)):
            with app.app_context():
                start_due({name: wiring.JOBS[name] for name in SWEPT}, now())
            work()


SWEPT = ("sweep_outbox", "resume_fan_outs", "deliver_letters", "mend_index")


def lost(said: Acknowledged) -> list[str]:
    """Deeds that were acknowledged and are not there."""
    votes = {
        (row.subject_id, row.member_id)
        for row in db.session.execute(select(Vote.subject_id, Vote.member_id))
    }
    questions = set(db.session.scalars(select(Question.id)))
    promised = set(db.session.scalars(select(Promise.subject_id)))
    rows = db.session.execute(select(Answer.question_id, Answer.author_id))
    answers = Counter((row.question_id, row.author_id) for row in rows)
    missing = Counter(said.answers) - answers
    return [
        *(f"vote {vote}" for vote in said.votes - votes),
        *(f"question {number}" for number in said.questions - questions),
        *(f"promise of {number}" for number in said.questions - promised),
        *(f"answer {one}" for one in missing.elements()),
    ]


def wrong_counters() -> int:
    """Ideas whose counter is not the number of their votes."""
    votes = select(func.count()).where(Vote.subject_id == Idea.id).correlate(Idea).scalar_subquery()
    statement = select(func.count()).select_from(Idea).where(Idea.supporter_count != votes)
    return db.session.scalar(statement) or 0


def left_over() -> dict[str, int]:
    """What still waits or was given up."""
    waiting = {
        "events": select(func.count()).where(OutboxEvent.finished_at.is_(None)),
        "parked": select(func.count()).where(Delivery.parked_at.is_not(None)),
        "letters": select(func.count()).where(LetterRow.sent_at.is_(None)),
        "dirty": select(func.count()).select_from(DirtySubject),
    }
    return {name: number for name, one in waiting.items() if (number := db.session.scalar(one))}


def mails(sink: smtp_sink.Sink) -> tuple[int, int]:
    """(letters that nobody received, repeats with the same Message-ID)."""
    received = Counter(sink.message_ids())
    written = {
        f"<letter-{number}@127.0.0.1>" for number in db.session.scalars(select(LetterRow.id))
    }
    assert set(received) <= written
    return len(written - set(received)), sum(received.values()) - len(received)


def prove(url: str, folder: Path, kills: int, note: Note) -> None:
    """Kill so often, sweep, and compare."""
    with smtp_sink.running() as sink, live.prepared(url, folder, sink) as portal:
        said = run(portal, kills)
        sweep(portal.app)
        with portal.app.app_context():
            missing, (unsent, repeats) = lost(said), mails(sink)
            verdict = search.verify()
            note(
                "figure",
                f"kill -9: {kills} kills on {db.engine.dialect.name}, {said.total} deeds acknowledged,"
                f" {said.unanswered} unanswered, {len(missing)} lost; {len(sink.received)} mails, {unsent} lost,"
                f" {repeats} repeats; {verdict.documents} documents, index clean: {verdict.is_clean}",
            )
            assert (said.refused, missing, wrong_counters(), left_over()) == ([], [], 0, {})
            assert said.total > 10 * kills
            assert sink.received
            assert unsent == 0
            assert repeats <= kills
            assert verdict.is_clean


@pytest.mark.prove(minutes=2)
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_twenty_kills_lose_nothing(
    new_database: Callable[[str], str], tmp_path: Path, record_property: Note, engine: str
) -> None:
    prove(new_database(engine), tmp_path, 20, record_property)


def test_two_kills_lose_nothing(
    new_database: Callable[[str], str], tmp_path: Path, record_property: Note
) -> None:
    prove(new_database("sqlite"), tmp_path, 2, record_property)


@pytest.mark.both
def test_a_lost_vote_a_lost_mail_and_a_wrong_counter_would_be_found(
    app: Flask, mail_server: smtp_sink.Sink, record_property: Note
) -> None:
    idea = make_idea()
    said = Acknowledged(votes={(idea.id, 987_654)}, questions={1}, answers=[(1, 1)])
    record_property("figure", f"kill -9, control: {len(lost(said))} of 4 planted losses found")
    assert len(lost(said)) == 4
    with writing() as session:
        session.get_one(Idea, idea.id).supporter_count += 1
        letter = LetterRow(to_address="a@b.example", template="x", locale="en", context={})
        letter.created_at = letter.due_at = now()
        session.add(letter)
    assert wrong_counters() == 1
    assert mails(mail_server) == (1, 0)
    assert left_over()["letters"] == 1
