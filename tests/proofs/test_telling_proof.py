"""One decision is told to fifty thousand while the worker is killed again and again: each hears of it once."""

from __future__ import annotations

import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from community.accounts.models import Member
from community.content.models import Vote, VoteKind
from community.core.clock import now
from community.core.db import db, writing
from community.core.mail_outbox import LetterRow
from community.core.tasks import enqueue_job
from community.ideas.models import Idea
from community.ideas.models_merging import IdeaSupporter
from community.notifications.kinds import Kind
from community.notifications.models import Fanout, Notification
from community.policies.actor import Role
from community.recognition.tasks_badges import count_badges
from tests.makers import make_idea, make_member
from tests.proofs.flow import Browser, browser_of
from tests.proofs.test_kill_proof import mails, sweep
from tests.services import forked, live, processes, smtp_sink
from tests.services.live import LivePortal

Note = Callable[[str, object], None]
AT_ONCE = 5_000
EVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    """What came of it: seconds to the answer and to the last letter, and what was counted."""

    answered: float
    lasted: float
    missed: int
    twice: int
    unsent: int
    repeats: int
    page: str


def fill(voters: int) -> tuple[int, int]:
    """(idea, product manager) with so many supporters, in a portal that has counted its badges."""
    count_badges()  # for nobody yet: else the worker that is measured would count them for all of these
    author, pia = make_member(), make_member("Pia", Role.PRODUCT_MANAGER)
    idea = make_idea(author)
    for start in range(0, voters, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, voters))
        with writing() as session:
            rows = session.scalars(
                insert(Member).returning(Member.id), [_member(n) for n in numbers]
            )
            votes = [_vote(idea.id, member_id) for member_id in rows.all()]
            cast = session.execute(insert(Vote).returning(Vote.id, Vote.member_id), votes).all()
            supporters = [
                {"root_id": idea.id, "member_id": member_id, "vote_id": vote_id}
                for vote_id, member_id in cast
            ]
            session.execute(insert(IdeaSupporter), supporters)
    with writing() as session:
        session.get_one(Idea, idea.id).supporter_count = voters + 1
    return idea.id, pia.id


def _member(number: int) -> dict[str, object]:
    handle, at = f"voter-{number}", now()
    return {
        "name": f"Voter {number}",
        "handle": handle,
        "handle_key": handle,
        "email": f"{handle}@garden.example",
        "email_confirmed_at": at,
        "created_at": at,
    }


def _vote(idea_id: int, member_id: int) -> dict[str, object]:
    support = VoteKind.SUPPORT
    return {"subject_id": idea_id, "member_id": member_id, "kind": support, "created_at": now()}


def decide(browser: Browser, idea_id: int) -> tuple[float, str]:
    """Seconds until the page that changes the status answered, and where it leads."""
    began = time.monotonic()
    sent = {"status": "planned", "text": "We begin in spring.", "lang": "en", "reason": ""}
    status, place = browser.post(f"/desk/ideas/{idea_id}/status", sent)
    assert status == 303
    return time.monotonic() - began, urlsplit(place).path


def look(browser: Browser, path: str) -> str:
    """A page as the product manager sees it."""
    asked = urllib.request.Request(browser.address + path, headers=browser.headers)  # noqa: S310 (ours)
    with urllib.request.urlopen(asked, timeout=20) as answer:  # noqa: S310 (ours)
        page: str = answer.read().decode()
    return page


def progress(app: Flask) -> tuple[int, int]:
    """(told in the portal, letters that left)."""
    with app.app_context():
        told = db.session.scalar(select(func.coalesce(func.sum(Fanout.told), 0))) or 0
        # By the index of what waits: to read all letters twice a second would slow the worker that is measured.
        left = db.session.scalar(select(func.count()).where(LetterRow.finished_at > EVER)) or 0
        db.session.remove()
    return told, left


def held(app: Flask) -> int:
    """Letters that a worker who was killed holds: they leave once its lease has ended."""
    with app.app_context():
        mine = (LetterRow.finished_at.is_(None), LetterRow.due_at > now())
        return db.session.scalar(select(func.count()).where(*mine)) or 0


