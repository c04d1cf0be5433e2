"""Votes that count no longer because of how they came about, and count again when that was a mistake."""

from collections.abc import Collection

from sqlalchemy import update
from sqlalchemy.orm import InstrumentedAttribute

from community.content.actions import raise_counter
from community.content.models import Vote
from community.core.clock import now
from community.core.db import writer


def set_voided(
    subject_id: int,
    vote_ids: Collection[int],
    *,
    is_voided: bool,
    counter: InstrumentedAttribute[int],
) -> int:
    """Void these votes on a locked subject, or let them count again, with its counter; how many that changed."""
    count = len(mark_voided(subject_id, vote_ids, is_voided=is_voided))
    if count:
        raise_counter(counter, subject_id, -count if is_voided else count)
    return count


def mark_voided(subject_id: int, vote_ids: Collection[int], *, is_voided: bool) -> list[int]:
    """As `set_voided`, for a caller who counts by himself; the votes that changed."""
    other = Vote.voided_at.is_(None) if is_voided else Vote.voided_at.is_not(None)
    statement = update(Vote).where(Vote.subject_id == subject_id, Vote.id.in_(vote_ids), other)
    changed = statement.values(voided_at=now() if is_voided else None).returning(Vote.id)
    return [row[0] for row in writer().execute(changed)]
