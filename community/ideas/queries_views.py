"""Reads of saved views: one's own and the team's."""

from sqlalchemy import or_, select

from community.core.db import db
from community.core.errors import NotFound
from community.ideas.models_triage import IdeaView
from community.policies.actor import Actor

SHOWN = 100


def list_views(actor: Actor) -> list[IdeaView]:
    """One's own views and those for the team, by name; one statement."""
    seen = or_(IdeaView.owner_id == actor.member_id, IdeaView.is_shared)
    statement = select(IdeaView).where(seen).order_by(IdeaView.name, IdeaView.id)
    return list(db.session.scalars(statement.limit(SHOWN)))


def get_view(actor: Actor, view_id: int) -> IdeaView:
    """A view that is one's own or the team's, else NotFound."""
    view = db.session.get(IdeaView, view_id)
    if view is None or not (view.is_shared or view.owner_id == actor.member_id):
        raise NotFound
    return view
