"""Reads about people."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Engine,
    Integer,
    Select,
    String,
    Text,
    bindparam,
    cast,
    exists,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from community import site_settings
from community.accounts.models import (
    Entitlement,
    Member,
    MemberCapability,
    MemberRole,
    Membership,
    Organisation,
    Segment,
    SegmentMembership,
    SignInSession,
    fold,
)
from community.core.clock import now
from community.core.db import UTCDateTime, db
from community.core.errors import NotFound
from community.core.files import picture_url
from community.policies.actor import Actor, Role
from community.policies.standing import level_of, opened
from community.settings_catalogue import SiteSettings

ResolveAudiences = Callable[[Actor], frozenset[int]]


def hash_token(token: str) -> str:
    """What is kept of a token: its SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


MEMBER_COLUMNS: tuple[InstrumentedAttribute[object], ...] = (
    Member.id,
    Member.name,
    Member.handle,
    Member.locale,
    Member.time_zone,
    Member.reputation,
    Member.unread_count,
    Member.picture_key,
    Member.suspended_at,
)


def find_actor_of_session(token: str, resolve: ResolveAudiences) -> Actor | None:
    """The actor signed in with this token, in three statements; None when the session has ended."""
    values = {"token": hash_token(token), "at": now()}
    row = db.session.execute(ACTOR_OF_SESSION, values).first()
    return _actor(row, resolve) if row else None


def get_actor(member_id: int, resolve: ResolveAudiences) -> Actor:
    """The actor that this member is (for jobs, commands and tests)."""
    row = db.session.execute(select(*MEMBER_COLUMNS).where(Member.id == member_id)).first()
    if row is None:
        raise NotFound
    return _actor(row, resolve)


def _actor(row: Any, resolve: ResolveAudiences) -> Actor:
    facts = db.session.execute(FACTS, {"member": row.id, "at": now()})
    return actor_of(row, facts, resolve, site_settings.current())


def actor_of(
    row: Any, facts: Iterable[Any], resolve: ResolveAudiences, settings: SiteSettings
) -> Actor:
    """The actor of these MEMBER_COLUMNS and FACTS; what his reputation opens is said by the settings.

    Facts are (kind, key, extra, order) of roles, capabilities, organisations, plans and segments; organisations stand
    in the order in which the member came to belong to them.
    """
    held: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
    for kind, key, extra, _order in sorted(facts, key=lambda fact: fact[3]):
        held[kind].append((key, extra))
    member_id, name, handle, locale, time_zone, reputation, unread, picture, suspended = row
    actor = Actor(
        member_id=member_id,
        handle=handle,
        name=name,
        roles=frozenset(Role(key) for key, _extra in held["role"]) | {Role.MEMBER},
        level=level_of(reputation, settings),
        reputation=reputation,
        privileges=opened(reputation, settings),
        capabilities=frozenset(
            (key, int(area) if area else None) for key, area in held["capability"]
        ),
        organisations={int(key): words or "" for key, words in held["organisation"]},
        plan_keys=frozenset(key for key, _extra in held["plan"]),
        segment_keys=frozenset(key for key, _extra in held["segment"]),
        locale=locale,
        time_zone=time_zone,
        is_suspended=suspended is not None,
        unread=unread,
        picture_key=picture,
    )
    object.__setattr__(actor, "audience_ids", resolve(actor))
    return actor


MEMBER, AT = bindparam("member", type_=Integer), bindparam("at", type_=UTCDateTime)


def _own_facts(member: ColumnElement[int]) -> tuple[Select[*tuple[Any, ...]], ...]:
    roles = select(literal("role"), cast(MemberRole.role, String), cast(null(), String), literal(0))
    capabilities = select(
        literal("capability"),
        cast(MemberCapability.capability, String),
        cast(MemberCapability.product_area_id, String),
        literal(0),
    ).where(or_(MemberCapability.until.is_(None), MemberCapability.until > AT))
    return (
        roles.where(MemberRole.member_id == member),
        capabilities.where(MemberCapability.member_id == member),
    )


