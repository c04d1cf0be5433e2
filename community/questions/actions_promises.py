"""What the team still owes on a question that was taken up again: reopened, or restored."""

from datetime import datetime

from community.content.models import Subject
from community.core.db import db
from community.questions.actions_clocks import owe_again_what_it_solved, settle_clocks
from community.questions.models import Question
from community.questions.queries_team import Closing, find_closing, find_team_reply
from community.questions.states import CloseReason
from community.service_levels.actions import (
    end_first_response,
    revive_promises,
    void_promises,
)
from community.service_levels.models import EndedBy, VoidReason
from community.service_levels.queries_running import is_gone
from community.service_levels.terms import RESPONSES, PromiseKind


def owe_again(question: Question) -> None:
    """Revive what became void with the end of a locked question; a reply of the team meanwhile counts.

    Nothing is owed while the question is hidden, or closed by the team or for a reason that makes the promise void,
    whenever it was closed; and no solution where nobody is left who could say that it is solved.
    """
    if not db.session.get_one(Subject, question.id).is_visible:
        return
    closing = find_closing(question)
    if closing is not None and _is_settled(closing):
        return
    kinds = RESPONSES if is_gone(question.author_id) else tuple(PromiseKind)
    if revive_promises(question.id, unless=_over(closing), kinds=kinds):
        replies = _team_replies(question, closing)
        if replies:
            at, author_id = min(replies, key=lambda reply: reply[0])
            end_first_response(question.id, EndedBy.TEAM, ended_by_id=author_id, at=at)
    if closing is not None and closing.by_team:
        settle_clocks(question)
        void_promises(question.id, VoidReason.WITHDRAWN, closing.at)
    elif question.is_solved:
        settle_clocks(question)
    else:  # what was accepted may have been taken back while it was closed
        owe_again_what_it_solved(question)


def _is_settled(closing: Closing) -> bool:
    """Whether nobody waits for an answer any more; the same as when a question is closed."""
    elsewhere = closing.reason is CloseReason.RESOLVED_ELSEWHERE and closing.by_staff
    silent = closing.reason is CloseReason.NO_REPLY and closing.actor_id is None
    duplicate = closing.reason is CloseReason.DUPLICATE and closing.by_team
    return closing.by_asker or elsewhere or silent or duplicate


def _over(closing: Closing | None) -> VoidReason | None:
    """Why what is void stays so: the team closed it, or agreed to a duplicate that a customer had marked."""
    if closing is None:
        return None
    return VoidReason.WITHDRAWN if closing.by_team else VoidReason.DUPLICATE


def _team_replies(question: Question, closing: Closing | None) -> list[tuple[datetime, int | None]]:
    spoken = closing is not None and closing.by_team and closing.is_said
    replies = [(closing.at, closing.actor_id)] if closing is not None and spoken else []
    reply = find_team_reply(question)
    return [*replies, (reply[1], reply[0])] if reply is not None else replies
