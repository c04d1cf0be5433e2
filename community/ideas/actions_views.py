"""Views of the table of ideas under a name."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from community.content import actions as content
from community.core.clock import now
from community.core.db import db, insert_once, lock
from community.core.errors import Conflict, Invalid, NotAllowed
from community.ideas.models_triage import IdeaView
from community.policies.actor import Actor, Role
from community.policies.permission import Permission
from community.policies.registry import ensure

MOST_VIEWS = 100


def save_view(actor: Actor, name: str, query: str, *, is_shared: bool) -> None:
    """Keep how one looks at the table, for oneself or for the team; Invalid for a name that one has already."""
    ensure(actor, Permission.IDEA_TRIAGE)
    content.require(name, "name")
    own = select(func.count()).select_from(IdeaView).where(IdeaView.owner_id == actor.member_id)
    if db.session.scalars(own).one() >= MOST_VIEWS:
        raise Conflict(_l("At most %(most)s views. Remove one first.", most=MOST_VIEWS))
    kept = {"name": name, "query": query, "is_shared": is_shared, "created_at": now()}
    if not insert_once(IdeaView, owner_id=actor.member_id, **kept):
        raise Invalid(_l("You have a view of this name already."), field="name")


def remove_view(actor: Actor, view: IdeaView) -> None:
    """Keep a view no longer: one's own, or as an administrator any of the team's."""
    lock(view)
    ensure(actor, Permission.IDEA_TRIAGE)
    if view.owner_id != actor.member_id and not (view.is_shared and actor.has(Role.ADMIN)):
        raise NotAllowed(_l("Only who made a view, or an administrator, removes it."))
    db.session.delete(view)
