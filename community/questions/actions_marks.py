"""What becomes of the marks *official* and *verified* when an answer gets other words."""

from community.core.outbox import record
from community.events import AnswerMarkedOfficial, AnswerVerified
from community.questions.models import Answer


def end_overtaken_marks(row: Answer, by_id: int | None) -> None:
    """Before this member changes a locked answer: marks that he gave to earlier words than the present ones end.

    Else they would come back, over words that somebody else wrote.
    """
    if by_id is None:
        return
    question_id = row.question_id
    if row.official_by_id == by_id and not row.is_official:
        row.official_at = row.official_by_id = row.official_version_id = None
        record(
            AnswerMarkedOfficial(
                answer_id=row.id, question_id=question_id, actor_id=by_id, is_official=False
            )
        )
    if row.verified_by_id == by_id and not row.is_verified:
        row.verified_at = row.verified_by_id = row.verified_version_id = None
        record(
            AnswerVerified(
                answer_id=row.id, question_id=question_id, actor_id=by_id, is_verified=False
            )
        )
