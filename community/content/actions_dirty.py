"""Search documents that are out of date all at once, however many they are."""

from sqlalchemy import Select, literal

from community.content.models_kept import DirtySubject
from community.core.clock import now
from community.core.db import UTCDateTime, insert_from


def mark_selected_dirty(subject_ids: Select[int]) -> None:
    """Say in the same transaction that the documents of what this statement selects by conditions are out of date."""
    # Always in the same order so that nobody waits in a ring.
    ordered = subject_ids.order_by(*subject_ids.selected_columns)
    rows = ordered.add_columns(literal(1), literal(now(), UTCDateTime()))
    names = ("subject_id", "stamp", "since")
    insert_from(DirtySubject, names, rows, stamp=DirtySubject.stamp + 1, since=now())
