"""Reads about erasures: the one that the worker goes on with, and how far each is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from community.accounts.erasing import Gone
from community.accounts.models import Member, fold
from community.accounts.models_erasure import EraseReason, Erasure
from community.core.db import db
from community.core.paging import SIZE, Page, cut


@dataclass(frozen=True)
class ErasureRow:
    """An erasure as administrators see it: a number, and no name."""

    member_id: int
    reason: EraseReason
    with_posts: bool
    asked_at: datetime
    finished_at: datetime | None
    done: int
    error: str
    asked_by: str | None


def find_waiting(besides: Sequence[int] = ()) -> tuple[Gone, int, int] | None:
    """The oldest erasure that is not finished, of none of these: who it is, steps done, and the cursor of the next."""
    statement = select(Erasure).where(
        Erasure.finished_at.is_(None), Erasure.member_id.not_in(besides)
    )
    row = db.session.scalars(statement.order_by(Erasure.asked_at, Erasure.member_id)).first()
    if row is None:
        return None
    gone = Gone(
        row.member_id,
        row.with_posts,
        name=row.name,
        handle=row.handle,
        email=row.email,
        picture_key=row.picture_key,
        asked_at=row.asked_at,
    )
    return gone, row.done, row.cursor


def list_held_back() -> frozenset[str]:
    """Short names, folded, that nobody gets yet: posts still name the erased members who had them."""
    statement = select(Erasure.handle).where(Erasure.finished_at.is_(None))
    return frozenset(fold(handle) for handle in db.session.scalars(statement))


def list_erasures(after: Sequence[Any] | None = None) -> Page[ErasureRow]:
    """All erasures, those of the highest member numbers first, with who asked for each."""
    columns = (
        Erasure.member_id,
        Erasure.reason,
        Erasure.with_posts,
        Erasure.asked_at,
        Erasure.finished_at,
        Erasure.done,
        Erasure.error,
        Member.name,
    )
    statement = select(*columns).outerjoin(
        Member, (Member.id == Erasure.asked_by_id) & (Member.id != Erasure.member_id)
    )
    if after:
        statement = statement.where(Erasure.member_id < int(after[0]))
    rows = db.session.execute(statement.order_by(Erasure.member_id.desc()).limit(SIZE + 1))
    return cut([ErasureRow(*row) for row in rows], lambda row: [row.member_id], began=bool(after))
