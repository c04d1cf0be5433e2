"""Takes over downtime that a monitor measured; the same table twice changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from community.core.audit import audit
from community.core.clock import now
from community.core.csv_reading import RefusedLine
from community.core.db import db, insert_new, writing
from community.core.versions import raise_version
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.uptime.actions import note_change
from community.uptime.csv_rows import Measured, read_rows
from community.uptime.models import Component, MeasuredDowntime

AT_ONCE = 200


@dataclass
class Outcome:
    """What became of a table."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[RefusedLine] = field(default_factory=list)


def import_downtime(actor: Actor, text: str) -> Outcome:
    """Take the rows over, 200 a transaction; a row with a known reference corrects the one that is there.

    Opens writing() itself. Invalid for what is no such table; rows that cannot be taken are told one by one.
    """
    ensure(actor, Permission.INCIDENT_WRITE)
    keys = {row.key: row.id for row in db.session.execute(select(Component.key, Component.id))}
    rows, refused = read_rows(text, keys, now())
    outcome = Outcome(refused=refused)
    for first in range(0, len(rows), AT_ONCE):
        with writing():
            _take(actor, rows[first : first + AT_ONCE], outcome)
    with writing():
        audit(
            actor.member_id,
            "downtime.imported",
            added=outcome.added,
            changed=outcome.changed,
            refused=len(refused),
        )
        if outcome.added or outcome.changed:
            raise_version("visibility")
    return outcome


def _take(actor: Actor, rows: Sequence[Measured], outcome: Outcome) -> None:
    statement = (
        select(MeasuredDowntime)
        .where(MeasuredDowntime.reference.in_([row.reference for row in rows]))
        .order_by(MeasuredDowntime.id)
        .with_for_update()
    )
    known = {row.reference: row for row in db.session.scalars(statement)}
    times: list[datetime] = []
    fresh: list[dict[str, Any]] = []
    for row in rows:
        there = known.get(row.reference)
        if there is None:
            fresh.append(_values(row))
            times += [row.starts_at, row.ends_at]
        elif (there.component_id, there.starts_at, there.ends_at) == (
            row.component_id,
            row.starts_at,
            row.ends_at,
        ):
            outcome.unchanged += 1
        else:
            times += [there.starts_at, there.ends_at, row.starts_at, row.ends_at]
            there.component_id = row.component_id
            there.starts_at, there.ends_at = row.starts_at, row.ends_at
            outcome.changed += 1
    insert_new(MeasuredDowntime, fresh)
    outcome.added += len(fresh)
    if times:
        note_change(actor, min(times), max(times))


def _values(row: Measured) -> dict[str, Any]:
    return {
        "reference": row.reference,
        "component_id": row.component_id,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "imported_at": now(),
    }
