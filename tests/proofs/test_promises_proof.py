"""A quarter of promises: menu and days off change, clocks change, the worker is killed; all is counted once more."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from community.core.clock import now
from community.core.db import db, writing
from community.core.outbox import OutboxEvent
from community.notifications.models import Fanout, Notification
from community.service_levels.models import (
    CalendarRevision,
    MenuVersion,
    PlanVersion,
    Promise,
    PromiseState,
)
from tests.service_levels.simulation import Compared, Quarter, compare, play

Note = Callable[[str, object], None]


def met() -> tuple[int, int, int]:
    """Versions that promises were made from, later revisions of days off that hold for some, better targets taken."""
    made_from = select(func.count(PlanVersion.menu_version_id.distinct())).join(
        Promise, Promise.plan_version_id == PlanVersion.id
    )
    later = select(func.count(Promise.calendar_revision_id.distinct())).join(
        CalendarRevision, CalendarRevision.id == Promise.calendar_revision_id
    )
    better = select(func.count()).where(Promise.counted_from.is_not(None))
    found = (made_from, later.where(CalendarRevision.number > 1), better)
    return tuple(db.session.scalars(one).one() for one in found)  # type: ignore[return-value]


def figures(quarter: Quarter, compared: Compared) -> str:
    """What the run says of itself."""
    versions, revisions, better = met()
    return (
        f"promises on {db.engine.dialect.name}: {len(quarter.played)} questions, {compared.promises} promises"
        f" from {versions} versions and {revisions} later revisions of days off, {better} bettered;"
        f" {compared.told} steps told over {quarter.kills} kills; {len(compared.found)} differences"
    )


@pytest.mark.prove(minutes=27)
def test_ninety_days_of_forty_customers_equal_the_recount(
    app: Flask, clock: time_machine.Traveller, record_property: Note
) -> None:
    quarter = play(clock, days=90, customers=40, questions=5_000, seed=4711)
    compared = compare(quarter)
    record_property("figure", figures(quarter, compared))
    assert compared.found == []
    assert db.session.scalars(select(func.count()).select_from(MenuVersion)).one() == 3
    assert min(*met(), quarter.kills) > 2


@pytest.mark.long
def test_twelve_weeks_of_eight_customers_equal_the_recount(
    app: Flask, clock: time_machine.Traveller
) -> None:
    quarter = play(clock, days=84, customers=8, questions=40, seed=7)
    compared = compare(quarter)
    assert compared.found == []
    assert compared.promises >= 40
    assert met()[0] == 3
    assert quarter.kills > 2


@pytest.mark.both
@pytest.mark.long
def test_a_planted_fault_of_each_kind_would_be_found(
    app: Flask, clock: time_machine.Traveller, record_property: Note
) -> None:
    quarter = play(clock, days=5, customers=8, questions=10, seed=3)
    assert compare(quarter).found == []
    plants = (a_state, a_deadline, a_late_warning, a_second_warning, a_second_ring, a_lost_ring)
    caught = [bool(found_by(plant, quarter)) for plant in plants]
    record_property(
        "figure", f"promises, control: {sum(caught)} of {len(plants)} planted faults found"
    )
    assert all(caught)
    assert compare(quarter).found == []


class Undone(Exception):
    """A planted fault is taken out again."""


def found_by(plant: Callable[[], None], quarter: Quarter) -> list[str]:
    """What the comparison finds while the planted fault is there."""
    found: list[str] = []
    with suppress(Undone), writing():
        plant()
        db.session.flush()
        found += compare(quarter).found
        raise Undone
    return found


def a_promise(*conditions: object) -> Promise:
    """Some promise of a question that was played: the newest of all."""
    statement = select(Promise).where(*conditions)  # type: ignore[arg-type]
    return db.session.scalars(statement.order_by(Promise.id.desc()).limit(1)).one()


def a_state() -> None:
    """Changed behind the portal."""
    a_promise(Promise.state == PromiseState.MISSED).state = PromiseState.MET


def a_deadline() -> None:
    """A minute off."""
    row = a_promise()
    row.due_at += timedelta(minutes=1)


def warning() -> OutboxEvent:
    """That of the newest promise."""
    statement = select(OutboxEvent).where(OutboxEvent.name == "PromiseWarned")
    return db.session.scalars(statement.order_by(OutboxEvent.id.desc()).limit(1)).one()


def a_late_warning() -> None:
    """A minute after its time."""
    warning().occurred_at += timedelta(minutes=1)


def a_second_warning() -> None:
    """The same event once more."""
    row = warning()
    again = OutboxEvent(name=row.name, payload=row.payload, occurred_at=row.occurred_at)
    db.session.add(again)


def ring() -> Notification:
    """Somebody who was told of a miss."""
    mine = select(Notification).join(Fanout).where(Fanout.source.like("PromiseMissed:%"))
    return db.session.scalars(mine.order_by(Notification.id).limit(1)).one()


def a_second_ring() -> None:
    """The same agent is told once more of the same miss."""
    row = ring()
    first = db.session.get_one(Fanout, row.fanout_id)
    again = Fanout(source=f"{first.source}:again", kind=first.kind, words={}, created_at=now())
    db.session.add(again)
    db.session.flush()  # the notification names its key
    told = {"member_id": row.member_id, "kind": row.kind, "words": {}, "created_at": now()}
    db.session.add(Notification(fanout_id=again.id, **told))


def a_lost_ring() -> None:
    """One agent was not told."""
    db.session.delete(ring())
