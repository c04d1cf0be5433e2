"""Which audiences somebody is in: those that hold one of his grants, and the circles of areas that he looks after."""

from typing import Any

from sqlalchemy import ColumnElement, bindparam, select, union

from community.content.models import Audience, AudienceGrant, ProductAreaOwner, Subject
from community.content.models_circles import Circle
from community.core.db import db
from community.policies.actor import Actor

# Everybody, or every member, is in these.
OPEN_AUDIENCES = ("public", "members")


def is_open(subject: Subject) -> bool:
    """Whether a visible subject is for everybody, or for every member: none of them need be asked about."""
    audience = db.session.get(Audience, subject.audience_id)
    return audience is not None and audience.key in OPEN_AUDIENCES


def all_see(readers: int, target: int) -> bool:
    """Whether all who read the one audience also belong to the other."""
    if readers == target:
        return True
    statement = select(AudienceGrant.audience_id, AudienceGrant.grant).where(
        AudienceGrant.audience_id.in_((readers, target))
    )
    grants: dict[int, set[str]] = {readers: set(), target: set()}
    for audience_id, grant in db.session.execute(statement):
        grants[audience_id].add(grant)
    open_to = grants[target]
    members = "members" in open_to and "public" not in grants[readers]
    return "public" in open_to or members or grants[readers] <= open_to


def owner_of(actor: Actor) -> int:
    """Whose product areas open their circles to this actor: his own if he is of the team, else nobody's."""
    in_team = actor.is_staff and actor.is_person and not actor.is_suspended
    return (actor.member_id or 0) if in_team else 0


def audiences_of(holds: ColumnElement[bool]) -> Any:
    """Statement of the audiences with a grant that `holds`, and of the circles of areas that `:owner` looks after."""
    owned = select(Circle.audience_id).join(
        ProductAreaOwner, ProductAreaOwner.product_area_id == Circle.product_area_id
    )
    by_grant = select(AudienceGrant.audience_id).where(holds)
    owner = bindparam("owner", type_=ProductAreaOwner.member_id.type)
    return union(by_grant, owned.where(ProductAreaOwner.member_id == owner))


# Asked on every request, so it is put together once.
AUDIENCES_OF = audiences_of(AudienceGrant.grant.in_(bindparam("grants", expanding=True)))
