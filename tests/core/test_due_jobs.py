"""Scheduled jobs go on whatever is done to the clock."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from community import wiring
from community.core import tasks
from community.core.db import db, writing

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
JOBS: tasks.Jobs = {"sweep": (lambda: None, tasks.every_minute)}
# What is queued once, and the scheduled job that finds what a killed worker left of it.
TWINS = {
    "check_links_of": "check_article_links",
    "count_badges": "resume_badge_counts",
    "fan_out": "resume_fan_outs",
    "index_dirty": "mend_index",
    "join_by_domain": "join_by_domains",
    "settle_ring": "look_for_rings",
}
# What is never queued: whoever runs it by a command sees that it ended.
BY_COMMAND = {"rebake_articles", "rebake_glossary", "receive_mail", "recount_recognition"}


@pytest.fixture(autouse=True)
def no_queue(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is due is only named."""
    monkeypatch.setattr(app.extensions["portal_queue"], "enqueue", lambda _name: None)


def test_a_clock_that_was_set_back_stops_no_job(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    for minute in range(3):
        assert tasks.start_due(JOBS, NOON + HOUR + minute * MINUTE) == ["sweep"]
    assert tasks.start_due(JOBS, NOON) == ["sweep"]
    assert tasks.start_due(JOBS, NOON) == []
    assert tasks.start_due(JOBS, NOON + MINUTE) == ["sweep"]
    warned = [one for one in caplog.records if one.levelno == logging.WARNING]
    assert [one.getMessage() for one in warned] == [
        "the clock was set back; scheduled jobs are started all the same"
    ]


def test_a_clock_that_goes_a_little_ahead_elsewhere_starts_nothing_twice(app: Flask) -> None:
    with writing() as session:
        session.add(tasks.JobRun(job="sweep", minute=NOON + 2 * MINUTE))
    tasks.start_due(JOBS, NOON)
    assert tasks.start_due(JOBS, NOON + 2 * MINUTE) == []
    assert db.session.scalars(select(func.count(tasks.JobRun.job))).one() == 2


def test_whatever_is_queued_is_found_again_by_a_schedule() -> None:
    once = {name for name, (_job, schedule) in wiring.JOBS.items() if schedule is None}
    assert once == TWINS.keys() | BY_COMMAND
    assert all(wiring.JOBS[name][1] is not None for name in TWINS.values())
