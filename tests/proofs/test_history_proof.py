"""Whatever people do in whatever order: ledger, counters, levels, badges and pages are what the rows add up to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from community.accounts.models import Member
from community.accounts.models_erasure import Erasure
from community.content.models import Link, LinkKind
from community.content.models_kept import KeptTotal
from community.core.db import db, writing
from community.questions.models import Answer
from community.recognition import recount
from community.recognition.models import Award, LedgerEntry
from tests.proofs.contradictions import faults
from tests.proofs.whole_history import WholeHistory
from tests.services.client import PortalClient
from tests.services.worker import Worker

Note = Callable[[str, object], None]
SEED = 5


def told(history: WholeHistory, seed: int) -> str:
    """What happened, in figures."""
    entries = len(db.session.scalars(select(LedgerEntry.id)).all())
    awards = len(db.session.scalars(select(Award.id)).all())
    done, refused = history.done["done"], history.done["refused"]
    return (
        f"history {seed}: {done} acts, {refused} refused, {len(history.questions)} questions,"
        f" {len(history.answers)} answers, {entries} entries, {awards} awards: 0 contradictions"
    )


@pytest.mark.prove(minutes=15)
def test_ten_thousand_acts_contradict_nothing(
    app: Flask, client: PortalClient, drain: Worker, record_property: Note
) -> None:
    history = WholeHistory(11)
    history.live(10_000, every=25, drain=drain)
    assert faults(client) == {}
    assert history.done["done"] > 4000
    assert len(db.session.scalars(select(Erasure.member_id)).all()) == 4
    record_property("figure", told(history, 11))


def spoil(statement: Any) -> None:
    """Change rows behind the portal's back."""
    with writing() as session:
        session.execute(statement.execution_options(synchronize_session=False))


SPOILS: dict[str, Callable[[], Any]] = {
    "levels": lambda: update(Member).values(level=Member.level + 1),
    "totals": lambda: update(KeptTotal).values(total=KeptTotal.total + 1),
    "counters": lambda: update(Answer).values(helpful_count=Answer.helpful_count + 1),
    "duplicates": lambda: delete(Link).where(Link.kind == LinkKind.DUPLICATE_OF),
    "badges": lambda: delete(Award),
    "pages": lambda: update(Member).values(reputation=Member.reputation + 1),
    "ledger": lambda: update(LedgerEntry).values(earned=LedgerEntry.earned + 1),
}


@pytest.mark.long
def test_a_sample_of_acts_contradicts_nothing_until_something_is_planted(
    app: Flask, client: PortalClient, drain: Worker, record_property: Note
) -> None:
    history = WholeHistory(SEED)
    history.live(150, every=12, drain=drain)
    for _time in range(2):
        with writing():
            history.leaving()[0]()
    drain()
    assert faults(client) == {}
    assert {one.finished_at is None for one in db.session.scalars(select(Erasure))} == {False}
    record_property("figure", told(history, SEED))
    entries = db.session.scalars(select(LedgerEntry.id)).all()
    assert recount.mend().is_clean
    assert db.session.scalars(select(LedgerEntry.id)).all() == entries
    for name, planted in SPOILS.items():
        assert faults(client, [name]) == {}
        spoil(planted())
        assert set(faults(client, [name])) == {name}
    record_property("figure", f"history, control: {len(SPOILS)} planted contradictions, all found")
