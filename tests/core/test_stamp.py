"""What kept pages depend on: each change of it ends them, in whatever order changes are committed."""

from __future__ import annotations

from flask import Flask

from community.core.clock import now
from community.core.db import db, writing
from community.core.outbox import OutboxEvent
from community.core.versions import STAMP, raise_version


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


def test_a_raised_version_ends_them(app: Flask) -> None:
    before = stamp()
    with writing():
        raise_version("visibility")
    assert stamp() != before
    assert stamp() == stamp()
