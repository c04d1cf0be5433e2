"""The clocks that follow the talk in a thread: each reply of the asker wants one, and the solution waits for him.

They are settled from the replies that stand there, so it does not matter when and in which order these are noted.
"""

from datetime import datetime, timedelta

from community.content.actions_visibility import went_along
from community.content.models import Subject
from community.core.clock import now
from community.core.db import db
from community.policies.actor import SYSTEM
from community.questions.models import Question
from community.questions.queries_replies import (
    Reply,
    find_asker_post,
    find_asker_reply,
    find_end_of_solution,
    find_handing_over,
    find_left_to_asker,
    find_reply_at,
    find_team_reply_after,
)
from community.questions.states import QuestionState
from community.service_levels.actions import (
    end_promise,
    open_promise,
    pause_promises,
    resume_promises,
    revive_promises,
    void_promises,
)
from community.service_levels.actions_running import find_newest, run_on
from community.service_levels.models import (
    EndedBy,
    PauseReason,
    Promise,
    PromiseState,
    VoidReason,
)
from community.service_levels.queries_explained import list_pauses
from community.service_levels.queries_running import find_newest_ended, is_gone
from community.service_levels.terms import PromiseKind

FIRST, NEXT, SOLUTION = (
    PromiseKind.FIRST_RESPONSE,
    PromiseKind.NEXT_RESPONSE,
    PromiseKind.RESOLUTION,
)
DONE = (QuestionState.SOLVED, QuestionState.CLOSED)
# A reply that nobody noted for so long starts no clock any more: it stood there before clocks did.
LOOKS_BACK = timedelta(days=7)
TURNS_AT_ONCE = 50


def settle_clocks(question: Question) -> None:
    """Bring the clocks of a locked question in line with the replies in its thread."""
    db.session.flush()  # the replies are read back
    _settle_next(question)
    _settle_solution(question)


def _settle_next(question: Question) -> None:
    first = find_newest(question.id, FIRST)
    if first is None or first.ended_at is None:
        return  # while the first answer is owed, it keeps its own deadline
    for _turn in range(TURNS_AT_ONCE):
        latest = find_newest(question.id, NEXT)
        if latest is not None and latest.ended_at is None and latest.voided_at is None:
            if not (_end_next(question, latest) or _withdraw_next(question, latest)):
                return
        elif question.state in DONE or not _begin_next(question, first, latest):
            return


def _end_next(question: Question, waiting: Promise) -> bool:
    reply = find_team_reply_after(question, waiting.started_at)
    _end_by_team(question, NEXT, reply)
    return reply is not None


def _withdraw_next(question: Question, waiting: Promise) -> bool:
    """The reply that it began with was removed, and no later one stands there: nothing is owed any more."""
    post = find_asker_post(question, waiting.started_at)
    if post is None or post.is_visible or went_along(post):
        return False
    if find_asker_reply(question, waiting.started_at) is not None:
        return False
    by_customer = post.visibility_by_id == post.author_id
    reason = VoidReason.WITHDRAWN if by_customer else VoidReason.SPAM
    void_promises(question.id, reason, post.visibility_at, by_customer=by_customer, kinds=(NEXT,))
    return True


def _begin_next(question: Question, first: Promise, latest: Promise | None) -> bool:
    voided = latest if latest is not None and latest.voided_at is not None else None
    if voided is not None and not db.session.get_one(Subject, question.id).is_visible:
        return False
    since = _team_spoke_at(question, first, latest)
    reply = find_asker_reply(question, since) if since else None
    if reply is None:
        return False
    if voided is not None and reply.at == voided.started_at:  # it is shown again
        return bool(revive_promises(question.id, kinds=(NEXT,)))
    promise = open_promise(
        SYSTEM,
        db.session.get_one(Subject, question.id),
        NEXT,
        severity=question.severity,
        organisation_id=first.organisation_id,
        started_at=reply.at,
        time_zone=first.time_zone,
        like=first,
    )
    if promise is None:
        return False
    promise.ordinal = latest.ordinal + 1 if latest else 1
    return True


def _team_spoke_at(question: Question, first: Promise, latest: Promise | None) -> datetime | None:
    """The instant after which a reply of the asker wants one of the team; None while the team has said nothing."""
    if latest is not None and latest.ended_at is None:
        latest = find_newest_ended(question.id, NEXT)
    if latest is not None:
        spoken = latest.ended_at
    elif first.ended_by is EndedBy.TEAM:
        spoken = first.ended_at
    else:
        reply = find_team_reply_after(question, first.started_at)
        spoken = max(reply.at, first.ended_at or reply.at) if reply else None
    if spoken is None:
        return None
    unsolved = find_end_of_solution(question.id) or spoken
    return max(spoken, unsolved, now() - LOOKS_BACK)


def _settle_solution(question: Question) -> None:
    for _turn in range(TURNS_AT_ONCE):
        promise = find_newest(question.id, SOLUTION)
        if promise is None or promise.ended_at is not None or promise.voided_at is not None:
            return
        turned = (
            _wait_for_asker(question, promise)
            if promise.state is PromiseState.RUNNING
            else _asker_replied(question, promise)
        )
        if not turned:
            return


def _wait_for_asker(question: Question, promise: Promise) -> bool:
    ends = [one.ended_at for one in list_pauses(promise.id) if one.ended_at]
    handed = find_handing_over(question, max([promise.started_at, *ends]))
    if handed is None:
        return False
    return _pause_solution(question, handed, handed.at)


def _pause_solution(question: Question, handed: Reply, at: datetime) -> bool:
    reason = PauseReason.NEEDS_INFO if handed.asks else PauseReason.WAITING_FOR_CUSTOMER
    return bool(pause_promises(question.id, reason, at, kinds=(SOLUTION,)))


