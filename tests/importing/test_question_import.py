"""Questions of another system come in by the actions of the pages, on both databases."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from community.accounts.models import Member
from community.content.models import Comment, Subject, Vote
from community.content.models_kept import DirtySubject
from community.core.db import db
from community.core.errors import Conflict
from community.core.outbox import OutboxEvent
from community.importing.left_out import Reason
from community.importing.models import ImportedRow, ImportRun
from community.importing.runs import Report, import_questions
from community.policies.actor import Actor
from community.questions import actions as question_actions
from community.questions.models import Answer, Question
from community.questions.states import QuestionState
from community.service_levels.models import Promise
from tests.services.client import PortalClient


def row(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A question with a comment and two answers, one of them accepted."""
    answers = [
        {"id": "a", "body": "Check the *cable*.", "author": "sam", "helpful": 3, "accepted": True},
        {"id": "b", "body": "Or buy a new one.", "author": "lea", "helpful": 0, "accepted": False},
    ]
    values = {
        "id": f"q{number}",
        "title": f"Drawer number {number} stays shut",
        "body": "It clicks, then **nothing**.",
        "author": "ann",
        "created": "2024-03-01T09:30:00Z",
        "locale": "en-US",
        "tags": ["drawer"],
        "same_question": 4,
        "views": 70,
        "comments": [{"body": "Here too.", "author": "lea", "created": "2024-03-01T10:00:00Z"}],
        "answers": [{**one, "created": "2024-03-02T08:00:00Z"} for one in answers],
    }
    return values | changes


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Three good rows."""
    return write(tmp_path / "rows.jsonl", *(row(number) for number in (1, 2, 3)))


def write(path: Path, *rows: object) -> Path:
    lines = [one if isinstance(one, str) else json.dumps(one) for one in rows]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def count(model: type) -> int:
    return db.session.scalars(select(func.count()).select_from(model)).one()


def test_what_an_import_changes_is_seen_on_the_next_page(
    app: Flask, client: PortalClient, tmp_path: Path
) -> None:
    import_questions(write(tmp_path / "rows.jsonl", row(1)), source="old")
    asked = question()
    address = f"/questions/{asked.id}-{asked.slug}"
    assert "It clicks" in client.get(address).text
    assert "number 2" not in client.get("/questions").text
    rows = row(1, body="It hums."), row(2)
    import_questions(write(tmp_path / "rows.jsonl", *rows), source="old")
    assert "It hums." in client.get(address).text
    assert "number 2" in client.get("/questions").text


def question(title: str = "Drawer number 1 stays shut") -> Question:
    return db.session.scalars(select(Question).where(Question.title == title)).one()


@pytest.mark.long
def test_a_question_comes_in_whole(app: Flask, file: Path) -> None:
    report = import_questions(file)
    assert (report.read, report.added) == (3, 3 + 6 + 3)
    one = question()
    assert one.state is QuestionState.SOLVED
    assert (one.answer_count, one.views_count, one.slug) == (2, 70, "drawer-number-1-stays-shut")
    assert "<strong>nothing</strong>" in one.html


def test_it_keeps_the_time_of_its_source(app: Flask, file: Path) -> None:
    import_questions(file)
    asked, answered = datetime(2024, 3, 1, 9, 30, tzinfo=UTC), datetime(2024, 3, 2, 8, tzinfo=UTC)
    assert (question().created_at, question().accepted_at) == (asked, answered)
    assert db.session.get_one(Subject, question().id).activity_at == answered


def test_votes_without_voters_count_in_the_sum_and_are_nobodys(app: Flask, file: Path) -> None:
    import_questions(file)
    assert (question().votes_imported, question().same_question_count) == (4, 0)
    assert (question().popularity, question().helpful_count) == (7, 3)
    assert count(Vote) == 0


def test_authors_become_members_without_an_address(app: Flask, file: Path) -> None:
    import_questions(file)
    rows = db.session.execute(select(Member.name, Member.email, Member.source_key)).all()
    assert sorted(row.name for row in rows) == ["ann", "lea", "sam"]
    assert {row.email for row in rows} == {None}
    assert {row.source_key for row in rows} == {
        f"questions:{name}" for name in ("ann", "lea", "sam")
    }


def test_an_accepted_answer_earns_its_author_points_and_imported_votes_none(
    app: Flask, file: Path
) -> None:
    import_questions(file)
    rows = db.session.execute(select(Member.name, Member.reputation)).all()
    assert {row.name: row.reputation for row in rows} == {"ann": 6, "sam": 45, "lea": 0}


def test_a_post_without_an_author_belongs_to_nobody(app: Flask, tmp_path: Path) -> None:
    import_questions(write(tmp_path / "x.jsonl", row(author=None, answers=[], comments=[])))
    assert question().author_id is None
    assert count(Member) == 0


@pytest.mark.long
def test_nothing_is_promised_and_nobody_told(app: Flask, file: Path) -> None:
    import_questions(file)
    assert (count(OutboxEvent), count(Promise)) == (0, 0)


@pytest.mark.long
def test_the_index_is_built_once_and_nothing_waits(app: Flask, file: Path) -> None:
    import_questions(file)
    assert db.session.scalars(select(DirtySubject.subject_id)).all() == []


@pytest.mark.long
def test_a_second_run_changes_nothing(app: Flask, file: Path) -> None:
    import_questions(file)
    tables = (Question, Answer, Comment, Member, ImportedRow, ImportRun)
    before = {model: count(model) for model in tables}
    report = import_questions(file)
    assert (report.added, report.changed, report.unchanged) == (0, 0, 3)
    assert {model: count(model) for model in tables} == before


def test_a_dry_run_writes_nothing(app: Flask, file: Path) -> None:
    report = import_questions(file, dry_run=True)
    assert report.added == 12
    assert (count(Question), count(Member), count(ImportRun)) == (0, 0, 0)


def test_a_dry_run_counts_what_is_new_under_a_question_that_is_here(
    app: Flask, tmp_path: Path
) -> None:
    file = write(tmp_path / "x.jsonl", row(answers=row()["answers"][:1]))
    import_questions(file)
    write(file, row(), row(2))
    dry, report = import_questions(file, dry_run=True), import_questions(file)
    assert (report.added, report.changed) == (1 + 4, 1)
    assert (dry.added, dry.changed) == (report.added, report.changed)


@pytest.mark.long
def test_what_changed_in_the_source_changes_here(app: Flask, tmp_path: Path) -> None:
    file = write(tmp_path / "x.jsonl", row(answers=[]))
    import_questions(file)
    write(file, row(body="It clicks twice.", same_question=9))
    report = import_questions(file)
    assert (report.added, report.changed) == (2, 1)
    db.session.expire_all()
    assert (question().body, question().votes_imported) == ("It clicks twice.", 9)
    assert (question().answer_count, question().popularity) == (2, 12)


@pytest.mark.long
def test_bad_rows_stop_nothing(app: Flask, tmp_path: Path) -> None:
    file = write(tmp_path / "x.jsonl", "{", row(1), [1], row(2, title=""), row(3))
    report = import_questions(file)
    assert count(Question) == 2
    assert [one.reason for one in report.left_out] == [
        Reason.NO_JSON,
        Reason.NO_OBJECT,
        Reason.NO_FIELD,
    ]


def test_two_comments_that_say_the_same_stop_nothing(app: Flask, tmp_path: Path) -> None:
    thanks = {"body": "Thanks!", "author": "lea", "created": "2024-03-01T10:00:00Z"}
    file = write(tmp_path / "x.jsonl", row(1, comments=[thanks, thanks]), row(2))
    report = import_questions(file)
    assert (count(Question), count(Comment)) == (2, 2)
    assert [one.reason for one in report.left_out] == [Reason.TWICE]
    assert import_questions(file).unchanged == 2


def test_half_a_character_stops_nothing(app: Flask, tmp_path: Path) -> None:
    odd = row(1, id="q\ud83d", author="ann \ud83d", area="\ud83d", tags=["\ud83d"])
    report = import_questions(write(tmp_path / "x.jsonl", odd, row(2)))
    assert (count(Question), report.left_out) == (2, [])


def test_a_time_that_cannot_be_true_breaks_no_page(
    app: Flask, client: PortalClient, tmp_path: Path
) -> None:
    times = ("9999-12-31T23:59:59", "0001-01-01T00:00:00Z", "2162-01-01")
    rows = (row(number, created=at) for number, at in enumerate(times, 1))
    report = import_questions(write(tmp_path / "x.jsonl", *rows, row(4)))
    assert [one.reason for one in report.left_out] == [Reason.BAD_TIME] * 3
    for page in ("/", "/questions"):
        assert client.get(page).status_code == 200


def test_what_the_portal_refuses_is_left_out_whole_and_stops_nothing(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(question_actions, "ask", refuse("Drawer number 1", question_actions.ask))
        report = import_questions(write(tmp_path / "x.jsonl", row(1), row(2)))
    assert count(Question) == 1
    assert [one.reason for one in report.left_out] == [Reason.NOT_TAKEN]


def refuse(title: str, function: Any) -> Any:
    """The action, refusing what has this title."""

    def call(actor: Actor, given: str, *arguments: Any, **named: Any) -> Any:
        if given.startswith(title):
            raise Conflict("Not this one.")
        return function(actor, given, *arguments, **named)

    return call


@pytest.mark.long
def test_an_interrupted_run_is_taken_up(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path / "x.jsonl", *(row(number) for number in range(1, 61)))
    with monkeypatch.context() as patched:
        patched.setattr(question_actions, "ask", crash_after(40, question_actions.ask))
        with pytest.raises(KeyboardInterrupt):
            import_questions(file)
    done = count(Question)
    report: Report = import_questions(file)
    assert (0 < done < 40, count(Question)) == (True, 60)
    assert report.unchanged == done


def crash_after(times: int, function: Any) -> Any:
    """The function, until the operator presses Ctrl-C."""
    calls = iter(range(times))

    def call(*arguments: Any, **named: Any) -> Any:
        if next(calls, None) is None:
            raise KeyboardInterrupt
        return function(*arguments, **named)

    return call


@pytest.mark.long
def test_two_sources_may_use_the_same_ids(app: Flask, tmp_path: Path) -> None:
    file = write(tmp_path / "x.jsonl", row())
    import_questions(file, source="forum")
    import_questions(file, source="tracker")
    assert count(Question) == 2


def test_the_command_says_what_it_did(app: Flask, file: Path) -> None:
    result = app.test_cli_runner().invoke(args=["import", "questions", str(file)])
    assert result.exit_code == 0, result.output
    assert "3 read: 12 added, 0 changed, 0 unchanged." in result.output
