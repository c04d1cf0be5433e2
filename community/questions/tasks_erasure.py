"""What nobody waits for any more once its asker is erased."""

from sqlalchemy import select

from community.accounts.erasing import Gone
from community.core.db import db, get_locked, writing
from community.questions.models import Question
from community.service_levels.actions import void_promises
from community.service_levels.models import Promise, VoidReason
from community.service_levels.terms import PromiseKind

AT_ONCE = 100


def end_solutions(gone: Gone, cursor: int) -> int | None:
    """He alone could have said that his questions are solved; answers are still owed to those who read them."""
    some = (
        select(Promise.subject_id)
        .where(Promise.author_id == gone.member_id, Promise.kind == PromiseKind.RESOLUTION)
        .where(Promise.ended_at.is_(None), Promise.voided_at.is_(None))
        .order_by(Promise.subject_id)
        .limit(AT_ONCE)
    )
    with writing():
        ids = list(db.session.scalars(some))
        for question_id in ids:
            get_locked(Question, question_id)
            solutions = (PromiseKind.RESOLUTION,)
            void_promises(question_id, VoidReason.WITHDRAWN, kinds=solutions)
    return cursor + 1 if len(ids) == AT_ONCE else None
