"""A crowd votes at the same time over HTTP: each voice counts once, whoever clicks twice, and nobody is turned away."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from community.accounts.models import Member
from community.admin.counters import COUNTERS, count_wrong
from community.content.models import Vote
from community.core.db import db, writing
from community.ideas.models import Idea
from community.questions.models import Answer, Question
from community.recognition import recount
from tests.makers import make_answer, make_idea, make_member, make_question
from tests.proofs.flow import Browser, browser_of
from tests.services import live, smtp_sink
from tests.services.live import LivePortal
from tests.services.worker import Worker

Note = Callable[[str, object], None]
PATIENCE_S = 120


def vote_all(browser: Browser, paths: list[str], start: threading.Barrier) -> list[int]:
    """Vote for each with everybody else, and once more; what was answered."""
    start.wait(PATIENCE_S)
    answers = [browser.post(path)[0] for path in paths * 2]
    browser.close()
    return answers


def gather(portal: LivePortal, people: int, workers: int) -> dict[int, int]:
    """status → how often it was answered, after so many people voted for a question, an answer and an idea."""
    with portal.app.app_context():
        question, idea = make_question(), make_idea()
        answer = make_answer(question)
        members = [make_member().id for _ in range(people)]
        paths = [f"/questions/{question.id}/same", f"/answers/{answer.id}/helpful"]
        paths.append(f"/ideas/{idea.id}/vote")
        db.session.remove()
        db.engine.dispose()
    portal.start_web(workers=workers)
    browsers = [browser_of(portal.app, portal.address, member) for member in members]
    start = threading.Barrier(people)
    found: dict[int, int] = {}
    with ThreadPoolExecutor(people) as crowd:
        for answers in crowd.map(lambda one: vote_all(one, paths, start), browsers):
            for status in answers:
                found[status] = found.get(status, 0) + 1
    return found


def counts_twice() -> None:
    """As a counter that is raised without a new row."""
    with writing() as session:
        session.execute(update(Answer).values(helpful_count=Answer.helpful_count + 1))


def kept() -> dict[str, tuple[int, int, int]]:
    """What was voted for → (counter, votes, different voters)."""
    db.session.rollback()
    found = {}
    for model, counter in (
        (Question, Question.same_question_count),
        (Answer, Answer.helpful_count),
        (Idea, Idea.supporter_count),
    ):
        rows = select(func.count(), func.count(Vote.member_id.distinct()))
        votes, voters = db.session.execute(
            rows.select_from(Vote).join(model, model.id == Vote.subject_id)
        ).one()
        found[model.__name__] = (db.session.scalar(select(counter)) or 0, votes, voters)
    return found


def prove(url: str, folder: Path, people: int, workers: int) -> str:
    """The figures of a crowd of which nobody was turned away."""
    with smtp_sink.running() as sink, live.prepared(url, folder, sink) as portal:
        found = gather(portal, people, workers)
        assert found == {303: 6 * people}
        engine = portal.app.config["PORTAL"].database_url.partition(":")[0]
        with portal.app.app_context():
            of_idea = people + 1  # its author supports it from the start
            wanted = {"Question": people, "Answer": people, "Idea": of_idea}
            assert kept() == {name: (n, n, n) for name, n in wanted.items()}
            Worker(portal.app)()
            assert [count_wrong(one) for one in COUNTERS] == [0] * len(COUNTERS)
            assert recount.compare().is_clean
            points = sorted(db.session.scalars(select(Member.reputation)))[-3:]
    return (
        f"crowd: {people} members at once on {engine}, {workers} workers: {6 * people} answers,"
        f" none refused, {3 * people} votes counted once, points {points}"
    )


@pytest.mark.prove
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_two_hundred_members_vote_at_once(
    new_database: Callable[[str], str], tmp_path: Path, record_property: Note, engine: str
) -> None:
    record_property("figure", prove(new_database(engine), tmp_path, 200, 4))


@pytest.mark.parametrize("engine", ["sqlite"])
def test_a_dozen_members_vote_at_once(
    new_database: Callable[[str], str], tmp_path: Path, record_property: Note, engine: str
) -> None:
    record_property("figure", prove(new_database(engine), tmp_path, 12, 2))


@pytest.mark.both
def test_a_voice_that_counted_twice_would_be_found(
    new_database: Callable[[str], str], tmp_path: Path, record_property: Note
) -> None:
    with (
        smtp_sink.running() as sink,
        live.prepared(new_database("sqlite"), tmp_path, sink) as portal,
    ):
        gather(portal, 3, 1)
        with portal.app.app_context():
            counts_twice()
            assert kept()["Answer"] == (4, 3, 3)
            assert [one.name for one in COUNTERS if count_wrong(one)] == ["answers.helpful_count"]
    record_property("figure", "crowd, control: a vote that is counted twice is found")
