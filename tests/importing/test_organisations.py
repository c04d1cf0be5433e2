"""Customers come in from a table: known by their ids, line by line, the same table twice changes nothing."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Entitlement, Organisation
from community.core.audit import AuditEntry
from community.core.db import db
from community.core.errors import Invalid
from community.importing.runs_organisations import Outcome, import_organisations
from community.policies.actor import SYSTEM, Role
from community.service_levels.models import PlanVersion
from tests.makers import make_member
from tests.service_levels.stories import publish_demo
from tests.services.client import PortalClient

HEAD = "external_id,name,country,annual_value,plan,starts_on,ends_on,menu_version,field:size"
TABLE = f"""{HEAD}
crm-1,Garden,fr,12000,standard,2026-01-01,2026-07-01,,40
crm-1,Garden,fr,12000,premium,2026-07-01,,1,40
crm-2,Chain & Sons,,,,,,,
"""


@pytest.fixture(autouse=True)
def menu(app: Flask) -> None:
    publish_demo()


def take(table: str, **how: Any) -> Outcome:
    return import_organisations(SYSTEM, table, **how)


def customers() -> dict[str, tuple[str, str | None, int | None, dict[str, Any]]]:
    db.session.rollback()
    rows = db.session.scalars(select(Organisation).execution_options(populate_existing=True))
    return {
        row.external_id or "": (row.name, row.country, row.annual_value, row.fields) for row in rows
    }


def plans() -> list[tuple[str, datetime, datetime | None, bool]]:
    db.session.rollback()
    statement = select(Entitlement).order_by(Entitlement.starts_at)
    rows = db.session.scalars(statement.execution_options(populate_existing=True))
    return [
        (row.plan_key, row.starts_at, row.ends_at, row.pinned_version_id is not None)
        for row in rows
    ]


JANUARY, JULY = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)


def test_customers_come_with_their_plans_and_fields() -> None:
    outcome = take(TABLE)
    assert (outcome.added, outcome.plans_given, outcome.refused) == (2, 2, [])
    assert customers() == {
        "crm-1": ("Garden", "FR", 12000, {"size": "40"}),
        "crm-2": ("Chain & Sons", None, None, {}),
    }
    assert plans() == [("standard", JANUARY, JULY, False), ("premium", JULY, None, True)]
    pinned = db.session.scalars(
        select(Entitlement.pinned_version_id).where(Entitlement.plan_key == "premium")
    ).one()
    assert db.session.get_one(PlanVersion, pinned).tokens_a_month == 3


def test_the_same_table_twice_changes_nothing() -> None:
    take(TABLE)
    before = customers(), plans()
    outcome = take(TABLE)
    assert (outcome.added, outcome.changed, outcome.unchanged) == (0, 0, 2)
    assert (outcome.plans_given, outcome.plans_changed) == (0, 0)
    assert (customers(), plans()) == before


def test_what_changed_is_changed_and_a_column_that_is_away_stays() -> None:
    take(TABLE)
    outcome = take(
        "external_id,name,country,plan,starts_on,ends_on\ncrm-1,Garden Ltd,,premium,2026-07-01,2027-01-01\n"
    )
    assert (outcome.changed, outcome.plans_changed) == (1, 1)
    assert customers()["crm-1"] == ("Garden Ltd", None, 12000, {"size": "40"})
    assert plans()[1][2] == datetime(2027, 1, 1, tzinfo=UTC)


def test_a_dry_run_says_the_same_and_keeps_nothing() -> None:
    dry = take(TABLE, dry_run=True)
    assert (dry.added, dry.plans_given) == (2, 2)
    assert (customers(), plans()) == ({}, [])
    noted = select(AuditEntry.id).where(AuditEntry.act.startswith("organisation"))
    assert not db.session.scalars(noted).all()
    done = take(TABLE)
    assert (done.added, done.plans_given) == (2, 2)


def test_each_line_that_cannot_be_taken_is_told_with_its_reason() -> None:
    lines = [
        ",No id,,,,,,,",
        "a,,,,,,,,",
        "b,Bea,FRA,,,,,,",
        "c,Cleo,,12 €,,,,,",
        "d,Dora,,,platinum,2026-01-01,,,",
        "e,Eve,,,premium,,,,",
        "f,Flo,,,premium,2026-13-01,,,",
        "f0,Fay,,,premium,0001-01-01,,,",
        "g,Gus,,,premium,2026-03-01,2026-02-01,,",
        "h,Hal,,,premium,2026-03-01,,99,",
        "i,Ida,,,,2026-03-01,,,",
        "j,Jo,,,community,2026-03-01,,,",
        "k,Kim,,,premium,2026-01-01,,,",
        "k,Kim,,,standard,2026-02-01,,,",
        "k,Other,,,,,,,",
        "l,Lou",
        "l,Lou",
    ]
    outcome = take("\n".join([HEAD, *lines]))
    assert [one.line for one in outcome.refused] == [*range(2, 14), 15, 16, 18]
    reasons = {one.line: str(one.reason) for one in outcome.refused}
    assert "Another plan" in reasons[15]
    assert "something else" in reasons[16]
    assert set(customers()) == {"k", "l"}


@pytest.mark.parametrize(
    "table",
    ["", "external_id\nx\n", "external_id,name,anual_value\nx,X,3\n"],
)
def test_what_is_no_such_table_is_refused_whole(table: str) -> None:
    with pytest.raises(Invalid):
        take(table)
    assert customers() == {}


def test_the_command_tells_what_it_did(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "customers.csv"
    file.write_text(TABLE, "utf-8")
    runner = app.test_cli_runner()
    dry = runner.invoke(args=["import", "organisations", str(file), "--dry-run"])
    assert "Would be: 2 added" in dry.output
    done = runner.invoke(args=["import", "organisations", str(file)])
    assert (done.exit_code, "2 plans given" in done.output) == (0, True)
    file.write_text(f"{HEAD}\nx,,,,,,,,\n", "utf-8")
    refused = runner.invoke(args=["import", "organisations", str(file)])
    assert (refused.exit_code, "line 2, x" in refused.output) == (1, True)


def send(client: PortalClient, table: str, **more: str) -> Any:
    data = {"file": (io.BytesIO(table.encode()), "customers.csv"), **more}
    return client.post("/admin/organisations/import", data=data, content_type="multipart/form-data")


def test_an_administrator_looks_first_and_takes_over_then(client: PortalClient) -> None:
    client.sign_in(make_member("Root", Role.ADMIN))
    assert "This is what would happen" in send(client, TABLE, dry_run="y").text
    assert customers() == {}
    answer = send(client, f"{TABLE}z,,,,,,,,\n")
    assert "This is what was done" in answer.text
    assert "A name of at most 200 characters" in answer.text
    assert len(customers()) == 2
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.act == "organisations.imported")
    ).one()
    assert entry.details == {"added": 2, "changed": 0, "plans": 2, "refused": 1}


def test_odd_files_and_others_are_refused(client: PortalClient) -> None:
    client.sign_in(make_member("Root", Role.ADMIN))
    assert client.post("/admin/organisations/import", data={}).status_code == 422
    assert send(client, "external_id;name\n").status_code == 422
    many = "\n".join(f"x{number},X" for number in range(501))
    assert send(client, f"external_id,name\n{many}").status_code == 422
    client.sign_in(make_member("Gus", Role.AGENT))
    assert send(client, TABLE).status_code == 403
    assert customers() == {}
