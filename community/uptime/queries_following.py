"""What a member follows of the status page, for the page of all that he follows."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import or_, select

from community.content.models import Follow, TargetKind
from community.content.queries import visible_to
from community.core.db import db
from community.policies.actor import Actor
from community.uptime.models import Component, Incident
from community.uptime.queries import EVERYTHING

Words = Mapping[str, str]


def list_followed_components(actor: Actor) -> list[tuple[Words | None, tuple[Any, ...]]]:
    """(name, the follow as (kind, key, state, since)) of each component; the name is None for all of them."""
    seen = Component.audience_id.in_(sorted(actor.audience_ids))
    statement = (
        select(
            Component.name,
            Follow.target_kind,
            Follow.target_id,
            Follow.state,
            Follow.created_at,
        )
        .select_from(Follow)
        .outerjoin(Component, (Component.id == Follow.target_id) & seen)
        .where(Follow.member_id == actor.member_id, Follow.target_kind == TargetKind.COMPONENT)
        .where(or_(Component.id.is_not(None), Follow.target_id == EVERYTHING))
        .order_by(Follow.created_at)
    )
    return [(row[0], tuple(row[1:])) for row in db.session.execute(statement)]


def list_incident_titles(actor: Actor, ids: Collection[int]) -> dict[int, Words]:
    """The titles of those of these subjects that are incidents which the actor may read of."""
    statement = select(Incident.id, Incident.title).where(Incident.id.in_(ids))
    rows = db.session.execute(visible_to(statement, actor, Incident.id))
    return {row.id: row.title for row in rows}
