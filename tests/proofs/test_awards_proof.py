"""Questions come in by the thousand; the worker counts all badges of all, says how far it is, and twice is as once.

Real questions where QUESTIONS_DATA names a folder of them, else a sample of our own.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from community.accounts.models import Member
from community.core.db import db, writing
from community.importing.runs import import_questions
from community.recognition import recount, tasks_badges
from community.recognition.actions_counting import ask_to_count
from community.recognition.models import Award, Badge, BadgeCount
from tests.proofs.test_import_proof import write_file
from tests.services.worker import Worker

Note = Callable[[str, object], None]
FEW, MANY = 60, 3_000


def files(folder: Path, questions: int) -> list[Path]:
    """The files of the folder that QUESTIONS_DATA names, the smallest first, or one of our own."""
    data = os.environ.get("QUESTIONS_DATA")
    if data and questions == MANY:
        return sorted(Path(data).glob("*.jsonl*"), key=lambda one: one.stat().st_size)
    return [write_file(folder / "sample.jsonl", questions)]


def held() -> Counter[str]:
    """How many hold each badge."""
    statement = select(Badge.key, func.count()).join(Award).where(Award.revoked_at.is_(None))
    rows = db.session.execute(statement.group_by(Badge.key))
    return Counter({row[0]: row[1] for row in rows})


def count_all(drain: Worker, steps: list[tuple[int, int]]) -> float:
    """Let the worker count everybody for every badge, noting (done, total) on the way; the seconds that it took."""
    badge_ids = list(db.session.scalars(select(Badge.id).where(Badge.is_active)))
    with writing():
        for badge_id in badge_ids:
            ask_to_count(badge_id)
    began = time.perf_counter()
    drain()
    seconds = time.perf_counter() - began
    rows = db.session.scalars(select(BadgeCount).where(BadgeCount.badge_id.in_(badge_ids)))
    steps += [(one.done, one.total) for one in rows if one.finished_at is not None]
    return seconds


def prove(drain: Worker, folder: Path, questions: int) -> str:
    """Import, count twice, recount; what came of it."""
    began = time.perf_counter()
    read = sum(
        import_questions(one, source=one.name.split(".")[0]).added
        for one in files(folder, questions)
    )
    taken = time.perf_counter() - began
    drain()
    members = db.session.scalar(select(func.count()).select_from(Member)) or 0
    steps: list[tuple[int, int]] = []
    seconds = count_all(drain, steps)
    assert steps == [(members, members)] * len(steps)
    once, rows = held(), db.session.scalars(select(Award.id).order_by(Award.id)).all()
    count_all(drain, [])
    again: list[int] = []
    assert tasks_badges.recount_badges(again.append) == 0
    assert sum(again) == members
    assert db.session.scalars(select(Award.id).order_by(Award.id)).all() == rows
    assert held() == once
    assert recount.compare().is_clean
    said = ", ".join(f"{key} {number}" for key, number in once.most_common())
    return (
        f"awards: {read} questions in {taken:.0f} s, {len(steps)} badges of {members} members"
        f" counted in {seconds:.1f} s: {said or 'none'}; again: 0 new"
    )


@pytest.mark.prove
def test_all_badges_of_an_import_are_counted_once(
    app: Flask, drain: Worker, tmp_path: Path, record_property: Note
) -> None:
    record_property("figure", prove(drain, tmp_path, MANY))


@pytest.mark.long
def test_badges_of_a_small_import_are_counted_once(
    app: Flask, drain: Worker, tmp_path: Path, record_property: Note
) -> None:
    record_property("figure", prove(drain, tmp_path, FEW))
    assert held()["first-answer"] > 0


@pytest.mark.long
def test_an_award_that_is_missing_or_too_much_would_be_found(
    app: Flask, drain: Worker, tmp_path: Path, record_property: Note
) -> None:
    prove(drain, tmp_path, FEW)
    with writing() as session:
        session.delete(session.scalars(select(Award)).first())
        nobody = session.scalars(
            select(Member).where(~select(Award).where(Award.member_id == Member.id).exists())
        ).first()
        badge_id = session.scalars(select(Badge.id).where(Badge.key == "pillar")).one()
        assert nobody is not None
        session.add(Award(badge_id=badge_id, member_id=nobody.id, awarded_at=nobody.created_at))
    assert tasks_badges.recount_badges() == 1
    assert held()["pillar"] == 0
    record_property("figure", "awards, control: one missing and one too much, both mended")
