"""Questions that ask the same lead to one of them, so that nothing is a duplicate of a duplicate."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update

from community.content.actions import link
from community.content.actions_carried import carry_followers, lead_followers_back
from community.content.models import Link, LinkKind, Subject
from community.content.queries import sees
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
    other = _seen(actor, other_id)
    if other is not None and other.duplicate_of_id is not None:
        lock_both(other, other.duplicate_of_id)
        other = _seen(actor, other.duplicate_of_id)
    if other is None or other.id == question.id:
        raise Invalid(
            _l("Please give the address or the number of the other question."), field="duplicate_of"
        )
    return other.id


def _seen(actor: Actor, key: int | None) -> Question | None:
    """The question if the actor sees it: where one leads that he does not see would tell of it."""
    found = db.session.get(Question, key) if key else None
    return found if found and sees(actor, db.session.get_one(Subject, found.id)) else None


def unmark_duplicate(question: Question) -> None:
    """Let a locked question stand for itself again, with its own duplicates, and lead back whom the merge led on."""
    root_id = question.duplicate_of_id
    if root_id is None:
        return
    said = select(Link.to_id).where(Link.from_id == question.id, Link.kind == LinkKind.DUPLICATE_OF)
    led_to = {root_id, *db.session.scalars(said)}
    gone = delete(Link).where(Link.from_id == question.id, Link.kind == LinkKind.DUPLICATE_OF)
    db.session.execute(gone)
    question.duplicate_of_id = None
    _lead_beneath(question.id, question.id)
    for one in sorted(led_to):
        lead_followers_back(question.id, one)


def _lead_beneath(question_id: int, root_id: int) -> None:
    """The links say what was marked as what; `duplicate_of_id` is where they lead in the end."""
    ids = [question_id]
    while ids:
        marked = select(Link.from_id).where(
            Link.to_id.in_(ids), Link.kind == LinkKind.DUPLICATE_OF, Link.from_id != root_id
        )
        ids = list(db.session.scalars(marked))
        # What was opened again meanwhile stands for itself.
        led = (Question.id.in_(ids), Question.duplicate_of_id.is_not(None))
        lead = update(Question).where(*led).values(duplicate_of_id=root_id)
        if ids:
            db.session.execute(lead)
