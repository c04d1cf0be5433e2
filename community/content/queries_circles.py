"""Reads of circles: which there are, which of them somebody is inside, and who else is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select, union

from community.accounts.models import Member, MemberCapability, MemberRole
from community.accounts.queries import Person, list_people
from community.content.models import ProductArea, ProductAreaOwner
from community.content.models_circles import Circle
from community.core.clock import now
from community.core.db import db
from community.core.errors import NotFound
from community.core.kept import kept
from community.policies.actor import CIRCLE, Actor, Role

PEOPLE_SHOWN = 200


@dataclass(frozen=True)
class CircleRow:
    """A circle with its product area; `audience_id` is what all that stands in it points at."""

    area_id: int
    audience_id: int
    key: str
    name: Mapping[str, str]


def list_circles() -> list[CircleRow]:
    """All circles in the order of their areas: one statement, none while nothing changes."""
    return kept("circles", _read_circles)


def _read_circles() -> list[CircleRow]:
    statement = (
        select(Circle.product_area_id, Circle.audience_id, ProductArea.key, ProductArea.name)
        .join(ProductArea, ProductArea.id == Circle.product_area_id)
        .order_by(ProductArea.position, ProductArea.id)
    )
    return [CircleRow(*row) for row in db.session.execute(statement)]


def list_circles_of(actor: Actor) -> list[CircleRow]:
    """The circles that the actor is inside now; no statement for those who cannot be in any."""
    if not may_be_inside(actor):
        return []
    return [one for one in list_circles() if one.audience_id in actor.audience_ids]


def may_be_inside(actor: Actor) -> bool:
    """Whether the actor can be inside any circle at all: staff, and who holds the capability somewhere."""
    held = any(name == CIRCLE for name, _area in actor.capabilities)
    return actor.is_member and not actor.is_suspended and (held or actor.is_staff)


def get_circle(actor: Actor, key: str) -> CircleRow:
    """The circle of the area with this key; NotFound for everybody who is not inside."""
    found = next((one for one in list_circles_of(actor) if one.key == key), None)
    if found is None:
        raise NotFound
    return found


def find_circle_of_area(actor: Actor, area_id: int | None) -> CircleRow | None:
    """The circle of an area, for those inside."""
    return next((one for one in list_circles_of(actor) if one.area_id == area_id), None)


def find_circle_with(audience_id: int) -> CircleRow | None:
    """The circle whose audience this is."""
    return next((one for one in list_circles() if one.audience_id == audience_id), None)


def holders_of(area_id: int | None = None) -> Any:
    """(member, area) of those whose badges let them into a circle now, by whichever of several grants."""
    statement: Any = (
        select(MemberCapability.member_id, Circle.product_area_id)
        .select_from(MemberCapability)
        .join(
            Circle,
            or_(
                MemberCapability.product_area_id == Circle.product_area_id,
                MemberCapability.product_area_id.is_(None),
            ),
        )
        .where(MemberCapability.capability == CIRCLE)
        .where(or_(MemberCapability.until.is_(None), MemberCapability.until > now()))
        .distinct()
    )
    return statement if area_id is None else statement.where(Circle.product_area_id == area_id)


def keepers_of(area_id: int) -> Any:
    """The members of the team who are inside a circle: product managers, administrators, the area's owners."""
    by_role = select(MemberRole.member_id).where(
        MemberRole.role.in_((Role.PRODUCT_MANAGER, Role.ADMIN))
    )
    owners = (
        select(ProductAreaOwner.member_id)
        .join(MemberRole, MemberRole.member_id == ProductAreaOwner.member_id)
        .where(ProductAreaOwner.product_area_id == area_id)
    )
    return union(by_role, owners)


@dataclass(frozen=True)
class People:
    """Who is in a circle: experts by their badges, and the team."""

    experts: list[Person]
    team: list[Person]


def list_people_of(circle: CircleRow) -> People:
    """Who is inside now, by name, each once; three statements."""
    held = holders_of(circle.area_id).with_only_columns(MemberCapability.member_id)
    experts, team = _living(held), _living(keepers_of(circle.area_id))
    people = list_people(experts | team)
    return People(_by_name(people, experts - team), _by_name(people, team))


def _living(ids: Any) -> set[int]:
    statement = select(Member.id).where(
        Member.id.in_(ids), Member.suspended_at.is_(None), Member.erased_at.is_(None)
    )
    return set(db.session.scalars(statement.order_by(Member.id).limit(PEOPLE_SHOWN)))


def _by_name(people: Mapping[int, Person], ids: Collection[int]) -> list[Person]:
    found = [person for key, person in people.items() if key in ids]
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))
