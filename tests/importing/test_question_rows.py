import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from community.core.clock import now
from community.importing.left_out import LeftOut, Reason
from community.importing.question_rows import (
    MAX_BODY_BYTES,
    QuestionRow,
    count_lines,
    read_questions,
)


def row(**changes: Any) -> dict[str, Any]:
    """A good question."""
    values: dict[str, Any] = {
        "id": "q1",
        "title": "The drawer stays shut",
        "body": "It clicks, then nothing.",
        "author": "member-1",
        "created": "2024-03-01T09:30:00Z",
        "locale": "en-US",
        "tags": ["Till", "till", "drawer"],
        "answers": [answer()],
    }
    return values | changes


def answer(**changes: Any) -> dict[str, Any]:
    """A good answer."""
    values = {
        "id": "a1",
        "body": "Check the cable.",
        "author": "member-2",
        "created": "2024-03-01T10:00:00+01:00",
    }
    return {**values, "helpful": 3, "accepted": True, **changes}


def read(path: Path, *lines: object) -> tuple[list[QuestionRow], list[LeftOut]]:
    """What comes of these lines, given as values or as text."""
    text = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    file = path / "rows.jsonl"
    file.write_text("\n".join(text) + "\n", "utf-8")
    left_out: list[LeftOut] = []
    return list(read_questions(file, left_out)), left_out


def test_a_good_row_is_read_whole(tmp_path: Path) -> None:
    [question], left_out = read(tmp_path, row())
    assert (question.locale, question.tags, question.number) == ("en", ("till", "drawer"), 1)
    assert question.answers[0].created == datetime(2024, 3, 1, 9, tzinfo=UTC)
    assert question.answers[0].accepted
    assert question.answers[0].helpful == 3
    assert left_out == []


def test_a_packed_file_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl.gz"
    path.write_bytes(gzip.compress((json.dumps(row()) + "\n").encode()))
    assert [one.id for one in read_questions(path, [])] == ["q1"]
    assert count_lines(path) == 1


