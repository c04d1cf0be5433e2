"""What was said of a promise, and how the team did lately."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from community.accounts.models import Member
from community.core.clock import now
from community.core.db import db
from community.service_levels.models import Promise, PromiseState
from community.service_levels.models_words import MissNote, PromiseThanks

LATELY = timedelta(days=30)
# Of more a glance does not need to know how many.
MOST = 1_000


@dataclass(frozen=True)
class Note:
    """A word about a miss; nobody's name when its author is gone."""

    promise_id: int
    happened: str
    next_steps: str
    author: str | None
    at: datetime


def list_notes(promise_ids: Collection[int]) -> dict[int, Note]:
    """The word about each of these promises that were missed; the caller asks `promise.details`. One statement."""
    if not promise_ids:
        return {}
    statement = (
        select(
            MissNote.promise_id, MissNote.happened, MissNote.next_steps, Member.name, MissNote.at
        )
        .outerjoin(Member, Member.id == MissNote.author_id)
        .where(MissNote.promise_id.in_(promise_ids))
    )
    return {row[0]: Note(*row) for row in db.session.execute(statement)}


def is_thanked(promise_id: int) -> bool:
    """Whether the customer said thanks for it."""
    statement = select(PromiseThanks.promise_id).where(PromiseThanks.promise_id == promise_id)
    return db.session.scalars(statement).first() is not None


@dataclass(frozen=True)
class Lately:
    """How many promises that fell due in the last thirty days were kept, exceeded and missed, and thanks.

    Each is counted to one more than MOST.
    """

    met: int
    exceeded: int
    missed: int
    thanks: int


def count_lately() -> Lately:
    """How the team did in the last thirty days; one statement, which reads the same however many there are."""
    since = now() - LATELY
    ended = (PromiseState.MET, PromiseState.EXCEEDED, PromiseState.MISSED)
    rows: list[Select[Any]] = [
        select(Promise.id).where(Promise.state == state, Promise.due_at >= since) for state in ended
    ]
    rows.append(select(PromiseThanks.promise_id).where(PromiseThanks.at >= since))
    counts = (
        select(func.count()).select_from(one.limit(MOST + 1).subquery()).scalar_subquery()
        for one in rows
    )
    return Lately(*db.session.execute(select(*counts)).one())
