"""Bulk work on subjects: what each single act marks is marked once."""

from collections.abc import Iterator
from contextlib import contextmanager

from community.content.actions import GATHERED, mark_dirty
from community.core.db import db


@contextmanager
def gathering_dirty() -> Iterator[None]:
    """Mark each subject once at the end of bulk work inside one transaction, however often it was touched."""
    session = db.session()
    gathered: set[int] = set()
    session.info[GATHERED] = gathered
    try:
        yield
    finally:
        del session.info[GATHERED]
    for subject_id in sorted(gathered):
        mark_dirty(subject_id)
