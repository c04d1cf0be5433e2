"""No page of questions or recognition reads a large table from one end to the other, however many rows there are."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text

from benchmarks.town import Town, count_rows, found_town, grow
from benchmarks.visits import Guests, count_statements, find_read_whole, invite
from community.core.db import db
from tests.services import plans

Note = Callable[[str, object], None]
FEW, MANY, LARGE = 10, 400, 200


def compare(app: Flask, few: int, many: int) -> tuple[Town, Guests, str]:
    """Grow a town and open its pages at both sizes; what was counted."""
    town = found_town()
    grow(town, few)
    guests = invite(town)
    seen = count_statements(app, town, guests)
    grow(town, many)
    assert count_statements(app, town, guests) == seen
    told = ", ".join(f"{name} {number}" for (name, who), number in seen.items() if who != "visitor")
    return town, guests, told


def as_of_many() -> None:
    """PostgreSQL reads small tables whole for good reason: let it say how it would read large ones."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SET enable_seqscan = off"))


def test_pages_of_questions_find_all_by_an_index(app: Flask, record_property: Note) -> None:
    town, guests, told = compare(app, FEW, MANY)
    as_of_many()
    assert find_read_whole(app, town, guests, LARGE) == {}
    record_property("figure", f"plans: statements at {FEW} = at {MANY} questions: {told}")


@pytest.mark.prove
def test_pages_of_twenty_thousand_questions_find_all_by_an_index(
    app: Flask, record_property: Note
) -> None:
    town, guests, told = compare(app, FEW, 20_000)
    assert find_read_whole(app, town, guests) == {}
    rows = sum(count_rows().values())
    record_property(
        "figure", f"plans: statements at {FEW} = at 20,000 questions, {rows} rows: {told}"
    )


@pytest.mark.both
def test_a_page_that_reads_a_table_whole_would_be_found(app: Flask, record_property: Note) -> None:
    grow(found_town(), FEW)
    as_of_many()
    with plans.captured(db.engine) as asked:
        db.session.execute(text("SELECT id FROM questions WHERE title LIKE '%price%'")).all()
        db.session.execute(text("SELECT id FROM questions ORDER BY slug LIMIT 3")).all()
        db.session.execute(text("SELECT id FROM questions WHERE id = 3")).all()
        db.session.execute(
            text("SELECT id FROM questions ORDER BY created_at DESC, id DESC LIMIT 3")
        ).all()
    found = [plans.read_whole(one, {"questions"}) for one in asked]
    record_property("figure", "plans, control: two of four statements read a table whole")
    assert found == [["questions"], ["questions"], [], []]