def live_until(portal: LivePortal, wanted: int, voters: int) -> None:
    """Let the worker go on until so much of its work is done, for a time that is long for so many."""
    ends = time.monotonic() + 60 + voters / 14
    while sum(progress(portal.app)) < wanted and time.monotonic() < ends:
        # It counts all rows, beside the worker that is measured; of few it must not miss the right moment.
        time.sleep(min(0.5, voters / 4000))


def tell(portal: LivePortal, idea_id: int, browser: Browser, *, voters: int, kills: int) -> Told:
    """Decide, and kill the worker at even steps of its work; in the end it is left alone."""
    began, (answered, path) = time.monotonic(), decide(browser, idea_id)
    everything = 2 * (voters + 1)
    for number in range(kills):
        worker = portal.start_worker()
        go_on(portal.app)
        live_until(portal, everything * (number + 1) // (kills + 1), voters)
        processes.kill(worker)
    page, leased = look(browser, path), held(portal.app)
    worker = portal.start_worker()
    go_on(portal.app)
    live_until(portal, everything - leased, voters)
    processes.kill(worker)
    lasted = time.monotonic() - began
    sweep(portal.app)
    return count(portal, voters, answered=answered, lasted=lasted, page=page)


def go_on(app: Flask) -> None:
    """What the schedule would begin again within a minute."""
    with app.app_context():
        for job in ("sweep_outbox", "fan_out", "deliver_letters"):
            enqueue_job(job)


def count(portal: LivePortal, voters: int, *, answered: float, lasted: float, page: str) -> Told:
    """Compare with what was to be told."""
    with portal.app.app_context():
        of_it = select(Notification.member_id).where(Notification.kind == Kind.IDEA_STATUS)
        heard = Counter(db.session.scalars(of_it))
        supporters = set(db.session.scalars(select(Vote.member_id)))
        letters = Counter(db.session.scalars(select(LetterRow.member_id)))
        unsent, repeats = mails(portal.sink)
        assert len(supporters) == voters + 1
    missed = len(supporters - set(heard)) + len(supporters - set(letters))
    twice = sum((heard - Counter(set(heard))).values()) + sum(
        (letters - Counter(set(letters))).values()
    )
    return Told(answered, lasted, missed, twice, unsent, repeats, page)


def prove(url: str, folder: Path, note: Note, *, voters: int, kills: int) -> None:
    """Tell so many, kill so often."""
    forked.prepare()
    with smtp_sink.running() as sink, live.prepared(url, folder, sink) as portal:
        with portal.app.app_context():
            idea_id, manager_id = fill(voters)
            engine = db.engine.dialect.name
            db.session.remove()
        portal.app.extensions["portal_queue"].huey.flush()
        portal.start_web()
        browser = browser_of(portal.app, portal.address, manager_id)
        try:
            told = tell(portal, idea_id, browser, voters=voters, kills=kills)
        finally:
            browser.close()
        note(
            "figure",
            f"telling: {voters + 1} supporters on {engine}, {kills} kills: the page answered in"
            f" {told.answered * 1000:.0f} ms, the last letter left after {told.lasted:.0f} s;"
            f" {told.missed} missed, {told.twice} told twice, {told.unsent} letters lost, {told.repeats} repeats",
        )
        assert (told.missed, told.twice, told.unsent) == (0, 0, 0)
        assert told.repeats <= kills
        assert told.answered < 2
        assert "Telling everybody" in told.page or "have been told" in told.page


@pytest.mark.prove(minutes=16)
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_fifty_thousand_hear_once_over_ten_kills(
    new_database: Callable[[str], str], tmp_path: Path, record_property: Note, engine: str
) -> None:
    prove(new_database(engine), tmp_path, record_property, voters=50_000, kills=10)


def test_many_hear_once_over_two_kills(
    new_database: Callable[[str], str], tmp_path: Path, record_property: Note
) -> None:
    prove(new_database("sqlite"), tmp_path, record_property, voters=120, kills=2)
