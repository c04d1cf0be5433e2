"""Two things happen at once in a circle: each vote counts once, and each thing is told once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select

from community.circles import actions_asking
from community.circles.actions_entries import settle_entries
from community.circles.models import HourQuestion, LiveHour
from community.circles.tasks import remind_of_hours
from community.core.db import db, writing
from community.core.outbox import OutboxEvent
from community.policies.actor import Actor
from tests.circles.stories import ask_in, make_circle, make_expert, make_manager, plan_hour
from tests.makers import actor_of


def at_once(app: Flask, *deeds: Callable[[], object]) -> None:
    """All of them begin in the same moment, each in a worker of its own."""
    start = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> None:
        with app.app_context():
            start.wait(10)
            deed()
            db.session.remove()

    with ThreadPoolExecutor(len(deeds)) as people:
        for done in [people.submit(run, deed) for deed in deeds]:
            done.result()
    db.session.rollback()
    db.session.expire_all()


def count(name: str) -> int:
    statement = select(func.count()).select_from(OutboxEvent).where(OutboxEvent.name == name)
    return db.session.scalars(statement).one()


def test_votes_of_two_people_and_two_clicks_of_one_count_two(app: Flask) -> None:
    circle = make_circle()
    hour = plan_hour(circle, make_manager())
    asked = ask_in(hour, make_expert(circle))
    voters = [actor_of(make_expert(circle)) for _one in range(2)]
    hour_id, asked_id = hour.id, asked.id
    db.session.rollback()

    def vote(actor: Actor) -> Callable[[], object]:
        def act() -> None:
            with writing() as rows:
                own = rows.get_one(LiveHour, hour_id), rows.get_one(HourQuestion, asked_id)
                actions_asking.vote(actor, *own)

        return act

    at_once(app, vote(voters[0]), vote(voters[0]), vote(voters[1]))
    assert db.session.get_one(HourQuestion, asked_id).vote_count == 2


def test_two_workers_remind_once(app: Flask) -> None:
    circle = make_circle()
    plan_hour(circle, make_manager(), starts_in=timedelta(minutes=20))
    db.session.rollback()
    at_once(app, remind_of_hours, remind_of_hours)
    assert count("LiveHourNear") == 1


def test_two_workers_tell_of_an_entry_once(app: Flask) -> None:
    expert = make_expert(make_circle()).id
    db.session.rollback()

    def settle() -> None:
        with writing():
            settle_entries(expert)

    at_once(app, settle, settle)
    assert count("CircleEntered") == 1