def test_a_packed_file_that_breaks_off_gives_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl.gz"
    lines = "".join(json.dumps(row(id=f"q{n}", body=f"{n * 7919}" * 90)) + "\n" for n in range(400))
    packed = gzip.compress(lines.encode())
    path.write_bytes(packed[: len(packed) // 2])
    left_out: list[LeftOut] = []
    assert 0 < len(list(read_questions(path, left_out))) < 400
    assert left_out[-1].detail == "the file breaks off"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{not json", Reason.NO_JSON),
        ("[" * 100_000, Reason.NO_JSON),
        ("[1, 2]", Reason.NO_OBJECT),
        (row(id=None), Reason.NO_FIELD),
        (row(title="  "), Reason.NO_FIELD),
        (row(body="…"), Reason.NO_FIELD),
        (row(body=7), Reason.BAD_FIELD),
        (row(created="soon"), Reason.BAD_TIME),
        (row(created=None), Reason.NO_FIELD),
        (row(created=1e300), Reason.BAD_TIME),
        (row(created="9999-12-31T23:59:59"), Reason.BAD_TIME),
        (row(created="0001-01-01T00:00:00Z"), Reason.BAD_TIME),
        (row(created="2162-01-01T00:00:00Z"), Reason.BAD_TIME),
        (row(created=-1), Reason.BAD_TIME),
    ],
)
def test_a_bad_line_is_reported_and_the_rest_goes_on(
    tmp_path: Path, line: object, reason: Reason
) -> None:
    questions, left_out = read(tmp_path, line, row(id="q2"))
    assert [one.id for one in questions] == ["q2"]
    assert [(one.source, one.reason) for one in left_out] == [("rows.jsonl:1", reason)]


def test_text_that_is_not_utf8_costs_its_line_only(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"id": "\xe9"}\n' + json.dumps(row()).encode() + b"\n")
    left_out: list[LeftOut] = []
    assert [one.id for one in read_questions(path, left_out)] == ["q1"]
    assert left_out == [LeftOut("rows.jsonl:1", Reason.NOT_UTF8)]


def test_a_bad_answer_costs_the_answer_only(tmp_path: Path) -> None:
    answers = [answer(body=""), "x", answer(id="a2"), answer(id="a2")]
    [question], left_out = read(tmp_path, row(answers=answers))
    assert [one.id for one in question.answers] == ["a2"]
    assert [one.reason for one in left_out] == [Reason.NO_FIELD, Reason.NO_OBJECT, Reason.TWICE]


def test_the_first_and_the_last_time_that_can_be_true_are_taken(tmp_path: Path) -> None:
    first, last = datetime(1970, 1, 1, tzinfo=UTC), now() + timedelta(hours=23)
    rows = (row(id=at.isoformat(), created=at.isoformat(), answers=[]) for at in (first, last))
    questions, left_out = read(tmp_path, *rows)
    assert [one.created for one in questions] == [first, last]
    assert left_out == []


def test_a_comment_that_says_the_same_again_is_left_out(tmp_path: Path) -> None:
    thanks = {"body": "Thanks!", "author": "ann", "created": "2024-03-02"}
    comments = [thanks, thanks, {**thanks, "created": "2024-03-03"}, {**thanks, "author": "bo"}]
    [question], left_out = read(
        tmp_path, row(comments=comments, answers=[answer(comments=[thanks, thanks])])
    )
    assert (len(question.comments), len(question.answers[0].comments)) == (3, 1)
    assert [(one.reason, one.detail) for one in left_out] == [(Reason.TWICE, "Thanks!")] * 2


def test_an_id_seen_before_is_left_out(tmp_path: Path) -> None:
    questions, left_out = read(tmp_path, row(), row(title="Again"))
    assert [one.title for one in questions] == ["The drawer stays shut"]
    assert left_out == [LeftOut("rows.jsonl:2", Reason.TWICE, "q1")]


def test_answers_stand_in_the_order_of_their_time(tmp_path: Path) -> None:
    late, early = answer(id="late", created="2024-03-09"), answer(id="early", created="2024-03-02")
    [question], _ = read(tmp_path, row(answers=[late, early]))
    assert [one.id for one in question.answers] == ["early", "late"]


def test_votes_below_zero_count_as_none(tmp_path: Path) -> None:
    [question], left_out = read(tmp_path, row(same_question=-4, answers=[answer(helpful=True)]))
    assert (question.same_question, question.answers[0].helpful) == (0, 0)
    assert sorted(one.reason for one in left_out) == sorted([Reason.NEGATIVE, Reason.BAD_FIELD])


def test_long_texts_are_shortened_and_reported(tmp_path: Path) -> None:
    body = "A log:\n```\n" + "0123456789 line\n" * 4000
    [question], left_out = read(tmp_path, row(title="word " * 60, body=body, answers=[]))
    assert len(question.title) <= 200
    assert question.title.endswith("word…")
    assert len(question.body.encode()) <= MAX_BODY_BYTES
    assert question.body.endswith("```\n\n…")
    assert [one.detail for one in left_out] == ["title", "body"]


def test_signs_that_a_database_refuses_are_taken_out(tmp_path: Path) -> None:
    odd = dict.fromkeys(("id", "author", "area", "locale"), "e\0\ud83df")
    [question], _ = read(
        tmp_path, row(**odd, title="a\0b", body="c\ud800d", tags=["g\ud83d"], answers=[])
    )
    assert (question.title, question.body, question.tags) == ("ab", "c?d", ("g?",))
    assert (question.id, question.author, question.area) == ("e?f", "e?f", "e?f")


def test_half_a_character_in_what_is_reported_is_reported_whole(tmp_path: Path) -> None:
    answers = [answer(created="\ud83d"), answer(id="\ud83d"), answer(id="\ud83d")]
    _, left_out = read(tmp_path, row(answers=answers))
    assert [one.detail for one in left_out] == ["answers[1] ?", "?"]


def test_missing_authors_and_locales_are_empty_words(tmp_path: Path) -> None:
    [question], _ = read(tmp_path, row(author=None, locale=5, area=None, tags="x"))
    assert (question.author, question.locale, question.area, question.tags) == ("", "", "", ())