def _asker_replied(question: Question, promise: Promise) -> bool:
    if promise.state is not PromiseState.PAUSED:
        return False
    waits = [one for one in list_pauses(promise.id) if one.ended_at is None]
    if not waits:
        return False
    since, asked = waits[-1].started_at, waits[-1].reason is PauseReason.NEEDS_INFO
    at = find_reply_at(question, since, asked=asked)
    return at is not None and bool(resume_promises(question.id, at, kinds=(SOLUTION,)))


def wait_from_the_start(question: Question, solution: Promise) -> None:
    """A solution that is promised only now stands still at once where the team waits for the asker."""
    db.session.flush()  # the promise and the replies are read back
    handed = find_left_to_asker(question)
    if handed is not None:
        _pause_solution(question, handed, solution.started_at)


def run_on_unasked(question: Question) -> None:
    """The team of a locked question needs to know nothing more: the solution runs on, unless it answered meanwhile."""
    promise = find_newest(question.id, SOLUTION)
    waits = [one for one in list_pauses(promise.id) if one.ended_at is None] if promise else []
    asked = bool(waits) and waits[-1].reason is PauseReason.NEEDS_INFO
    if asked and not find_handing_over(question, waits[-1].started_at):
        resume_promises(question.id, kinds=(SOLUTION,))


def keep_solution(question: Question, answer: Subject, by_id: int | None) -> None:
    """The asker of a locked question accepted an answer, or another than before: it is solved by whoever gave it.

    No other reply is waited for.
    """
    end_promise(question.id, NEXT, EndedBy.COMMUNITY, ended_by_id=by_id)
    author_id = answer.author_id
    is_ours = answer.by_team and author_id != question.author_id
    by = EndedBy.TEAM if is_ours else EndedBy.COMMUNITY
    ended = end_promise(question.id, SOLUTION, by, ended_by_id=author_id)
    solution = ended or find_newest(question.id, SOLUTION)
    if solution is not None and solution.ended_at is not None:
        solution.ended_by, solution.ended_by_id = by, author_id


def owe_again_what_it_solved(question: Question) -> None:
    """What was accepted did not solve it after all: what ended by that runs on, without the time until here.

    Where the asker was erased nobody could accept another answer: the solution stays as it was.
    """
    if not is_gone(question.author_id):
        run_on(question.id, SOLUTION)
    for kind in (FIRST, NEXT):
        promise = find_newest(question.id, kind)
        if promise is not None and promise.ended_at and promise.ended_by is EndedBy.COMMUNITY:
            since = promise.ended_at
            run_on(question.id, kind)
            _end_by_team(question, kind, find_team_reply_after(question, since))
    settle_clocks(question)


def _end_by_team(question: Question, kind: PromiseKind, reply: Reply | None) -> None:
    if reply is not None:
        end_promise(question.id, kind, EndedBy.TEAM, ended_by_id=reply.author_id, at=reply.at)


def settle_reply(question: Question, post: Subject) -> None:
    """A post of a locked question's thread is no longer shown, and ended no clock; or it is again, and did."""
    db.session.flush()  # the replies are read back
    if not post.is_visible:
        for kind in (FIRST, NEXT):
            _lose_reply(question, kind, post)
        _lose_handing_over(question, post)
        _lose_asker_reply(question, post)
    elif post.author_id != question.author_id:
        waiting = find_newest(question.id, FIRST)
        if waiting is not None and post.by_team and post.created_at > waiting.started_at:
            _end_by_team(question, FIRST, Reply(post.created_at, post.author_id))
    settle_clocks(question)


def _lose_reply(question: Question, kind: PromiseKind, post: Subject) -> None:
    """The clock runs on by the deadline that it had, to the next reply that stands there."""
    promise = find_newest(question.id, kind)
    if promise is None or promise.ended_at is None or promise.ended_by is not EndedBy.TEAM:
        return
    is_it = promise.started_at < post.created_at <= promise.ended_at
    if promise.ended_by_id != post.author_id or not is_it:
        return
    reply = find_team_reply_after(question, promise.started_at)
    if reply is not None and reply.at <= promise.ended_at:
        return
    run_on(question.id, kind, by_customer=False)
    accepted = question.accepted_at
    if accepted is not None and (reply is None or accepted < reply.at):
        by = question.accepted_by_id
        end_promise(question.id, kind, EndedBy.COMMUNITY, ended_by_id=by, at=accepted)
    else:
        _end_by_team(question, kind, reply)


def _lose_handing_over(question: Question, post: Subject) -> None:
    """The solution waits for the asker no longer where nothing that the team left to him stands there."""
    promise = find_newest(question.id, SOLUTION)
    if promise is None or promise.state is not PromiseState.PAUSED:
        return
    since = [one.started_at for one in list_pauses(promise.id) if one.ended_at is None]
    is_it = since == [post.created_at] and find_handing_over(question, post.created_at) is None
    if is_it or (since == [promise.started_at] and find_left_to_asker(question) is None):
        resume_promises(question.id, kinds=(SOLUTION,))


def _lose_asker_reply(question: Question, post: Subject) -> None:
    """The solution that ran on from this reply of the asker waits for him as before, over the team's answer."""
    promise = find_newest(question.id, SOLUTION)
    if promise is None or promise.state is not PromiseState.RUNNING or went_along(post):
        return
    waits = list_pauses(promise.id)
    is_it = bool(waits) and waits[-1].ended_at == post.created_at
    over_answer = is_it and waits[-1].reason is PauseReason.WAITING_FOR_CUSTOMER
    if over_answer and post.author_id == question.author_id:
        waits[-1].ended_at, promise.state = None, PromiseState.PAUSED
