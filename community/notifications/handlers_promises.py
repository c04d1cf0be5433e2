"""What becomes of a promise is told, each step once: to the team while it runs, to the customer when it ended."""

from typing import Any

from sqlalchemy import select

from community.core.clock import now
from community.core.db import db
from community.core.markup import excerpt
from community.events import (
    OfPromise,
    PromiseEscalated,
    PromiseMet,
    PromiseMissed,
    PromiseNoted,
    PromiseRaised,
    PromiseThanked,
    PromiseWarned,
    SeverityChanged,
)
from community.notifications.actions import tell
from community.notifications.kinds import Kind
from community.notifications.threads import find_thread
from community.questions.models import Question
from community.questions.models_severity import SeverityChange
from community.questions.queries_replies import find_last_of_staff
from community.service_levels.models import Promise, PromiseState
from community.service_levels.models_words import MissNote, PromiseThanks


def tell_of_warning(event: PromiseWarned) -> None:
    """A promise in danger concerns whoever is answering, else whoever of the team wrote last, else the agents."""
    _tell_holder(f"PromiseWarned:{event.promise_id}", Kind.PROMISE_WARNED, event)


def tell_of_raise(event: PromiseRaised) -> None:
    """A sooner deadline concerns the same people, as long as an answer is owed."""
    promise = db.session.get(Promise, event.promise_id)
    if promise is not None and promise.ended_at is None and promise.voided_at is None:
        _tell_holder(f"PromiseRaised:{event.promise_id}", Kind.PROMISE_RAISED, event)


def _tell_holder(source: str, kind: Kind, event: OfPromise) -> None:
    question = db.session.get(Question, event.subject_id)
    holder_id = None
    if question is not None:
        holder_id = question.holder_at(now()) or find_last_of_staff(question)
    _tell(source, kind, event, **({"member_id": holder_id} if holder_id else {}))


def tell_of_escalation(event: PromiseEscalated) -> None:
    """A promise in great danger concerns whoever leads the area; what ended meanwhile concerns nobody."""
    promise = db.session.get(Promise, event.promise_id)
    if promise is not None and promise.ended_at is None and promise.voided_at is None:
        _tell(f"PromiseEscalated:{event.promise_id}", Kind.PROMISE_ESCALATED, event)


def tell_of_miss(event: PromiseMissed) -> None:
    """A missed promise concerns the agents and whoever leads the area."""
    _tell(f"PromiseMissed:{event.promise_id}", Kind.PROMISE_MISSED, event)


def tell_of_more(event: PromiseMet) -> None:
    """That it was more than promised concerns the customer."""
    promise = db.session.get(Promise, event.promise_id)
    if promise is None or promise.state is not PromiseState.EXCEEDED or not promise.author_id:
        return
    words = {"member_id": promise.author_id, "path": _page_of(promise)}
    source = f"PromiseExceeded:{event.promise_id}"
    _tell(source, Kind.PROMISE_EXCEEDED, event, by=promise.ended_by_id, **words)


def tell_of_thanks(event: PromiseThanked) -> None:
    """Thanks concern whoever answered."""
    promise = db.session.get(Promise, event.promise_id)
    thanks = db.session.get(PromiseThanks, event.promise_id)
    if promise is None or thanks is None or not promise.ended_by_id:
        return
    words = {"member_id": promise.ended_by_id, "path": _page_of(promise)}
    source = f"PromiseThanked:{event.promise_id}"
    _tell(source, Kind.PROMISE_THANKED, event, by=thanks.member_id, **words)


def tell_of_note(event: PromiseNoted) -> None:
    """Why a promise was missed concerns the customer, once."""
    promise = db.session.get(Promise, event.promise_id)
    note = db.session.get(MissNote, event.promise_id)
    if promise is None or note is None or not promise.author_id:
        return
    words = {"member_id": promise.author_id, "path": _page_of(promise)}
    words["excerpt"] = excerpt(f"{note.happened} {note.next_steps}")
    _tell(f"PromiseNoted:{event.promise_id}", Kind.PROMISE_NOTED, event, by=note.author_id, **words)


def tell_of_severity(event: SeverityChanged) -> None:
    """Another severity concerns the asker, with the reason."""
    question = db.session.get(Question, event.question_id)
    newest = select(SeverityChange).where(SeverityChange.question_id == event.question_id)
    row = db.session.scalars(newest.order_by(SeverityChange.id.desc()).limit(1)).first()
    thread = find_thread(event.question_id)
    if question is None or row is None or thread is None or not question.author_id:
        return
    words: dict[str, Any] = {"title": thread.title, "path": thread.path, "excerpt": row.reason}
    tell(
        f"SeverityChanged:{row.id}",
        Kind.SEVERITY_CHANGED,
        subject_id=question.id,
        thread_id=question.id,
        actor_id=row.actor_id,
        words=words | {"member_id": question.author_id},
    )


def _page_of(promise: Promise) -> str:
    return f"/promises/{promise.id}"


def _tell(
    source: str, kind: Kind, event: OfPromise, *, by: int | None = None, **words: Any
) -> None:
    thread = find_thread(event.subject_id)
    if thread is None:
        return
    tell(
        source,
        kind,
        subject_id=event.subject_id,
        thread_id=thread.id,
        actor_id=by,
        words={"title": thread.title, "path": thread.path} | words,
    )
