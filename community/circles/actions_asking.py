"""What people of a circle do in a live hour: ask, vote, take back; and what its host does: answer, take out."""

from flask_babel import lazy_gettext as _l

from community.circles.actions_hours import OVER, follow_hour
from community.circles.models import HourQuestion, HourState, LiveHour
from community.content import actions as content
from community.content.models import Subject, SubjectKind, Visibility, VoteKind
from community.content.prose import Prose
from community.content.queries import ensure_visible
from community.core.clock import now
from community.core.db import db, get_locked, lock
from community.core.errors import Conflict, Invalid
from community.core.outbox import record
from community.events import HourQuestionAnswered
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure

TEXT_LENGTH = (8, 500)


def ask(actor: Actor, hour: LiveHour, text: str, *, lang: str) -> HourQuestion:
    """A question for the hour, before it or while it lasts; whoever asks follows the hour."""
    asked_in = _lock(actor, hour)
    if not hour.takes_questions_at(now()):
        raise Invalid(_l("This live hour takes no more questions."), field="text")
    low, high = TEXT_LENGTH
    if not low <= len(text.strip()) <= high:
        words = _l("Ask in %(low)s to %(high)s characters.", low=low, high=high)
        raise Invalid(words, field="text")
    content.require(text, "text")
    subject = content.new_subject(
        actor,
        SubjectKind.HOUR_QUESTION,
        lang=lang,
        audience_id=asked_in.audience_id,
        product_area_id=hour.product_area_id,
    )
    question = HourQuestion(id=subject.id, hour_id=hour.id, author_id=subject.author_id)
    question.text, question.vote_count = text.strip(), 0
    db.session.add(question)
    hour.revision += 1
    follow_hour(actor, hour)
    return question


def vote(actor: Actor, hour: LiveHour, question: HourQuestion) -> bool:
    """Want to hear the answer too, once; False when one had said so."""
    _lock(actor, hour)
    _check_open(hour)
    subject = _lock_question(actor, question)
    if actor.is_author_of(question):
        raise Conflict(_l("It is your own question: others can vote for it."))
    fresh = content.cast_vote(
        actor, subject, VoteKind.SAME_QUESTION, counter=HourQuestion.vote_count
    )
    if fresh:
        hour.revision += 1
        follow_hour(actor, hour)
    return fresh


def withdraw_vote(actor: Actor, hour: LiveHour, question: HourQuestion) -> bool:
    """Take one's vote back; False when there was none."""
    _lock(actor, hour)
    _check_open(hour)
    subject = _lock_question(actor, question)
    gone = content.withdraw_vote(
        actor, subject, VoteKind.SAME_QUESTION, counter=HourQuestion.vote_count
    )
    if gone:
        hour.revision += 1
    return gone


def answer(actor: Actor, hour: LiveHour, question: HourQuestion, prose: Prose) -> None:
    """Answer a question while the hour lasts, or change the answer; whoever asked is told once."""
    _lock(actor, hour)
    ensure(actor, Permission.LIVE_HOUR_ANSWER, hour)
    if not hour.takes_answers_at(now()):
        words = _l("Questions are answered once the hour has begun.")
        raise Invalid(words if hour.state_at(now()) is HourState.PLANNED else OVER, field="body")
    _lock_question(actor, question)
    content.require(prose.body, "body")
    is_first = not question.is_answered
    question.answer_body, question.answer_html = prose.body, prose.html
    question.renderer_version = prose.renderer_version
    hour.revision += 1
    if is_first:
        question.answered_at, question.answered_by_id = now(), actor.member_id
        record(
            HourQuestionAnswered(
                question_id=question.id, hour_id=hour.id, actor_id=actor.member_id or 0
            )
        )


def take_back(actor: Actor, hour: LiveHour, question: HourQuestion) -> None:
    """Take one's own question back while nobody has answered it and the hour is not over."""
    _lock(actor, hour)
    _check_open(hour)
    subject = _lock_question(actor, question)
    ensure(actor, Permission.HOUR_QUESTION_REMOVE, question)
    content.change_visibility(actor, subject, Visibility.DELETED)
    hour.revision += 1


def take_out(actor: Actor, hour: LiveHour, question: HourQuestion, reason: str) -> None:
    """Take a question out of the hour, also of its record; its author is told why."""
    _lock(actor, hour)
    ensure(actor, Permission.LIVE_HOUR_ANSWER, hour)
    subject = _lock_question(actor, question)
    content.require(reason, "reason")
    content.change_visibility(actor, subject, Visibility.HIDDEN, reason)
    hour.revision += 1


def _lock(actor: Actor, hour: LiveHour) -> Subject:
    """The subject of a locked hour that the actor sees from inside its circle."""
    lock(hour)
    subject = get_locked(Subject, hour.id)
    ensure_visible(actor, subject)
    ensure(actor, Permission.CIRCLE_TAKE_PART, subject)
    return subject


def _lock_question(actor: Actor, question: HourQuestion) -> Subject:
    lock(question)
    subject = get_locked(Subject, question.id)
    ensure_visible(actor, subject)
    return subject


def _check_open(hour: LiveHour) -> None:
    state = hour.state_at(now())
    if state is HourState.CANCELLED:
        raise Conflict(_l("This live hour is cancelled."))
    if not hour.takes_questions_at(now()):
        raise Conflict(OVER)
