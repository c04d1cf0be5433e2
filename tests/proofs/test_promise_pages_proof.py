"""Pages of the menu, the public record, the queue and a customer are as quick over many promises as over few."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from benchmarks.promises import FEW, KINDS, found, grow, pages
from benchmarks.visits import LARGE, count_statements, find_read_whole, visits, weigh_pages
from community.core.db import db
from community.service_levels.queries_attainment import list_outcomes
from community.service_levels.tasks_attainment import count_attainment
from tests.proofs.test_plans_proof import outgrown
from tests.services import plans

Note = Callable[[str, object], None]


def live(app: Flask, *, customers: int, some: int, many: int) -> str:
    """Let there be more promises from size to size; pages ask no more, work no longer and read nothing whole."""
    made = found(customers)
    guests = {"member": made.member_id, "agent": made.agent_id}
    asked = visits(pages(made))
    grow(made, FEW)
    count_attainment()
    statements = count_statements(app, asked, guests)
    grow(made, some)
    before, of_some = weigh_pages(app, asked, guests), weigh_counting()
    grow(made, many)
    count_attainment()
    assert count_statements(app, asked, guests) == statements
    assert outgrown(before, weigh_pages(app, asked, guests)) == {}
    assert weigh_counting() <= 2 * (of_some + 1) * (some + many) / some
    questions = many // len(KINDS)
    if questions >= LARGE or db.engine.dialect.name == "sqlite":
        assert find_read_whole(app, asked, guests, min(LARGE, questions)) == {}
    said = ", ".join(f"{name} {number}" for (name, who), number in statements.items())
    return f"promises: nothing of {many} read whole; statements at {FEW} = at {many}: {said}"


def weigh_counting() -> int:
    """Thousands of steps that SQLite takes to read what became of all promises."""
    with plans.weighed(db.engine) as steps:
        assert sum(1 for _one in list_outcomes())
    db.session.rollback()
    return len(steps)


@pytest.mark.long
def test_pages_are_as_quick_over_many_promises_as_over_few(
    app: Flask, record_property: Note, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("community.service_levels.queries_attainment.CHUNK", 200)
    # PostgreSQL counts no steps: that its statements stay the same is seen over fewer rows.
    some, many = (800, 8_000) if db.engine.dialect.name == "sqlite" else (40, 400)
    record_property("figure", live(app, customers=4, some=some, many=many))


@pytest.mark.prove
def test_pages_are_as_quick_over_a_hundred_thousand_promises(
    app: Flask, record_property: Note
) -> None:
    record_property("figure", live(app, customers=40, some=10_000, many=100_000))
