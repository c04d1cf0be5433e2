"""Who acts: what rules know of a person, resolved once a request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from community.policies.standing import Privilege


class Role(StrEnum):
    """What the company made of a member; anything but `member` is staff."""

    MEMBER = "member"
    AGENT = "agent"
    EDITOR = "editor"
    PRODUCT_MANAGER = "product_manager"
    MODERATOR = "moderator"
    ADMIN = "admin"


STAFF_ROLES = frozenset(Role) - {Role.MEMBER}
PUBLIC_AUDIENCE_ID = 1
CIRCLE, ALL_CIRCLES = "circle", "circle:all"


def circle_of(area_id: int) -> str:
    """The grant of those inside the circle of this product area."""
    return f"{CIRCLE}:{area_id}"


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A visitor, a member, or the portal itself; rules see nothing else of him."""

    member_id: int | None = None
    handle: str = ""
    name: str = ""
    roles: frozenset[Role] = frozenset()
    level: int = 0
    reputation: int = 0
    # What his reputation opens under the settings in force; rules ask this, never the points.
    privileges: frozenset[Privilege] = frozenset()
    # (capability, product area id or None for everywhere)
    capabilities: frozenset[tuple[str, int | None]] = frozenset()
    # organisation id → name, newest membership last
    organisations: Mapping[int, str] = field(default_factory=dict)
    plan_keys: frozenset[str] = frozenset()
    segment_keys: frozenset[str] = frozenset()
    audience_ids: frozenset[int] = frozenset({PUBLIC_AUDIENCE_ID})
    locale: str = "en"
    time_zone: str = "UTC"
    is_suspended: bool = False
    is_system: bool = False
    # A historic actor imports the past: his events are told to nobody.
    is_historic: bool = False
    unread: int = 0
    picture_key: str | None = None

    @property
    def is_member(self) -> bool:
        """Somebody signed in."""
        return self.member_id is not None

    @property
    def is_person(self) -> bool:
        """One certain member, who has votes and posts of his own; a stand-in for many has none."""
        return self.is_member

    @property
    def is_visitor(self) -> bool:
        """Nobody signed in."""
        return not self.is_member and not self.is_system

    @property
    def is_staff(self) -> bool:
        """Whether the company gave this person any role but `member`."""
        return self.is_system or bool(self.roles & STAFF_ROLES)

    def has(self, *roles: Role) -> bool:
        """Whether the actor holds one of these roles; administrators and the portal itself hold all."""
        return self.is_system or Role.ADMIN in self.roles or bool(self.roles & set(roles))

    def can_in(self, capability: str, product_area_id: int | None) -> bool:
        """Whether a badge granted this capability, everywhere or in this area."""
        return (capability, None) in self.capabilities or (
            capability,
            product_area_id,
        ) in self.capabilities

    def is_of_team(self, product_area_id: int | None) -> bool:
        """Whether what he says about the area is the company's word: a person of staff, or an expert of the area."""
        is_ours = self.is_staff or self.can_in("verify", product_area_id)
        return self.is_member and is_ours  # the portal holds every role and is no one of us

    def is_author_of(self, thing: object) -> bool:
        """Whether this person wrote the thing."""
        return self.is_member and getattr(thing, "author_id", None) == self.member_id

    @property
    def grants(self) -> tuple[str, ...]:
        """The audience grants that this person holds, as audiences spell them."""
        return grants_of(self)


def grants_of(actor: Actor) -> tuple[str, ...]:
    """public, members, plan:x, segment:x, organisation:x, circle:x, power_users, staff: those that hold.

    Product managers and administrators hold `circle:all`, which each circle's audience names beside its own; so does
    whoever was granted the capability everywhere. Owners of an area are added where audiences are found (`content`).
    """
    held = ["public"]
    if not actor.is_visitor and not actor.is_suspended:
        held.append("members")
        held += [f"plan:{key}" for key in sorted(actor.plan_keys)]
        held += [f"segment:{key}" for key in sorted(actor.segment_keys)]
        held += [f"organisation:{key}" for key in sorted(actor.organisations)]
        held += ["power_users"] if actor.capabilities else []
        held += _circles_of(actor)
    may_staff = actor.is_staff and not actor.is_suspended
    return tuple([*held, "staff"] if may_staff else held)


def _circles_of(actor: Actor) -> list[str]:
    areas = {area for name, area in actor.capabilities if name == CIRCLE}
    everywhere = None in areas or actor.has(Role.PRODUCT_MANAGER)
    by_badge = [circle_of(area) for area in sorted(one for one in areas if one is not None)]
    return [*by_badge, ALL_CIRCLES] if everywhere else by_badge


VISITOR = Actor()
SYSTEM = Actor(name="Portal", is_system=True)
