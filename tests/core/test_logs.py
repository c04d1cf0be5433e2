"""Nothing that opens a door, and nobody's address, stands in a log line."""

from __future__ import annotations

import json
import logging
import sys

import pytest
from flask import Flask
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError

from community.core.db import db, writing
from community.core.logs import JsonLines, struck
from community.core.mail_outbox import LetterRow
from tests.services.client import PortalClient

LINK = "http://localhost/password/reset/Zm9yLWFkYQ"


def line_of(**extra: object) -> dict[str, object]:
    """What is written of a record with these fields, and with the error that is being handled."""
    record = logging.makeLogRecord({"msg": "said", "exc_info": sys.exc_info(), **extra})
    line: dict[str, object] = json.loads(JsonLines().format(record))
    return line


def test_an_error_of_the_database_says_nothing_of_its_rows(app: Flask) -> None:
    row = {"to_address": "ada@garden.example", "context": {"link": LINK}, "headers": {}}
    try:
        with writing():
            db.session.execute(insert(LetterRow), [{**row, "template": "reset", "locale": "en"}])
    except DBAPIError:
        said = str(line_of()["error"])
    assert "INSERT INTO letters" in said
    assert "reset/" not in said
    assert "garden" not in said


def test_what_follows_the_values_of_a_row_is_kept() -> None:
    said = "broken\nDETAIL:  Key (name)=(Ada\nLovelace) exists.\n[SQL: INSERT]"
    assert struck(said) == "broken\nDETAIL:  …\n[SQL: INSERT]"


def test_fields_of_a_line_are_struck_as_its_words_are() -> None:
    line = line_of(why="ada@garden.example: token=abc", lines=3, ms=0.5, given=["token=abc"])
    assert line["why"] == "…@…: token=…"
    assert (line["lines"], line["ms"]) == (3, 0.5)
    assert "abc" not in str(line["given"])


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/password/reset/Zm9yLWFkYQ", "/password/reset/<token>"),
        ("/calendars/Zm9yLWFkYQ.ics", "/calendars/<token>.ics"),
        ("/nothing/Zm9yLWFkYQ", None),
    ],
)
def test_an_answers_line_names_the_route_and_not_the_path(
    client: PortalClient, caplog: pytest.LogCaptureFixture, path: str, route: str | None
) -> None:
    caplog.set_level(logging.INFO, logger="community.requests")
    client.get(path)
    [record] = [one for one in caplog.records if one.name == "community.requests"]
    line = JsonLines().format(record)
    assert json.loads(line)["route"] == route
    assert "Zm9yLWFkYQ" not in line
