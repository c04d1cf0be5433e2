"""Keeping with a question or an idea what its author was shown before."""

from collections.abc import Iterable

from sqlalchemy import select

from community.content.aids import MOST, Aid
from community.content.models import Subject
from community.content.models_aids import DraftAid
from community.core.db import db, insert_new


def keep_aids(subject_id: int, aids: Iterable[Aid]) -> None:
    """Keep these aids with a subject that is in the database; those that name nothing are left out."""
    named = {aid.subject_id: aid for aid in list(aids)[:MOST] if aid.subject_id != subject_id}
    if not named:
        return
    there = set(db.session.scalars(select(Subject.id).where(Subject.id.in_(named))))
    kept = [aid for aid in named.values() if aid.subject_id in there]
    insert_new(
        DraftAid,
        [
            {
                "for_id": subject_id,
                "subject_id": aid.subject_id,
                "position": position,
                "was_opened": aid.was_opened,
            }
            for position, aid in enumerate(kept)
        ],
    )
