"""What a million promises cost: statements, plans, and pages as ratios to hello in the same run.

python -m benchmarks.promises [--promises N] [--databases sqlite,postgresql] [--rounds N] [--seconds S]
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import ColumnElement, Table, func, insert, select

from benchmarks.asking import look_closely, measure_at_size
from benchmarks.generator import Row, settle, table_of
from benchmarks.town import follow_keys, original
from benchmarks.visits import Guests, Visit, count_statements, visits
from community.content.models import Subject
from community.core.clock import now
from community.core.db import db, writing
from community.core.versions import raise_version
from community.credits.tasks import reckon_months
from community.policies.actor import Role
from community.questions.models import Question
from community.questions.states import QuestionState
from community.service_levels.models import EndedBy, Promise, PromiseState
from community.service_levels.tasks import mark_due_promises
from community.service_levels.tasks_attainment import count_attainment
from community.service_levels.terms import PromiseKind
from tests.makers import make_member, make_organisation, make_question
from tests.service_levels.stories import publish_demo

FEW, CUSTOMERS = 40, 400
# So many questions are made one by one; the others are copies of these, made by the database.
MADE, AT_ONCE = 10_000, 1_000
KINDS = (
    (PromiseKind.FIRST_RESPONSE, 1),
    (PromiseKind.NEXT_RESPONSE, 1),
    (PromiseKind.NEXT_RESPONSE, 2),
    (PromiseKind.RESOLUTION, 1),
)
ENDS = (PromiseState.MET, PromiseState.MET, PromiseState.EXCEEDED, PromiseState.MISSED)
YEAR = timedelta(days=360)


@dataclass
class Customers:
    """The originals and whose questions are copied: one customer has a tenth of them, the others the rest."""

    question: Row
    subject: Row
    promise: Row
    askers: list[tuple[int, int]]
    member_id: int
    agent_id: int
    chance: random.Random = field(default_factory=lambda: random.Random(1))


def found(customers: int) -> Customers:
    """The demo's menu, so many customers with a plan each, and a question of one of them."""
    publish_demo()
    plans = ("standard", "premium", "enterprise")
    made = [make_organisation(plan=plans[number % 3]) for number in range(customers)]
    people = [make_member(organisation=one) for one in made]
    asked = make_question(people[1], organisation_id=made[1].id, severity="L2")
    return Customers(
        question=original(Question, asked.id),
        subject=original(Subject, asked.id),
        promise=original(Promise, asked.id, "subject_id"),
        askers=[(person.id, one.id) for person, one in zip(people, made, strict=True)],
        member_id=people[0].id,
        agent_id=make_member("Al", Role.AGENT).id,
    )


def grow(customers: Customers, promises: int) -> None:
    """So many more promises, four on a question but one that waits, one question in fifty."""
    questions = promises // len(KINDS)
    made = min(MADE, questions)
    bases = {model: _highest(model) for model in (Subject, Promise)}
    for start in range(0, made, AT_ONCE):
        _insert(customers, bases, range(start, min(made, start + AT_ONCE)), made)
    span = made
    while span < questions:
        more = min(span, questions - span)
        with writing():
            _copy(Subject, bases[Subject], span, more)
            _copy(Question, bases[Subject], span, more)
            _copy(Promise, bases[Promise], span * len(KINDS), more * len(KINDS), subjects=span)
        span += more
    with writing():
        follow_keys()
        raise_version("generated")
    settle()
    db.session.rollback()


def _highest(model: Any) -> int:
    return db.session.scalar(select(func.coalesce(func.max(table_of(model).c.id), 0))) or 0


def _insert(customers: Customers, bases: dict[Any, int], numbers: range, made: int) -> None:
    rows: dict[Table, list[Row]] = {table_of(one): [] for one in (Subject, Question, Promise)}
    for number in numbers:
        asker, organisation_id = customers.askers[number % len(customers.askers)]
        if number % 10 == 0:
            organisation_id = customers.askers[0][1]
        at = now() - YEAR * (number + 1) / made
        shared: Row = {"id": bases[Subject] + number + 1, "author_id": asker, "created_at": at}
        of_subject: Row = {"activity_at": at, "organisation_id": organisation_id}
        waits = number % 50 == 0
        state = QuestionState.OPEN if waits else QuestionState.SOLVED
        rows[table_of(Subject)].append({**customers.subject, **shared, **of_subject})
        rows[table_of(Question)].append({**customers.question, **shared, "state": state})
        for place, (kind, ordinal) in enumerate(KINDS, 1):
            promise: Row = {"id": bases[Promise] + number * len(KINDS) + place, "kind": kind}
            promise |= {"subject_id": shared["id"], "ordinal": ordinal, "author_id": asker}
            promise |= {"organisation_id": organisation_id, "started_at": at}
            ended = _waiting(customers) if waits and place == 1 else _ended(customers, at)
            rows[table_of(Promise)].append({**customers.promise, **promise, **ended})
    with writing() as session:
        for table, waiting in rows.items():
            session.connection().execute(insert(table), waiting)


