"""Questions that ask the same lead to one of them, so that nothing is a duplicate of a duplicate."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update

from community.content.actions import link
from community.content.actions_carried import carry_followers, lead_followers_back
from community.content.models import Link, LinkKind, Subject
from community.content.queries import sees
from community.content.queries_audiences import all_see
from community.core.db import db
from community.core.errors import Conflict, Invalid
from community.core.locking import lock_found
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.questions.models import Question


def lock_family(question: Question, other_id: int | None = None) -> None:
    """Lock a question with all that leads to it, and where it and the other one lead; before any other lock."""
    if not lock_found(Question, lambda: _family(question.id, other_id)):
        raise Conflict(_l("Others are just changing this. Please try again in a minute."))


def _family(question_id: int, other_id: int | None) -> set[int]:
    asked = {question_id, other_id or question_id}
    root_ids = select(Question.duplicate_of_id).where(Question.id.in_(asked))
    roots = {one for one in db.session.scalars(root_ids) if one is not None}
    return asked | roots | _list_beneath(question_id)


def mark_duplicate(actor: Actor, question: Question, other_id: int | None) -> None:
    """Lead a locked question, its own duplicates and its followers to the root of the other one."""
    ensure(actor, Permission.QUESTION_MARK_DUPLICATE, question)
    root_id = _root_of(actor, question, other_id)
    _check_readers(question.id, root_id)
    question.duplicate_of_id = root_id
    link(actor, question.id, root_id, LinkKind.DUPLICATE_OF)
    _lead_beneath(question.id, root_id)
    if not actor.is_historic:
        carry_followers(question.id, root_id)


def _root_of(actor: Actor, question: Question, other_id: int | None) -> int:
    """The question that is meant, followed to its own root; what the actor does not see reads as no question."""
    other = _seen(actor, other_id)
    if other is not None and other.duplicate_of_id is not None:
        other = _seen(actor, other.duplicate_of_id)
    if other is None or other.id == question.id:
        raise Invalid(
            _l("Please give the address or the number of the other question."), field="duplicate_of"
        )
    return other.id


def _check_readers(question_id: int, root_id: int) -> None:
    """Invalid where somebody who reads a question would be led to one that he may not see."""
    here, there = (db.session.get_one(Subject, key) for key in (question_id, root_id))
    if not (there.is_visible and all_see(here.audience_id, there.audience_id)):
        raise Invalid(
            _l("Not everybody who reads this question may see that one, so it cannot lead there."),
            field="duplicate_of",
        )


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
    beneath = _list_beneath(question_id)
    if beneath:
        # What was opened again meanwhile stands for itself.
        led = (Question.id.in_(beneath), Question.duplicate_of_id.is_not(None))
        db.session.execute(update(Question).where(*led).values(duplicate_of_id=root_id))


def _list_beneath(question_id: int) -> set[int]:
    """What was marked as a duplicate of this question, or of one that was."""
    found, ids = {question_id}, {question_id}
    while ids:
        marked = select(Link.from_id).where(Link.to_id.in_(ids), Link.kind == LinkKind.DUPLICATE_OF)
        ids = set(db.session.scalars(marked)) - found
        found |= ids
    return found - {question_id}
