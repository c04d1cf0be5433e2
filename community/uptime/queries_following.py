"""What a member follows of the status page, for the page of all that he follows."""

from collections.abc import Collection, Mapping

from sqlalchemy import or_, select

from community.content.models import Follow, TargetKind
from community.content.queries import visible_to
from community.content.queries_follows import FollowRow, own_follows
from community.core.db import db
from community.policies.actor import Actor
from community.uptime.models import Component, Incident
from community.uptime.queries import EVERYTHING

Words = Mapping[str, str]


def list_followed_components(actor: Actor) -> list[tuple[Words | None, FollowRow]]:
    """The name of each component that the actor follows and sees; None where he follows all of them."""
    seen = Component.audience_id.in_(sorted(actor.audience_ids))
    statement = (
        own_follows(actor, TargetKind.COMPONENT)
        .outerjoin(Component, (Component.id == Follow.target_id) & seen)
        .where(or_(Component.id.is_not(None), Follow.target_id == EVERYTHING))
        .add_columns(Component.name)
        .order_by(Follow.created_at)
    )
    return [(name, FollowRow(*follow)) for *follow, name in db.session.execute(statement)]


def list_incident_titles(actor: Actor, ids: Collection[int]) -> dict[int, Words]:
    """The titles of those of these subjects that are incidents which the actor may read of."""
    statement = select(Incident.id, Incident.title).where(Incident.id.in_(ids))
    rows = db.session.execute(visible_to(statement, actor, Incident.id))
    return {row.id: row.title for row in rows}
