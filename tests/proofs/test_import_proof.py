"""Thousands of questions come in, the import is killed in the middle and taken up: all stand once, the index agrees."""

from __future__ import annotations

import json
import os
import random
import resource
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from benchmarks.import_all import changed_rows
from community.content.models import Comment
from community.content.queries import kept_totals
from community.core.db import db, writing
from community.importing.models import ImportedKind, ImportedRow, ImportRun
from community.importing.runs import import_questions
from community.questions.models import Answer, Question
from community.search import actions as search
from tests.architecture.tree import ROOT
from tests.services import processes
from tests.services.live import BIN

QUESTIONS, FEW, SEED = 1_500, 60, 4711
KILLED_AT = 400
WORDS = ("till", "order", "stock", "invoice", "printer", "van", "tulip", "pot", "drawer")
POSTS = (Question, Answer, Comment)
Note = Callable[[str, object], None]


def row(number: int, chance: random.Random) -> dict[str, Any]:
    """A question with up to five answers, some of them accepted or commented."""
    asked = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=17 * number)
    answers = [answer(place, asked, chance) for place in range(chance.randrange(6))]
    if answers and chance.random() < 0.3:
        answers[0]["accepted"] = True
    return {
        "id": f"q{number}",
        "title": f"Why does the {chance.choice(WORDS)} number {number} stop?",
        "body": prose(chance),
        "author": f"member {chance.randrange(900)}",
        "created": asked.isoformat(),
        "locale": chance.choice(("en", "fr")),
        "tags": [chance.choice(WORDS)],
        "same_question": chance.randrange(5),
        "answers": answers,
    }


def answer(place: int, asked: datetime, chance: random.Random) -> dict[str, Any]:
    """An answer some hours later."""
    at = (asked + timedelta(hours=1 + place)).isoformat()
    said = {"author": f"member {chance.randrange(900)}", "created": at}
    comments = [{**said, "body": prose(chance)}] if chance.random() < 0.2 else []
    helpful = chance.randrange(9)
    return {**said, "id": place, "body": prose(chance), "helpful": helpful, "comments": comments}


def prose(chance: random.Random) -> str:
    """Some sentences with a list and some code."""
    words = [chance.choice(WORDS) for _ in range(40)]
    return f"The **{words[0]}** {' '.join(words)}.\n\n- {words[1]}\n- `{words[2]}`\n"


def write_file(path: Path, questions: int) -> Path:
    """So many questions, with a bad row at every hundredth line."""
    chance = random.Random(SEED)
    lines = [json.dumps(row(number, chance)) for number in range(questions)]
    for place in range(0, questions, 100):
        lines.insert(place, '{"id": "broken')
    path.write_text("\n".join(lines), "utf-8")
    return path


def wanted(file: Path) -> dict[type, int]:
    """How many posts of each kind the file holds."""
    rows = [
        json.loads(line) for line in file.read_text("utf-8").splitlines() if "broken" not in line
    ]
    answers = [one for question in rows for one in question["answers"]]
    comments = sum(len(one["comments"]) for one in answers)
    return {Question: len(rows), Answer: len(answers), Comment: comments}


def counts() -> dict[type, int]:
    """How many posts of each kind stand."""
    db.session.rollback()
    found = {kind: db.session.scalar(select(func.count()).select_from(kind)) for kind in POSTS}
    return {kind: count or 0 for kind, count in found.items()}


def start(app: Flask, file: Path) -> Popen[bytes]:
    """The command, as an operator starts it."""
    config = app.config["PORTAL"]
    env = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    env |= {"PORTAL_DATA": str(config.data_folder), "PORTAL_DATABASE_URL": config.database_url}
    command = [str(BIN / "flask"), "--app", "wsgi:app", "import", "questions", str(file)]
    return processes.start(command, file.with_suffix(".log"), env=env, folder=ROOT)


def kill_in_the_middle(process: Popen[bytes]) -> int:
    """End the writer without warning once it is well on its way; its helpers must end by themselves."""
    while counts()[Question] < KILLED_AT:
        assert process.poll() is None, "the import ended before it was killed"
        time.sleep(0.05)
    process.kill()
    process.wait()
    for _ in range(100):
        if not is_running(process.pid):
            break
        time.sleep(0.1)
    assert not is_running(process.pid)
    return counts()[Question]


def is_running(group: int) -> bool:
    """Whether anything of this process group lives."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def take_up(app: Flask, file: Path) -> str:
    """Kill an import in the middle and take it up; the figures of that."""
    done = kill_in_the_middle(start(app, file))
    began = time.perf_counter()
    report = import_questions(file)
    assert report.unchanged == done
    assert 0 < done < QUESTIONS
    assert len(report.left_out) == QUESTIONS // 100
    seconds = time.perf_counter() - began
    return f"killed at {done} of {QUESTIONS} questions, the rest in {seconds:.0f} s"


def totals_are_kept() -> bool:
    """Whether the kept totals are the number of rows, and one run is finished."""
    states = select(Question.state, func.count()).group_by(Question.state)
    rows = {("questions", str(state)): count for state, count in db.session.execute(states)}
    kept = {key: total for key, total in kept_totals(["questions"]).items() if total}
    finished = select(func.count()).where(ImportRun.finished_at.is_not(None))
    return kept == rows and db.session.scalar(finished) == 1


@pytest.mark.prove
def test_an_import_that_was_killed_is_taken_up_and_nothing_stands_twice(
    app: Flask, tmp_path: Path, record_property: Note
) -> None:
    file, name = write_file(tmp_path / "questions.jsonl", QUESTIONS), db.engine.dialect.name
    said = take_up(app, file)
    assert counts() == wanted(file)
    assert totals_are_kept()
    verdict = search.verify()
    with changed_rows() as changed:
        report = import_questions(file)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    record_property(
        "figure",
        f"import, {name}: {said}, all stand once; {verdict.documents} documents, index clean: {verdict.is_clean};"
        f" a second run changed {changed.total()} rows; peak {memory} MB",
    )
    assert verdict.is_clean
    assert (report.unchanged, report.added, changed.total()) == (QUESTIONS, 0, 0)


@pytest.mark.long
def test_a_run_that_forgot_and_an_index_that_misses_are_found_out(
    app: Flask, tmp_path: Path, record_property: Note
) -> None:
    file = write_file(tmp_path / "questions.jsonl", FEW)
    import_questions(file)
    assert counts() == wanted(file)
    with writing():
        db.session.scalars(select(Question).limit(1)).one().title = "Nobody told the index"
        forgotten = ImportedRow.kind == ImportedKind.QUESTION, ImportedRow.source_key.endswith("7")
        for kept in (ImportedKind.ANSWER, ImportedKind.COMMENT):
            db.session.execute(delete(ImportedRow).where(ImportedRow.kind == kept))
        db.session.execute(delete(ImportedRow).where(*forgotten))
    assert not search.verify().is_clean
    import_questions(file)
    twice = counts()[Question] - FEW
    record_property("figure", f"import, control: forgetful, {twice} of {FEW} questions stand twice")
    assert twice
