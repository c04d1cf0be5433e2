"""Reads of saved views: one's own and the team's, of the desks that one works at."""

from sqlalchemy import or_, select

from community.content.models_views import Desk, SavedView
from community.core.db import db
from community.core.errors import NotFound
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import can

SHOWN = 100
OPENED_BY = {Desk.IDEAS: Permission.IDEA_TRIAGE, Desk.QUESTIONS: Permission.DESK_QUESTIONS}


def list_views(actor: Actor, desk: Desk) -> list[SavedView]:
    """One's own views of a desk and those for the team, by name; one statement."""
    seen = or_(SavedView.owner_id == actor.member_id, SavedView.is_shared)
    statement = select(SavedView).where(SavedView.desk == desk, seen)
    return list(db.session.scalars(statement.order_by(SavedView.name, SavedView.id).limit(SHOWN)))


def get_view(actor: Actor, view_id: int) -> SavedView:
    """A view of one's desks that is one's own or the team's, else NotFound."""
    view = db.session.get(SavedView, view_id)
    if view is None or not can(actor, OPENED_BY[view.desk]):
        raise NotFound
    if not (view.is_shared or view.owner_id == actor.member_id):
        raise NotFound
    return view
