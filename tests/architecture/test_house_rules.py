"""Rules 7 to 10 hold everywhere, and each catches its planted fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.house_rules import faults_of
from tests.architecture.tree import ROOT, python_files

PLANTED = [
    ("community/ideas/actions.py", "from flask import request", "flask.request"),
    ("community/ideas/queries.py", "import flask\nflask.session['x'] = 1", "flask.session"),
    ("community/core/mail.py", "from flask import flash", "flask.flash"),
    ("community/ideas/views.py", "db.session.commit()", "commits"),
    ("community/core/outbox.py", "db.session().commit()", "commits"),
    ("community/ideas/queries.py", "with db.engine.begin() as c: pass", "opens transactions"),
    ("community/ideas/actions.py", "with writing(): pass", "do not open writing()"),
    ("community/ideas/handlers.py", "with db.writing(): pass", "do not open writing()"),
    (
        "community/ideas/views.py",
        "@bp.get('/')\ndef home():\n  with writing(): pass",
        "answers GET",
    ),
    (
        "community/ideas/views.py",
        "@bp.route('/')\ndef home():\n  with writing(): pass",
        "answers GET",
    ),
    ("community/ideas/models.py", "created = datetime.now(UTC)", "core/clock.py"),
    ("community/ideas/models.py", "created = datetime.datetime.utcnow()", "core/clock.py"),
    ("community/core/limits.py", "began = time.time()", "core/clock.py"),
    ("community/core/mail.py", "host = os.environ['HOST']", "config.py"),
    ("community/app.py", "from os import environ", "config.py"),
    ("community/accounts/actions.py", "import smtplib", "core/mail.py"),
    ("community/home/tasks.py", "import urllib.request", "core/http.py"),
    ("community/home/tasks.py", "from urllib import request as web", "core/http.py"),
    ("community/home/tasks.py", "from requests import get", "core/http.py"),
    ("community/home/tasks.py", "open('/tmp/x', 'w')", "core/files.py"),
    ("community/home/tasks.py", "path.write_text('x')", "core/files.py"),
    ("community/home/tasks.py", "import shutil", "core/files.py"),
]
ALLOWED = [
    ("community/ideas/views_roadmap.py", "from flask import request, flash"),
    ("community/ideas/views.py", "@bp.post('/')\ndef vote():\n  with writing(): pass"),
    (
        "community/ideas/views.py",
        "@bp.route('/', methods=['GET', 'POST'])\ndef new():\n  with writing(): pass",
    ),
    ("community/ideas/queries.py", "rows = db.session.execute(statement)"),
    ("community/core/search_engine/whoosh_engine.py", "writer.commit()"),
    ("community/importing/reader.py", "text = open(path).read()"),
    ("community/core/clock.py", "datetime.now(UTC)"),
]


def test_the_rules_of_the_house_hold() -> None:
    paths = python_files("community", "config.py", "wsgi.py")
    faults = [fault for path in paths for fault in faults_of(path, (ROOT / path).read_text())]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("path", "source", "sentence"), PLANTED)
def test_a_planted_fault_is_caught(path: str, source: str, sentence: str) -> None:
    faults = faults_of(path, source)
    assert len(faults) >= 1
    assert sentence in faults[0]


@pytest.mark.parametrize(("path", "source"), ALLOWED)
def test_what_is_right_is_left_alone(path: str, source: str) -> None:
    assert faults_of(path, source) == []


def test_the_walk_finds_files() -> None:
    assert Path("community/core/db.py") in map(Path, python_files("community"))
