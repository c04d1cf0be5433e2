"""Counters and stored HTML that an operator checks and mends from the command line."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import update

from community.accounts.models import Member
from community.admin import counters
from community.admin.rebake import rebake
from community.content.models_pictures import Picture
from community.core.db import db, writing
from community.core.markup import RENDERER_VERSION
from community.ideas.models import Idea
from community.questions.models import Answer, Question
from tests.makers import make_answer, make_idea, make_member, make_question
from tests.services.client import PortalClient

SignIn = Callable[[Member], PortalClient]


def test_counters_agree_with_their_rows(app: Flask) -> None:
    make_answer(make_question())
    make_idea()
    assert [counters.count_wrong(one) for one in counters.COUNTERS] == [0] * len(counters.COUNTERS)


@pytest.mark.parametrize("model", [Idea, Question, Answer])
def test_a_wrong_counter_is_found_and_mended(
    app: Flask, model: type[Idea | Question | Answer]
) -> None:
    make_answer(make_question())
    make_idea()
    [counter, *_] = [one for one in counters.COUNTERS if one.model is model]
    with writing() as session:
        session.execute(update(model).values({counter.column.key: 40}))
    assert app.test_cli_runner().invoke(args=["counters", "check"]).exit_code == 1
    assert app.test_cli_runner().invoke(args=["counters", "check", "--fix"]).exit_code == 0
    assert counters.count_wrong(counter) == 0


def test_texts_of_an_older_renderer_are_rendered_anew(app: Flask) -> None:
    question = make_question(body="It was **paid**.")
    with writing() as session:
        session.execute(update(Question).values(html="old", renderer_version=0))
    assert rebake() == 1
    db.session.refresh(question)
    assert "<strong>paid</strong>" in question.html
    assert question.renderer_version == RENDERER_VERSION
    assert rebake() == 0


def png() -> BytesIO:
    stream = BytesIO()
    Image.new("RGB", (40, 30), "green").save(stream, "PNG")
    stream.seek(0)
    return stream


def test_a_picture_is_sent_and_can_be_quoted(sign_in: SignIn) -> None:
    client = sign_in(make_member())
    sent = {"picture": (png(), "pot.png"), "alt": "A pot"}
    page = client.post("/pictures", data=sent, content_type="multipart/form-data").text
    key = db.session.query(Picture.key).scalar()
    assert f"![A pot](/files/{key})" in page
    with client.get(f"/files/{key}") as picture:
        assert picture.mimetype == "image/png"


def test_what_is_no_picture_is_refused_and_the_words_are_kept(sign_in: SignIn) -> None:
    client = sign_in(make_member())
    sent = {"picture": (BytesIO(b"<svg onload=alert(1)>"), "pot.svg"), "alt": "A pot"}
    answer = client.post("/pictures", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert 'value="A pot"' in answer.text
    assert db.session.query(Picture.key).first() is None


def test_a_visitor_sends_nothing(client: PortalClient) -> None:
    assert client.get("/pictures").status_code == 303


def test_an_event_whose_number_is_none_is_refused(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    assert "0 deliveries" in run(args=["events", "retry", str(2**31 - 1)]).output
    for number in ("9" * 23, "0"):
        answer = run(args=["events", "retry", number])
        assert (answer.exit_code, "not in the range" in answer.output) == (2, True)


def test_a_help_center_goes_into_no_folder_that_cannot_be_made(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in ("/proc/none", str(tmp_path / "file" / "out")):
        answer = app.test_cli_runner().invoke(args=["export", "help", folder])
        assert (answer.exit_code, answer.output.startswith("Error: ")) == (1, True)


def test_recognition_is_counted_again_from_the_command_line(app: Flask) -> None:
    make_idea()
    answer = app.test_cli_runner().invoke(args=["recognition", "recount"])
    assert answer.exit_code == 0
    assert "0 awards are new." in answer.output
