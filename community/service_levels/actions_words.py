"""What people say of a promise after it ended: thanks for more, and a word about a miss."""

from flask_babel import lazy_gettext as _l

from community.content.actions import require
from community.content.models import Subject
from community.content.queries import ensure_visible
from community.core.clock import now
from community.core.db import db, get_locked, insert_once
from community.core.errors import Conflict
from community.core.outbox import record
from community.events import PromiseNoted, PromiseThanked
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.service_levels.models import Promise, PromiseState
from community.service_levels.models_words import MAX_WORDS, MissNote, PromiseThanks

NOT_MISSED = _l("This promise was not missed.")


def thank(actor: Actor, promise_id: int) -> bool:
    """Say thanks for more than was promised; False when it was said before."""
    promise = _locked(actor, promise_id)
    ensure(actor, Permission.PROMISE_THANK, promise)
    if promise.state is not PromiseState.EXCEEDED:
        raise Conflict(_l("This was not more than promised."))
    fresh = insert_once(PromiseThanks, promise_id=promise.id, member_id=actor.member_id, at=now())
    if fresh:
        record(PromiseThanked(promise_id=promise.id, subject_id=promise.subject_id))
    return bool(fresh)


def note_miss(actor: Actor, promise_id: int, happened: str, next_steps: str) -> MissNote:
    """Say why a promise was missed and what happens now; said again, the words are replaced."""
    promise = _locked(actor, promise_id)
    ensure(actor, Permission.PROMISE_NOTE, promise)
    if promise.state is not PromiseState.MISSED:
        raise Conflict(NOT_MISSED)
    require(happened, "happened")
    require(next_steps, "next_steps")
    row = db.session.get(MissNote, promise.id)
    if row is None:
        row = MissNote(promise_id=promise.id)
        db.session.add(row)
    row.happened, row.next_steps = happened.strip()[:MAX_WORDS], next_steps.strip()[:MAX_WORDS]
    row.author_id, row.at = actor.member_id, now()
    record(PromiseNoted(promise_id=promise.id, subject_id=promise.subject_id))
    return row


def _locked(actor: Actor, promise_id: int) -> Promise:
    promise = get_locked(Promise, promise_id)
    ensure_visible(actor, db.session.get_one(Subject, promise.subject_id))
    return promise
