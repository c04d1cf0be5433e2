"""What kept pages depend on: each change of it ends them, in whatever order changes are committed."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from community.content.actions_comments import add_comment
from community.content.models import Subject
from community.core.clock import now
from community.core.db import db, writing
from community.core.outbox import OutboxEvent
from community.core.versions import STAMP, raise_version
from community.policies.actor import Role
from community.questions.actions_states import ask_for_information
from tests.makers import actor_of, make_member, make_question, prose
from tests.services.client import PortalClient
from tests.services.worker import Worker


def stamp() -> tuple[object, ...]:
    found = tuple(db.session.execute(STAMP).one())
    db.session.rollback()
    return found


def happen(event_id: int) -> None:
    """An event with this id, as if its transaction had waited."""
    with writing() as session:
        session.add(OutboxEvent(id=event_id, name="Tested", payload={}, occurred_at=now()))


def test_an_event_ends_kept_pages(app: Flask) -> None:
    happen(1000)
    before = stamp()
    happen(1001)
    assert stamp() != before


def test_an_event_that_is_committed_after_a_later_one_ends_them_too(app: Flask) -> None:
    happen(1000)
    happen(1002)
    before = stamp()
    happen(1001)
    assert stamp() != before


def test_what_listeners_did_ends_them(app: Flask) -> None:
    happen(1000)
    happen(1001)
    before = stamp()
    with writing() as session:
        session.get_one(OutboxEvent, 1000).finished_at = now()
    assert stamp() != before


def test_a_raised_version_ends_them(app: Flask) -> None:
    before = stamp()
    with writing():
        raise_version("visibility")
    assert stamp() != before
    assert stamp() == stamp()


def test_who_looks_before_the_worker_came_sees_what_it_did_as_soon_as_it_has(
    app: Flask, new_client: Callable[[], PortalClient], drain: Worker
) -> None:
    asker, agent = make_member(), make_member("Al", Role.AGENT)
    question, waits = make_question(asker), b"The team needs to know more"
    with writing():
        ask_for_information(actor_of(agent), question, "Which version?")
    drain()
    clients = [new_client(), new_client().sign_in(make_member()), new_client().sign_in(agent)]
    with writing() as session:
        add_comment(actor_of(asker), session.get_one(Subject, question.id), prose("4.2"), lang="en")
    address = f"/questions/{question.id}-{question.slug}"
    assert [waits in client.get(address).data for client in clients] == [True] * 3
    drain()
    assert [waits in client.get(address).data for client in clients] == [False] * 3
