"""What must follow, in the same transaction, when a question or an answer is hidden, removed, restored or released."""

from collections.abc import Collection

from sqlalchemy import func, or_, select

from community.content.actions_visibility import comments_on, marks_of, take_along
from community.content.models import Comment, Subject, SubjectKind, Visibility
from community.core.db import db, get_locked, lock
from community.core.outbox import record
from community.events import AnswerPosted, QuestionAsked
from community.policies.actor import SYSTEM, Actor
from community.questions.actions_clocks import owe_again_what_it_solved, settle_clocks
from community.questions.actions_promises import owe_again
from community.questions.actions_states import count_states, move
from community.questions.models import Answer, Question
from community.questions.states import QuestionState, Who, state_of_answers
from community.service_levels.actions import resume_promises, void_promises
from community.service_levels.models import VoidReason
from community.service_levels.terms import RESPONSES

FROM_ANSWERS = (
    QuestionState.OPEN,
    QuestionState.NEEDS_INFO,
    QuestionState.ANSWERED,
    QuestionState.SOLVED,
    QuestionState.ARCHIVED,
)


def lock_thread(subject: Subject) -> None:
    """Lock the question that this subject is or answers, before the subject itself: all writers take this order."""
    if subject.kind is SubjectKind.QUESTION:
        get_locked(Question, subject.id)
    elif subject.kind is SubjectKind.ANSWER:
        answer = db.session.get_one(Answer, subject.id)
        get_locked(Question, answer.question_id)
    lock(subject)


def settle(actor: Actor, subject: Subject, was: Visibility, *, is_first: bool) -> None:
    """Bring counters, state, promise and what lies beneath to match the subject's present visibility.

    Of what is seen for the first time it is told.
    """
    if subject.kind is SubjectKind.QUESTION:
        settle_question(actor, subject, was, is_first=is_first)
    elif subject.kind is SubjectKind.ANSWER:
        settle_answer(subject, is_first=is_first)


def settle_question(
    actor: Actor, subject: Subject, was: Visibility, *, is_first: bool = False
) -> None:
    """As settle, for a question: its answers and comments share its fate, and its promise ends with it."""
    question = get_locked(Question, subject.id)
    if was is Visibility.VISIBLE and not subject.is_visible:
        count_states(question, {question.state: -1})
    elif subject.is_visible and was is not Visibility.VISIBLE:
        count_states(question, {question.state: 1})
    if not subject.is_visible and subject.visibility is not Visibility.PENDING:
        by_asker = actor.is_author_of(question)
        reason = VoidReason.WITHDRAWN if by_asker else VoidReason.SPAM
        void_promises(question.id, reason, by_customer=by_asker)
    answers = select(Answer.id).where(Answer.question_id == question.id)
    comments = select(Comment.id).where(
        or_(Comment.on_id == question.id, Comment.on_id.in_(answers))
    )
    beneath = select(Subject.id).where(or_(Subject.id.in_(answers), Subject.id.in_(comments)))
    _announce_answers(take_along(subject, beneath))
    if subject.is_visible and was in (Visibility.HIDDEN, Visibility.DELETED):
        owe_again(question)
    if is_first and question.author_id is not None:
        record(QuestionAsked(question_id=question.id, actor_id=question.author_id))


def settle_answer(subject: Subject, *, is_first: bool = False) -> None:
    """As settle, for an answer: the question counts its visible answers, and an acceptance ends with its answer."""
    answer = db.session.get_one(Answer, subject.id)
    question = get_locked(Question, answer.question_id)
    if not subject.is_visible and question.accepted_answer_id == answer.id:
        forget_acceptance(question)
        if question.state is QuestionState.SOLVED:
            owe_again_what_it_solved(question)
    recount_answers(question, wakes=is_first)
    take_along(subject, comments_on(answer.id))
    if is_first:
        settle_clocks(question)
        _announce_answers([answer.id])


def _announce_answers(ids: Collection[int]) -> None:
    if not ids:
        return
    statement = select(Answer).where(Answer.id.in_(ids), Answer.author_id.is_not(None))
    for row in db.session.scalars(statement.order_by(Answer.id)):
        author_id = row.author_id or 0
        record(AnswerPosted(answer_id=row.id, question_id=row.question_id, actor_id=author_id))


def forget_acceptance(question: Question) -> None:
    """Take the mark *accepted* off a locked question."""
    question.accepted_answer_id = question.accepted_at = None
    question.accepted_by_id = question.accepted_version_id = None


def recount_answers(question: Question, *, wakes: bool = False) -> None:
    """Count the answers shown with a locked question; its state follows from them unless it is closed or archived.

    A new answer wakes an archived question, and one of which the asker was to tell more.
    """
    db.session.flush()  # the count below reads what was changed above
    visible = (
        select(func.count())
        .select_from(Answer)
        .join(Subject, Subject.id == Answer.id)
        .where(Answer.question_id == question.id)
        .where(
            or_(
                Subject.visibility == Visibility.VISIBLE,
                Subject.visibility_reason.in_(marks_of(question.id)),
            )
        )
    )
    question.answer_count = db.session.scalars(visible).one()
    _follow_answers(question, wakes=wakes)


def count_answer(question: Question) -> None:
    """One more visible answer to a locked question; its state follows as in `recount_answers`, and it wakes."""
    question.answer_count += 1
    _follow_answers(question, wakes=True)


def _follow_answers(question: Question, *, wakes: bool) -> None:
    was = question.state
    state = state_of_answers(question.answer_count, has_accepted=question.is_solved)
    asks_on = was is QuestionState.NEEDS_INFO and not wakes
    sleeps_on = was is QuestionState.ARCHIVED and not wakes
    if was not in FROM_ANSWERS or asks_on or sleeps_on:
        return
    move(SYSTEM, question, state, frozenset(Who))
    if was is QuestionState.NEEDS_INFO:
        resume_promises(question.id, kinds=RESPONSES)  # the solution follows who answered
    elif was is QuestionState.ARCHIVED or state is QuestionState.OPEN:
        resume_promises(question.id)  # nobody waits for the asker any more
