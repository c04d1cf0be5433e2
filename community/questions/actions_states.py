"""How a question changes its state: closed, reopened, asked for more, archived; the table of `states` decides."""

from flask_babel import lazy_gettext as _l

from community.content.actions import count_kept, mark_dirty, require, touch
from community.content.models import Subject
from community.content.queries import ensure_visible
from community.core.clock import now
from community.core.db import db, get_locked, is_pending, lock
from community.core.errors import Conflict, NotAllowed
from community.core.outbox import record
from community.events import (
    DuplicateConfirmed,
    InformationAsked,
    QuestionClosed,
    QuestionReopened,
)
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import can, ensure
from community.questions.actions_clocks import run_on_unasked, settle_clocks
from community.questions.actions_duplicates import lock_family, mark_duplicate, unmark_duplicate
from community.questions.actions_promises import owe_again
from community.questions.models import Question, QuestionChange
from community.questions.states import (
    CloseReason,
    QuestionState,
    Who,
    find_change,
    needs_text,
    state_of_answers,
)
from community.service_levels.actions import (
    end_first_response,
    pause_promises,
    resume_promises,
    void_promises,
)
from community.service_levels.models import EndedBy, PauseReason, VoidReason
from community.service_levels.terms import RESPONSES

TEXT_LENGTH = 1000
VOIDED_BY: dict[CloseReason, VoidReason] = {
    CloseReason.DUPLICATE: VoidReason.DUPLICATE,
    CloseReason.RESOLVED_ELSEWHERE: VoidReason.WITHDRAWN,
}


def needed_to_close(reason: CloseReason | None) -> Permission:
    """What closing for this reason needs, and taking it back; experts of an area may mark duplicates."""
    if reason is CloseReason.DUPLICATE:
        return Permission.QUESTION_MARK_DUPLICATE
    return Permission.QUESTION_CLOSE


def roles_towards(
    actor: Actor, question: Question, reason: CloseReason | None = None
) -> frozenset[Who]:
    """Who the actor is to this question, in the words of the table; to be trusted may depend on why it is closed."""
    held = {
        Who.ASKER: actor.is_author_of(question),
        Who.ANSWERER: can(actor, Permission.ANSWER_POST, question),
        Who.TRUSTED: can(actor, needed_to_close(reason), question),
        Who.STAFF: actor.is_staff,
        Who.PORTAL: actor.is_system,
    }
    return frozenset(who for who, holds in held.items() if holds)


def move(
    actor: Actor,
    question: Question,
    to: QuestionState,
    who: frozenset[Who],
    *,
    reason: CloseReason | None = None,
    text: str = "",
    by_edit: bool = False,
) -> None:
    """Lead a locked question to a state and keep the totals; refused where the table has no such line."""
    if question.state is to:
        return
    change = find_change(question.state, to, who)
    if change is None:
        if find_change(question.state, to, Who):
            raise NotAllowed
        raise Conflict(
            _l("The question is no longer in a state that allows this. Reload the page to see it.")
        )
    if needs_text(change, reason):
        require(text, "text")
    entry = QuestionChange(
        question_id=question.id, came_from=question.state, to=to, reason=reason, at=now()
    )
    entry.text, entry.actor_id = text.strip()[:TEXT_LENGTH], actor.member_id
    entry.by_edit = by_edit
    entry.by_team = actor.is_of_team(question.product_area_id)
    db.session.add(entry)
    subject = question.subject if is_pending(question) else db.session.get_one(Subject, question.id)
    if subject.is_visible:  # the totals leave out what waits or is hidden
        count_states(question, {question.state: -1, to: 1})
    question.state, question.close_reason, question.state_changed_at = to, reason, entry.at
    if to is not QuestionState.ARCHIVED:  # to be put away is no activity
        touch(question.id)
    mark_dirty(question.id)


def count_states(question: Question, changes: dict[QuestionState, int]) -> None:
    """Keep the totals of all questions and of the area's, always in the same order so that nobody waits in a ring."""
    containers = ["questions"]
    if question.product_area_id is not None:
        containers.append(f"questions:area:{question.product_area_id}")
    for container in containers:
        for state, by in sorted(changes.items()):
            count_kept(container, state, by)


def close(
    actor: Actor,
    question: Question,
    reason: CloseReason,
    *,
    text: str = "",
    duplicate_of_id: int | None = None,
) -> None:
    """Close a question for a reason; a duplicate names the question that stays open for answers."""
    is_duplicate = reason is CloseReason.DUPLICATE
    if is_duplicate:
        lock_family(question, duplicate_of_id)
    subject = _locked(actor, question)
    ensure(actor, needed_to_close(reason), question)
    if question.is_closed:
        raise Conflict(_l("This question is closed already."))
    if is_duplicate:
        mark_duplicate(actor, question, duplicate_of_id)
    who = roles_towards(actor, question, reason)
    move(actor, question, QuestionState.CLOSED, who, reason=reason, text=text)
    _settle_promise(actor, question, subject, reason, is_said=bool(text.strip()))
    record(
        QuestionClosed(
            question_id=question.id,
            actor_id=actor.member_id,
            reason=reason,
            historic=actor.is_historic,
        )
    )


def _locked(actor: Actor, question: Question) -> Subject:
    lock(question)
    subject = db.session.get_one(Subject, question.id)
    ensure_visible(actor, subject)
    return subject