def _waiting(customers: Customers) -> Row:
    """A promise that runs, and falls due in the next week."""
    due = now() + timedelta(minutes=customers.chance.randrange(60, 10_000))
    times: Row = {"started_at": due - timedelta(days=8), "due_at": due, "warn_at": due}
    return times | {"lead_at": due, "state": PromiseState.RUNNING}


def _ended(customers: Customers, at: Any) -> Row:
    """A promise that somebody of the team kept, or not."""
    state = customers.chance.choice(ENDS)
    due, late = at + timedelta(hours=6), state is PromiseState.MISSED
    ended = at + timedelta(hours=8 if late else 3)
    row: Row = {"due_at": due, "warn_at": due, "lead_at": due, "state": state, "ended_at": ended}
    return row | {"ended_by": EndedBy.TEAM, "ended_by_id": customers.agent_id}


def _copy(model: Any, base: int, span: int, count: int, *, subjects: int = 0) -> None:
    """The first so many rows behind a key once more, with keys that go on behind the span."""
    table = table_of(model)
    moved: dict[str, ColumnElement[int]] = {"id": table.c.id + span}
    if subjects:
        moved["subject_id"] = table.c.subject_id + subjects
    columns = [one for one in table.columns if one.computed is None]
    source = select(*(moved.get(one.name, one) for one in columns)).where(
        table.c.id > base, table.c.id <= base + count
    )
    db.session.execute(insert(table).from_select([one.name for one in columns], source))


def pages(customers: Customers) -> dict[str, tuple[str, str]]:
    """Name → (who opens it, path); *everybody* is a visitor and a member."""
    everybody = {
        "menu": "/services/en",
        "menu in French": "/services/fr",
        "record": "/services/attainment",
        "record of a plan": "/services/attainment?kind=first_response&plan=premium",
        "record for programs": "/services/attainment.json",
    }
    by_agent = {
        "queue": "/desk/questions",
        "queue, overdue": "/desk/questions?show=overdue",
        "queue, waiting for customers": "/desk/questions?show=waiting",
        "queue of a rare severity": "/desk/questions?severity=L1",
        "a customer": f"/services/organisations/{customers.askers[0][1]}",
        "a small customer": f"/services/organisations/{customers.askers[1][1]}",
    }
    return {
        **{name: ("everybody", path) for name, path in everybody.items()},
        "my services": ("member", "/services/mine"),
        "credits": ("member", "/services/credits"),
        **{name: ("agent", path) for name, path in by_agent.items()},
    }


def fill(
    app: Flask, options: argparse.Namespace
) -> tuple[list[Visit], Guests, dict[tuple[str, str], int]]:
    """Few promises, counted, then so many, counted again and looked at closely; says what it finds."""
    customers = found(CUSTOMERS)
    guests = {"member": customers.member_id, "agent": customers.agent_id}
    asked = visits(pages(customers))
    grow(customers, FEW)
    count_attainment()
    few = count_statements(app, asked, guests)
    _timed(f"{options.promises} promises", lambda: grow(customers, options.promises))
    _timed("how they were kept is counted", count_attainment)
    _timed("what falls due is marked", mark_due_promises)
    _timed("a month is reckoned", reckon_months)
    return asked, guests, look_closely(app, asked, guests, few, FEW, options.promises)


def _timed(name: str, act: Callable[[], object]) -> None:
    began = time.perf_counter()
    act()
    print(f"  {name} in {time.perf_counter() - began:.1f} s", flush=True)
    db.session.rollback()


if __name__ == "__main__":
    measure_at_size(__doc__, fill, promises=1_000_000)
