"""A quarter of a year of promises, played and counted once more; and a recount that must find a fault."""

from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.core.db import db, writing
from community.service_levels.models import Promise
from tests.service_levels.simulation import compare, play, simulate

Note = Callable[[str, object], None]


@pytest.mark.prove
def test_ninety_days_of_forty_customers_equal_the_recount(
    app: Flask, clock: time_machine.Traveller, record_property: Note
) -> None:
    compared, found = simulate(clock, days=90, customers=40, questions=5_000, seed=4711)
    record_property(
        "figure", f"promises: 5000 questions, {compared} promises, {len(found)} differences"
    )
    assert found == []


@pytest.mark.long
def test_twelve_days_of_eight_customers_equal_the_recount(
    app: Flask, clock: time_machine.Traveller
) -> None:
    compared, found = simulate(clock, days=12, customers=8, questions=24, seed=7)
    assert found == []
    assert compared >= 24


@pytest.mark.both
def test_a_deadline_that_is_a_minute_off_would_be_found(
    app: Flask, clock: time_machine.Traveller, record_property: Note
) -> None:
    played, until = play(clock, days=5, customers=4, questions=6, seed=3)
    assert compare(played, until)[1] == []
    with writing():
        mine = select(Promise).where(Promise.subject_id == played[0].question_id)
        row = db.session.scalars(mine.order_by(Promise.id).limit(1)).one()
        row.started_at = row.started_at.replace(minute=(row.started_at.minute + 1) % 60)
    found = compare(played, until)[1]
    record_property("figure", f"promises, control: {len(found)} differences")
    assert found
