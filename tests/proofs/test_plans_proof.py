"""No page of questions or recognition reads a large table from one end to the other, however many rows there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select, exists, func, text
from sqlalchemy.orm import aliased

from benchmarks.town import count_rows, found_town, grow
from benchmarks.visits import (
    LARGE,
    count_statements,
    find_read_whole,
    invite,
    pages,
    visits,
    weigh_pages,
)
from community.content.queries import visible_to
from community.core.db import db
from community.policies.actor import Actor
from community.questions import queries_lists
from community.questions.models import Question
from tests.services import plans

Note = Callable[[str, object], None]
Weights = dict[tuple[str, str], int]
FEW, SOME, MANY = 10, 300, 3_000
# So many thousand steps of SQLite's machine (a millisecond or two) are free: what is looked at is bounded.
FREE = 70


def live(app: Flask, few: int, some: int, many: int) -> str:
    """Grow a town from size to size; its pages ask no more, work no longer and read nothing whole. What was counted."""
    town = found_town()
    grow(town, few)
    guests = invite(town)
    asked = count_statements(app, visits(pages(town)), guests)
    grow(town, some)
    before = weigh_pages(app, visits(pages(town)), guests)
    grow(town, many)
    assert count_statements(app, visits(pages(town)), guests) == asked
    after = weigh_pages(app, visits(pages(town)), guests)
    assert outgrown(before, after) == {}
    if (
        many >= LARGE or db.engine.dialect.name == "sqlite"
    ):  # PostgreSQL reads few rows whole, rightly
        assert find_read_whole(app, visits(pages(town)), guests, min(LARGE, many - 1)) == {}
    rows = sum(count_rows().values())
    said = ", ".join(
        f"{name} {number}" for (name, who), number in asked.items() if who != "visitor"
    )
    heaviest = max(after, key=lambda key: after[key])
    work = f"; most work {after[heaviest]},000 steps ({heaviest[0]})" if after[heaviest] else ""
    return f"plans: {rows} rows, nothing read whole{work}; statements at {few} = at {many}: {said}"


def outgrown(before: Weights, after: Weights) -> dict[tuple[str, str], tuple[int, int]]:
    """Pages for which SQLite works more than twice as long over ten times as many rows."""
    return {
        key: (before[key], work) for key, work in after.items() if work > 2 * before[key] + FREE
    }


@pytest.mark.long
def test_pages_of_questions_are_as_quick_over_many_as_over_few(
    app: Flask, record_property: Note
) -> None:
    # PostgreSQL counts no steps: that its statements stay the same is seen over fewer rows.
    some, many = (SOME, MANY) if db.engine.dialect.name == "sqlite" else (2 * FEW, 6 * FEW)
    record_property("figure", live(app, FEW, some, many))


@pytest.mark.prove
def test_pages_of_twenty_thousand_questions_are_as_quick_as_of_ten(
    app: Flask, record_property: Note
) -> None:
    record_property("figure", live(app, FEW, 2_000, 20_000))


@pytest.mark.long
def test_a_page_that_reads_a_table_whole_would_be_found(app: Flask, record_property: Note) -> None:
    grow(found_town(), 1_000)
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


@pytest.mark.prove
def test_a_page_that_works_longer_over_more_rows_would_be_found(
    app: Flask, record_property: Note, monkeypatch: pytest.MonkeyPatch
) -> None:
    if db.engine.dialect.name != "sqlite":
        return  # only SQLite counts its steps
    other = aliased(Question)
    twin = exists().where(func.lower(other.title) == func.lower(Question.title) + "'s twin")

    def looked_for_in_all(statement: Select[Any], actor: Actor, key: Any) -> Select[Any]:
        return visible_to(statement, actor, key).where(~twin)

    monkeypatch.setattr(queries_lists, "visible_to", looked_for_in_all)
    town = found_town()
    grow(town, SOME)
    guests = invite(town)
    before = weigh_pages(app, visits(pages(town)), guests)
    grow(town, MANY)
    found = outgrown(before, weigh_pages(app, visits(pages(town)), guests))
    record_property("figure", f"plans, control: {len(found)} pages that look through all questions")
    assert {("list", "visitor"), ("list", "member")} <= found.keys()
