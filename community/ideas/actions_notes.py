"""What the team does with an idea among itself: notes, and whose work it is."""

from flask_babel import lazy_gettext as _l

from community.accounts.queries_members import roles_of
from community.content import actions as content
from community.content.prose import Prose
from community.core.clock import now
from community.core.db import db, lock
from community.core.errors import Invalid
from community.core.outbox import record
from community.events import IdeaAssigned
from community.ideas.models import Idea
from community.ideas.models_life import InternalNote
from community.policies.actor import Actor, Role
from community.policies.permission import Permission
from community.policies.registry import ensure


def add_note(actor: Actor, idea: Idea, prose: Prose) -> InternalNote:
    """Say something about an idea that the team alone reads."""
    lock(idea)
    ensure(actor, Permission.IDEA_NOTE, idea)
    content.require(prose.body, "body")
    note = InternalNote(idea_id=idea.id, author_id=actor.member_id)
    note.body, note.html, note.renderer_version = prose.body, prose.html, prose.renderer_version
    note.created_at = now()
    db.session.add(note)
    return note


def remove_note(actor: Actor, note: InternalNote) -> None:
    """Take an internal note away for good."""
    lock(note)
    ensure(actor, Permission.IDEA_NOTE_REMOVE, note)
    db.session.delete(note)


def assign(actor: Actor, idea: Idea, member_id: int | None) -> None:
    """Say whose work an idea is: a product manager's or, with None, nobody's. Whoever gets it is told."""
    lock(idea)
    ensure(actor, Permission.IDEA_TRIAGE, idea)
    if idea.assignee_id == member_id:
        return
    if member_id is not None and not _decides(member_id):
        raise Invalid(_l("Please choose a product manager."), field="assignee")
    idea.assignee_id = member_id
    if member_id is not None:
        record(
            IdeaAssigned(
                idea_id=idea.id,
                actor_id=actor.member_id or 0,
                assignee_id=member_id,
                at=now().isoformat(),
            )
        )


def _decides(member_id: int) -> bool:
    held = roles_of([member_id]).get(member_id, ())
    return bool({Role.PRODUCT_MANAGER, Role.ADMIN} & set(held))