def _settle_promise(
    actor: Actor, question: Question, subject: Subject, reason: CloseReason, *, is_said: bool
) -> None:
    # Whoever closes his own question waits for nobody any more, nor does he who stays silent.
    is_silent = reason is CloseReason.NO_REPLY and actor.is_system
    by_customer = is_silent or actor.is_author_of(question)
    knows = {
        CloseReason.DUPLICATE: by_customer or actor.is_of_team(subject.product_area_id),
        CloseReason.RESOLVED_ELSEWHERE: actor.is_staff,  # else only the asker knows that
    }
    void = VOIDED_BY[reason] if knows.get(reason) else None
    if by_customer:
        void = void or VoidReason.WITHDRAWN
    if void is not None:
        void_promises(question.id, void, question.state_changed_at, by_customer=by_customer)
    elif actor.is_of_team(subject.product_area_id):
        if is_said:  # who closes it without a word has answered nothing
            end_first_response(question.id, EndedBy.TEAM, ended_by_id=actor.member_id)
        settle_clocks(question)
        void_promises(question.id, VoidReason.WITHDRAWN, question.state_changed_at)


def confirm_duplicate(actor: Actor, question: Question) -> None:
    """The team agrees with a customer that the question was asked before: nothing is owed on it any more."""
    subject = _locked(actor, question)
    ensure(actor, Permission.QUESTION_MARK_DUPLICATE, question)
    if not actor.is_of_team(subject.product_area_id):
        raise NotAllowed(_l("Only the team says that nothing is owed here."))
    if question.close_reason is not CloseReason.DUPLICATE:
        raise Conflict(_l("This question is no duplicate any more."))
    void_promises(question.id, VoidReason.DUPLICATE)
    if actor.member_id is not None:
        record(DuplicateConfirmed(question_id=question.id, actor_id=actor.member_id))


def reopen(actor: Actor, question: Question) -> None:
    """Let a closed or archived question take answers again; its state follows from the answers it has."""
    lock_family(question)
    _locked(actor, question)
    reason = question.close_reason
    ensure(actor, needed_to_close(reason), question)
    if question.state not in (QuestionState.CLOSED, QuestionState.ARCHIVED):
        raise Conflict(_l("This question is not closed."))
    _open_again(actor, question, roles_towards(actor, question, reason))


def _open_again(
    actor: Actor, question: Question, who: frozenset[Who], *, by_edit: bool = False
) -> None:
    was_closed = question.is_closed
    move(actor, question, _state_of(question), who, by_edit=by_edit)
    unmark_duplicate(question)
    if was_closed and actor.member_id is not None:
        record(QuestionReopened(question_id=question.id, actor_id=actor.member_id))
    if was_closed and not actor.is_historic:
        owe_again(question)
    resume_promises(question.id)


def _state_of(question: Question) -> QuestionState:
    return state_of_answers(question.answer_count, has_accepted=question.is_solved)


def ask_for_information(actor: Actor, question: Question, text: str) -> None:
    """Staff need to know more: the clock stands still until the asker replies."""
    subject = _locked(actor, question)
    if question.state is QuestionState.NEEDS_INFO:
        raise Conflict(_l("The asker was asked meanwhile. Look at what is missing already."))
    move(actor, question, QuestionState.NEEDS_INFO, roles_towards(actor, question), text=text)
    if not actor.is_author_of(question):
        end_first_response(question.id, EndedBy.TEAM, ended_by_id=actor.member_id)
    settle_clocks(question)
    pause_promises(subject.id, PauseReason.NEEDS_INFO)
    if actor.member_id is not None:
        record(
            InformationAsked(
                question_id=question.id, actor_id=actor.member_id, historic=actor.is_historic
            )
        )


def need_no_information(actor: Actor, question: Question) -> None:
    """Staff asked by mistake, or found it out: the clocks run on, but for one that waits over an answer of the team."""
    _locked(actor, question)
    ensure(actor, Permission.DESK_QUESTIONS, question)
    if question.state is not QuestionState.NEEDS_INFO:
        raise Conflict(_l("The team waits for nothing here any more."))
    settle_clocks(question)  # what the asker wrote meanwhile counts from when he wrote it
    move(actor, question, _state_of(question), roles_towards(actor, question))
    resume_promises(question.id, kinds=RESPONSES)
    run_on_unasked(question)
    if actor.member_id is not None:
        record(QuestionReopened(question_id=question.id, actor_id=actor.member_id))


def reopen_by_edit(actor: Actor, question: Question) -> None:
    """The asker of a locked question changed it: where the team waited for him, that is his reply."""
    waits = question.state is QuestionState.NEEDS_INFO
    if actor.is_author_of(question) and (waits or question.close_reason is CloseReason.NO_REPLY):
        _open_again(actor, question, frozenset({Who.ASKER}), by_edit=True)
        settle_clocks(question)


def reopen_by_reply(actor: Actor, question: Question) -> None:
    """The asker of a locked question replied: what waited for him, slept or was closed over his silence goes on."""
    silent = question.close_reason is CloseReason.NO_REPLY
    if (
        question.state is QuestionState.NEEDS_INFO
        or question.state is QuestionState.ARCHIVED
        or silent
    ):
        _open_again(actor, question, frozenset({Who.ASKER}))


def archive(actor: Actor, question_id: int) -> None:
    """Put a question away that nobody touched for long; a reply by its asker wakes it."""
    question = get_locked(Question, question_id)
    move(actor, question, QuestionState.ARCHIVED, roles_towards(actor, question))
