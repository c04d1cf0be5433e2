"""Measured downtime: taken over once, refused line by line, counted beside incidents."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.core.audit import AuditEntry
from community.core.db import db
from community.core.errors import Invalid, NotAllowed
from community.core.outbox import OutboxEvent
from community.policies.actor import SYSTEM, Role
from community.uptime import views_admin
from community.uptime.downtime_import import import_downtime
from community.uptime.models import MeasuredDowntime
from tests.credits.stories import credit_of, make_customer, reckon
from tests.makers import actor_of, make_member
from tests.service_levels.stories import publish_demo
from tests.services.client import PortalClient
from tests.services.worker import Worker
from tests.uptime.stories import at, make_component, report

HEAD = "reference,component,starts_at,ends_at\n"
GOOD = "m-1,orders,2026-11-10T12:30:00Z,2026-11-10T13:30:00+00:00\n"
NewClient = Callable[[], PortalClient]


@pytest.fixture(autouse=True)
def december(app: Flask, clock: time_machine.Traveller) -> None:
    clock.move_to("2026-12-01T08:00:00+00:00")


def rows() -> list[MeasuredDowntime]:
    db.session.rollback()
    return list(db.session.scalars(select(MeasuredDowntime).order_by(MeasuredDowntime.reference)))


def test_the_same_table_twice_changes_nothing() -> None:
    make_component()
    assert import_downtime(SYSTEM, HEAD + GOOD).added == 1
    again = import_downtime(SYSTEM, "\ufeff" + HEAD + GOOD)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 1)
    assert len(rows()) == 1


@pytest.mark.long
def test_a_known_reference_corrects_and_the_month_is_reckoned_anew(drain: Worker) -> None:
    publish_demo()
    report(make_component(), at("11-10 12:00"), at("11-10 13:00"))
    garden = make_customer()
    import_downtime(SYSTEM, HEAD + GOOD)
    reckon()
    assert credit_of(garden).down_seconds == 90 * 60  # what overlaps counts once
    import_downtime(SYSTEM, HEAD + GOOD.replace("13:30", "20:00"))
    drain()
    row = credit_of(garden)
    assert (row.down_seconds, row.percent, row.revision) == (8 * 3600, 25, 2)


def test_each_bad_line_is_told_with_its_reason() -> None:
    make_component()
    table = (
        HEAD
        + GOOD
        + (
            ",orders,2026-11-10T12:00:00Z,2026-11-10T13:00:00Z\n"
            "m-2,ghosts,2026-11-10T12:00:00Z,2026-11-10T13:00:00Z\n"
            "m-3,orders,2026-11-10 12:00,2026-11-10T13:00:00Z\n"
            "m-4,orders,2026-11-10T13:00:00Z,2026-11-10T13:00:00Z\n"
            "m-5,orders,2026-12-01T07:00:00Z,2026-12-01T09:00:00Z\n"
            "m-1,orders,2026-11-11T12:00:00Z,2026-11-11T13:00:00Z\n"
            "m-6,orders\n"
            "\n"
            "m-7,orders,2024-11-10T12:00:00Z,2026-11-10T13:00:00Z\n"
        )
    )
    outcome = import_downtime(SYSTEM, table)
    assert outcome.added == 1
    assert [(one.line, str(one.reason).split()[0:3]) for one in outcome.refused] == [
        (3, ["A", "reference", "is"]),
        (4, ["There", "is", "no"]),
        (5, ["A", "time", "must"]),
        (6, ["The", "end", "must"]),
        (7, ["What", "has", "not"]),
        (8, ["This", "reference", "stands"]),
        (9, ["This", "line", "has"]),
        (11, ["More", "than", "a"]),
    ]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("", "nothing in this file"),
        ("a,b\n1,2\n", "columns are missing"),
        ("\x00\x00", "nothing in this file"),
        (HEAD + '"', None),
    ],
)
def test_what_is_no_such_table_is_refused_whole(table: str, words: str | None) -> None:
    if words is None:
        assert import_downtime(SYSTEM, table).added == 0
        return
    with pytest.raises(Invalid, match=words):
        import_downtime(SYSTEM, table)
    assert rows() == []


def test_it_is_for_the_team(app: Flask) -> None:
    with pytest.raises(NotAllowed):
        import_downtime(actor_of(make_member("", Role.EDITOR)), HEAD)


def test_a_file_is_taken_over_on_the_page(
    new_client: NewClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_component()
    client = new_client().sign_in(make_member("", Role.AGENT))

    def send(content: bytes) -> str:
        file = (io.BytesIO(content), "downtime.csv")
        answer = client.post("/desk/status/downtime", data={"file": file})
        assert answer.status_code in (200, 422)
        return answer.text

    page = send((HEAD + GOOD + "m-2,ghosts,x,y\n").encode())
    assert "Added: 1. Corrected: 0. Known already: 0. Refused: 1." in page
    assert "There is no component with this key." in page
    assert "no text in UTF-8" in send(b"\xff\xfe")
    monkeypatch.setattr(views_admin, "MOST_BYTES", 100)
    assert "too large" in send(b"x" * 101)
    assert "Please choose a file" in client.post("/desk/status/downtime", data={}).text
    assert new_client().sign_in(make_member()).get("/desk/status/downtime").status_code == 403


def test_the_commands_take_over_and_reckon(app: Flask, tmp_path: Path) -> None:
    publish_demo()
    make_component()
    garden = make_customer()
    file = tmp_path / "downtime.csv"
    file.write_text(HEAD + GOOD)
    runner = app.test_cli_runner()
    done = runner.invoke(args=["downtime", "import", str(file)])
    assert (done.exit_code, "1 added" in done.output) == (0, True)
    file.write_text(HEAD + "m-2,ghosts,x,y\n")
    refused = runner.invoke(args=["downtime", "import", str(file)])
    assert (refused.exit_code, "line 2, m-2: There is no component" in refused.output) == (1, True)
    assert runner.invoke(args=["credits", "reckon", "2026-12"]).exit_code == 1
    for _twice in range(2):
        assert runner.invoke(args=["credits", "reckon", "2026-11"]).exit_code == 0
    assert credit_of(garden).percent == 10


def test_an_import_into_this_month_alone_reckons_nothing_anew() -> None:
    make_component()
    recent = GOOD.replace("2026-11-10T12:30", "2026-12-01T01:30").replace(
        "2026-11-10T13:30", "2026-12-01T02:30"
    )
    import_downtime(SYSTEM, HEAD + recent)
    names = select(OutboxEvent.name).where(OutboxEvent.name == "DowntimeChanged")
    assert db.session.scalars(names).all() == []
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.act == "downtime.imported")).one()
    assert rows()[0].ends_at - rows()[0].starts_at == timedelta(hours=1)
