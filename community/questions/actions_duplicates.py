"""Questions that ask the same lead to one of them, so that nothing is a duplicate of a duplicate."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update

from community.content.actions import link
from community.content.actions_carried import carry_followers, lead_followers_back
from community.content.models import Link, LinkKind, Subject
from community.content.queries import ensure_visible
from community.core.db import db
from community.core.errors import Invalid
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.questions.models import Question


def lock_both(question: Question, other_id: int | None) -> None:
    """Lock a question and the one it is to lead to, always in the same order so that nobody waits in a ring."""
    for key in sorted({question.id, other_id or question.id}):
        db.session.get(Question, key, with_for_update=True, populate_existing=True)


def mark_duplicate(actor: Actor, question: Question, other_id: int | None) -> None:
    """Lead a locked question, its own duplicates and its followers to the root of the other one."""
    ensure(actor, Permission.QUESTION_MARK_DUPLICATE, question)
    root_id = _root_of(actor, question, other_id)
    question.duplicate_of_id = root_id
    link(actor, question.id, root_id, LinkKind.DUPLICATE_OF)
    _lead_beneath(question.id, root_id)
    if not actor.is_historic:
        carry_followers(question.id, root_id)


def _root_of(actor: Actor, question: Question, other_id: int | None) -> int:
    """The question that is meant, followed to its own root; what the actor does not see reads as no question."""
    other = db.session.get(Question, other_id) if other_id else None
    if other is not None and other.duplicate_of_id is not None:
        lock_both(other, other.duplicate_of_id)
        other = db.session.get(Question, other.duplicate_of_id)
    if other is None or other.id == question.id:
        raise Invalid(
            _l("Please give the address or the number of the other question."), field="duplicate_of"
        )
    ensure_visible(actor, db.session.get_one(Subject, other.id))
    return other.id


def unmark_duplicate(question: Question) -> None:
    """Let a locked question stand for itself again, with its own duplicates, and lead back whom the merge led on."""
    root_id = question.duplicate_of_id
    if root_id is None:
        return
    gone = delete(Link).where(Link.from_id == question.id, Link.kind == LinkKind.DUPLICATE_OF)
    db.session.execute(gone)
    question.duplicate_of_id = None
    _lead_beneath(question.id, question.id)
    lead_followers_back(question.id, root_id)


def _lead_beneath(question_id: int, root_id: int) -> None:
    """The links say what was marked as what; `duplicate_of_id` is where they lead in the end."""
    ids = [question_id]
    while ids:
        marked = select(Link.from_id).where(
            Link.to_id.in_(ids), Link.kind == LinkKind.DUPLICATE_OF, Link.from_id != root_id
        )
        ids = list(db.session.scalars(marked))
        lead = update(Question).where(Question.id.in_(ids)).values(duplicate_of_id=root_id)
        if ids:
            db.session.execute(lead)
