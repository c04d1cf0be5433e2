"""Bulk work on new subjects: the acts are those of the pages; what they write is written once, table by table."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import bindparam, update

from community.content.actions import count_kept, mark_all_dirty
from community.content.gathering import GATHERED, Gathered
from community.content.models import Subject
from community.core.bulk import insert_pending, reserve_keys
from community.core.db import db


@contextmanager
def in_bulk(subjects: int) -> Iterator[None]:
    """Hold back what single acts write about new things, `subjects` at most, and write it at the end.

    Inside, new rows are not in the database yet: acts may use the objects, never read them again.
    """
    session = db.session()
    bulk = Gathered(reserve_keys(Subject, subjects))
    session.info[GATHERED] = bulk
    try:
        with session.no_autoflush:
            yield
            insert_pending()
    finally:
        del session.info[GATHERED]
    _write(bulk)


def _write(bulk: Gathered) -> None:
    """What was gathered, always in the same order so that nobody waits in a ring."""
    latest = [{"one": one, "at": at} for one, at in sorted(bulk.activity.items())]
    if latest:
        table = Subject.__table__
        later = (table.c.id == bindparam("one")) & (table.c.activity_at < bindparam("at"))
        statement = update(Subject).where(later).values(activity_at=bindparam("at"))
        db.session.connection().execute(statement, latest)
    mark_all_dirty(bulk.dirty)
    for (container, state), by in sorted(bulk.totals.items()):
        if by:
            count_kept(container, state, by)
