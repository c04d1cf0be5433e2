"""Counting again in bulk: after an import, or to check that ledger and badges agree with the rows."""

from collections.abc import Callable

from sqlalchemy import select

from community.content.models import Subject
from community.core.db import db, writing
from community.recognition import ledger
from community.recognition.awards import award_for
from community.recognition.facts import facts_of_subject
from community.recognition.recount import earns

BATCH = 100


def recount(progress: Callable[[int], object] = lambda _done: None) -> int:
    """Settle ledger and badges of every subject that may earn something; how many badges were new. Tells nobody."""
    after = made = 0
    while ids := _earning(after):
        with writing():
            for subject_id in ids:
                ledger.settle(facts_of_subject(subject_id), ledger.list_standing(subject_id))
                made += award_for(subject_id, quietly=True)
        after = ids[-1]
        progress(len(ids))
    return made


def _earning(after: int) -> list[int]:
    """The next subjects with votes, an acceptance, a mark, a decision or an accepted edit."""
    statement = select(Subject.id).where(earns(), Subject.id > after)
    return list(db.session.scalars(statement.order_by(Subject.id).limit(BATCH)))
