"""Lists of ideas are read in the order of an index, so that a great board is never sorted for a page of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text

from benchmarks.generator import multiply, settle
from community.core.db import db, writing
from community.ideas import queries, queries_roadmap, queries_triage
from community.ideas.queries import list_statuses
from community.ideas.triage_terms import look_of
from community.policies.actor import VISITOR
from tests.ideas.living import manager
from tests.makers import actor_of, make_idea
from tests.services import plans

IDEAS = 2000


@pytest.fixture
def many(app: Flask) -> None:
    """Ideas in every status that can be given, with votes of all numbers."""
    multiply("idea", make_idea().id, IDEAS)
    given = [one.id for one in list_statuses() if one.can_be_given]
    with writing():
        for place, status_id in enumerate(given):
            values = {"status": status_id, "all": len(given), "place": place}
            moved = "UPDATE ideas SET status_id = :status WHERE id % :all = :place"
            db.session.execute(text(moved), values)
        db.session.execute(text("UPDATE ideas SET supporter_count = id * 7919 % 97"))
    settle()


@pytest.mark.parametrize(
    "read",
    [
        lambda: queries.list_top_ideas(VISITOR),
        lambda: queries.list_shipped(VISITOR),
        lambda: queries_roadmap.list_roadmap(VISITOR),
        lambda: queries_triage.list_triage(actor_of(manager()), look_of({}, ()), None),
        lambda: queries_triage.list_triage(
            actor_of(manager()), look_of({"sort": "-rice"}, ()), None
        ),
    ],
    ids=["top", "shipped", "roadmap", "triage", "rice"],
)
@pytest.mark.long
def test_a_page_is_read_and_not_sorted(many: None, read: Callable[[], object]) -> None:
    with plans.captured(db.engine) as asked:
        assert read()
    if db.engine.dialect.name != "sqlite":
        return  # how PostgreSQL reads so few is its own affair: the proof of plans asks it
    driver = db.session.connection().connection.driver_connection
    assert driver is not None
    steps = [
        row[3]
        for one in asked
        if "FROM ideas" in one.statement
        for row in driver.execute(f"EXPLAIN QUERY PLAN {one.statement}", one.values)
    ]
    assert steps
    assert [step for step in steps if "TEMP B-TREE" in step] == []
