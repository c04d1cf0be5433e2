"""Several people mark duplicates in the same second: nobody waits in a ring, and nothing leads to what leads on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from community.core.db import db, writing
from community.core.errors import PortalError
from community.policies.actor import Actor, Role
from community.questions import actions_duplicates, actions_states
from community.questions.models import Question
from community.questions.states import CloseReason
from tests.makers import actor_of, make_member, make_question

LONG_ENOUGH = 0.4


def mark(app: Flask, actor: Actor, question_id: int, root_id: int) -> str:
    """Mark one as a duplicate of the other, in a browser of one's own; what came of it."""
    with app.app_context():
        question = db.session.get_one(Question, question_id)
        try:
            with writing():
                actions_states.close(
                    actor, question, CloseReason.DUPLICATE, duplicate_of_id=root_id
                )
        except PortalError as refused:
            return type(refused).__name__
        finally:
            db.session.remove()
    return "done"


def undo(app: Flask, actor: Actor, question_id: int) -> str:
    """Let it stand for itself again; what came of it."""
    with app.app_context():
        question = db.session.get_one(Question, question_id)
        try:
            with writing():
                actions_states.reopen(actor, question)
        except PortalError as refused:
            return type(refused).__name__
        finally:
            db.session.remove()
    return "done"


def meet_after_locking(monkeypatch: pytest.MonkeyPatch, people: int) -> None:
    """Whoever holds the locks he asked for first waits for the others, as long as they need for theirs."""
    meeting, root_of = Barrier(people), actions_duplicates._root_of

    def wait(*asked: Any) -> int:
        with suppress(BrokenBarrierError):  # the others wait for our locks
            meeting.wait(LONG_ENOUGH)
        return root_of(*asked)

    monkeypatch.setattr(actions_duplicates, "_root_of", wait)


def assert_none_leads_on() -> None:
    db.session.rollback()
    leads = dict(db.session.execute(select(Question.id, Question.duplicate_of_id)).all())
    assert [one for one in leads.values() if one is not None and leads[one] is not None] == []


@pytest.mark.long
def test_rings_of_three_that_are_marked_at_once_end(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, three = sorted(make_question().id for _ in range(3))
    agents = [actor_of(make_member("", Role.AGENT)) for _ in range(2)]
    assert mark(app, agents[0], three, one) == "done"
    meet_after_locking(monkeypatch, 2)
    pairs = [
        (two, three),
        (one, two),
    ]  # the first has to follow three to one, which the other holds
    with ThreadPoolExecutor(2) as people:
        ends = list(
            people.map(
                lambda asked: mark(app, asked[0], *asked[1]), zip(agents, pairs, strict=True)
            )
        )
    assert sorted(ends) == ["Invalid", "done"]
    assert_none_leads_on()


@pytest.mark.long
def test_marking_and_undoing_at_once_wait_for_each_other(app: Flask) -> None:
    ids = sorted(make_question().id for _ in range(4))
    agents = [actor_of(make_member("", Role.AGENT)) for _ in range(4)]
    for one, other in ((0, 1), (1, 2), (2, 3)):
        mark(app, agents[0], ids[one], ids[other])
    acts = [
        lambda: undo(app, agents[0], ids[1]),
        lambda: undo(app, agents[1], ids[2]),
        lambda: mark(app, agents[2], ids[3], ids[0]),
        lambda: undo(app, agents[3], ids[0]),
    ]
    with ThreadPoolExecutor(4) as people:
        ends = [done.result() for done in [people.submit(act) for act in acts]]
    assert ends.count("done") >= 3
    assert_none_leads_on()