def _organisation_facts(member: ColumnElement[int]) -> tuple[Select[*tuple[Any, ...]], ...]:
    mine = select(Membership.organisation_id).where(
        Membership.member_id == member, Membership.left_at.is_(None)
    )
    names = select(
        literal("organisation"),
        cast(Organisation.id, String),
        cast(Organisation.name, String),
        Membership.id,
    ).join(Membership, Membership.organisation_id == Organisation.id)
    plans = select(
        literal("plan"),
        cast(Entitlement.plan_key, String),
        cast(Entitlement.organisation_id, String),
        literal(0),
    )
    segments = select(
        literal("segment"), cast(Segment.key, String), cast(null(), String), literal(0)
    )
    return (
        names.where(Membership.member_id == member, Membership.left_at.is_(None)),
        plans.where(
            Entitlement.organisation_id.in_(mine),
            Entitlement.starts_at <= AT,
            or_(Entitlement.ends_at.is_(None), Entitlement.ends_at > AT),
        ),
        segments.join(SegmentMembership, SegmentMembership.segment_id == Segment.id).where(
            SegmentMembership.organisation_id.in_(mine)
        ),
    )


def _facts(member: ColumnElement[int]) -> CompoundSelect[*tuple[Any, ...]]:
    return union_all(*_own_facts(member), *_organisation_facts(member))


FACTS = _facts(MEMBER)
ACTOR_OF_SESSION = (
    select(*MEMBER_COLUMNS)
    .join(SignInSession, SignInSession.member_id == Member.id)
    .where(SignInSession.token_hash == bindparam("token"), SignInSession.expires_at > AT)
    .where(Member.erased_at.is_(None))
)


def session_with_facts(engine: Engine) -> Select[*tuple[Any, ...]]:
    """ACTOR_OF_SESSION with the facts as one more column, a JSON text: what each request of a member asks."""
    facts = _facts(literal_column("members.id", Integer)).subquery()
    listed: ColumnElement[str] = func.json_group_array(func.json_array(*facts.c))
    if engine.dialect.name == "postgresql":
        listed = cast(func.json_agg(func.json_build_array(*facts.c)), Text)
    return ACTOR_OF_SESSION.add_columns(select(listed).scalar_subquery())


def plan_key_of(organisation_id: int | None, at: datetime) -> str | None:
    """The plan that the organisation is entitled to at that instant; None is the floor."""
    if organisation_id is None:
        return None
    statement = (
        select(Entitlement.plan_key)
        .where(
            Entitlement.organisation_id == organisation_id,
            Entitlement.starts_at <= at,
            or_(Entitlement.ends_at.is_(None), Entitlement.ends_at > at),
        )
        .order_by(Entitlement.starts_at.desc())
        .limit(1)
    )
    return db.session.scalars(statement).first()


def get_member(handle: str) -> Member:
    """The member with this handle, however it is spelled; NotFound when there is none or he was erased."""
    member = db.session.scalars(select(Member).where(Member.handle_key == fold(handle))).first()
    if member is None or member.erased_at:
        raise NotFound
    return member


def find_staff(handle: str) -> int | None:
    """The id of the member of staff with this handle."""
    statement = select(Member.id).where(Member.handle_key == fold(handle.removeprefix("@")))
    found = statement.where(Member.erased_at.is_(None), is_staff(Member.id))
    return db.session.scalars(found).first()


def is_staff(member_id: Any) -> ColumnElement[bool]:
    """What `Actor.is_staff` says, of the member whom this column names."""
    return exists().where(MemberRole.member_id == member_id, MemberRole.role != Role.MEMBER)


def find_member_by_email(address: str) -> Member | None:
    """The member with this address."""
    return db.session.scalars(select(Member).where(Member.email_key == fold(address))).first()


@dataclass(frozen=True)
class Person:
    """A member as others see him beside his words."""

    id: int
    name: str
    handle: str
    level: int
    reputation: int
    picture_key: str | None
    is_staff: bool
    is_erased: bool = False

    @property
    def picture_url(self) -> str | None:
        """The address of the picture, None for initials."""
        return picture_url(self.picture_key)


def person_columns() -> tuple[object, ...]:
    """The columns of a Person, for lists that join members."""
    return (
        Member.id,
        Member.name,
        Member.handle,
        Member.level,
        Member.reputation,
        Member.picture_key,
        is_staff(Member.id).label("is_staff"),
        Member.erased_at.is_not(None).label("is_erased"),
    )


def list_people(ids: set[int]) -> dict[int, Person]:
    """People by id, in one statement; none for an empty set."""
    if not ids:
        return {}
    rows = db.session.execute(select(*person_columns()).where(Member.id.in_(ids)))  # type: ignore[call-overload]
    return {row[0]: _nameless(Person(*row)) for row in rows}


def _nameless(person: Person) -> Person:
    """Of an erased member nothing is left to be called by."""
    return replace(person, name=_("former member")) if person.is_erased else person
