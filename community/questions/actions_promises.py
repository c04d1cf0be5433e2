"""What the team still owes on a question that was taken up again: reopened, or restored."""

from community.content.models import Subject
from community.core.db import db
from community.questions.models import Question
from community.questions.queries_team import find_team_reply
from community.questions.states import CloseReason
from community.service_levels.actions import end_first_response, revive_promises
from community.service_levels.models import EndedBy


def owe_again(question: Question) -> None:
    """Revive what became void with the end of a locked question; a reply of the team meanwhile counts.

    Nothing is owed while the question is hidden, or closed for a reason that made the promise void.
    """
    if not db.session.get_one(Subject, question.id).is_visible:
        return
    if question.is_closed and question.close_reason is CloseReason.DUPLICATE:
        return
    closed_at = question.state_changed_at if question.is_closed else None
    if not revive_promises(question.id, unless_voided_at=closed_at):
        return
    reply = find_team_reply(question)
    if reply is not None:
        author_id, at = reply
        end_first_response(question.id, EndedBy.TEAM, ended_by_id=author_id, at=at)
