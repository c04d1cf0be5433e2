"""Counting again in bulk: after an import, or to check that ledger and badges agree with the rows."""

from collections.abc import Callable

from community.core.db import writing
from community.recognition import ledger
from community.recognition.facts import facts_of_subject
from community.recognition.recount import earning, list_some
from community.recognition.tasks_badges import recount_badges

BATCH = 100


def recount(progress: Callable[[int], object] = lambda _done: None) -> int:
    """Settle the ledger of every subject that may earn something, then all badges; how many were new. Tells nobody."""
    after = 0
    while ids := list_some(earning(), after, BATCH):
        with writing():
            for subject_id in ids:
                ledger.settle(facts_of_subject(subject_id), ledger.list_standing(subject_id))
        after = ids[-1]
        progress(len(ids))
    return recount_badges(progress)
