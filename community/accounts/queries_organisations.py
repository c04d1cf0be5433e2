"""Reads about customers: organisations, domains, entitlements, segments."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from community.accounts.models import (
    Entitlement,
    Member,
    Membership,
    Organisation,
    OrganisationDomain,
    Segment,
    SegmentMembership,
    fold,
)
from community.accounts.segment_rules import Facts
from community.core.clock import now
from community.core.db import db
from community.core.errors import NotFound
from community.core.paging import SIZE, Page, cut


@dataclass(frozen=True)
class OrganisationRow:
    """A customer in a list."""

    id: int
    name: str
    country: str | None
    annual_value: int | None
    plan_key: str | None
    people: int


@dataclass(frozen=True)
class BelongingRow:
    """A member of a customer."""

    member_id: int
    name: str
    handle: str
    joined_at: datetime
    left_at: datetime | None
    is_contact: bool = False


@dataclass(frozen=True)
class SegmentRow:
    """A segment in a list, with the number of organisations in it."""

    id: int
    key: str
    name: dict[str, str]
    rule: dict[str, Any]
    organisations: int


def list_organisations(
    *, words: str = "", after: Sequence[Any] | None = None
) -> Page[OrganisationRow]:
    """Customers by name, those whose name or domain holds the words."""
    people = (
        select(func.count())
        .where(Membership.organisation_id == Organisation.id, Membership.left_at.is_(None))
        .scalar_subquery()
    )
    order = func.lower(Organisation.name)
    statement = (
        select(
            Organisation.id,
            Organisation.name,
            Organisation.country,
            Organisation.annual_value,
            _plan_now(),
            people,
        )
        .order_by(order, Organisation.id)
        .limit(SIZE + 1)
    )
    if words:
        domains = select(OrganisationDomain.organisation_id).where(
            OrganisationDomain.domain.contains(fold(words), autoescape=True)
        )
        by_name = order.contains(words.lower(), autoescape=True)
        statement = statement.where(or_(by_name, Organisation.id.in_(domains)))
    if after:
        name, last = str(after[0]), int(after[1])
        statement = statement.where(or_(order > name, (order == name) & (Organisation.id > last)))
    rows = [OrganisationRow(*row) for row in db.session.execute(statement)]
    return cut(rows, lambda row: [row.name.lower(), row.id], began=bool(after))


def _plan_now() -> Any:
    return (
        select(Entitlement.plan_key)
        .where(
            Entitlement.organisation_id == Organisation.id,
            Entitlement.starts_at <= now(),
            or_(Entitlement.ends_at.is_(None), Entitlement.ends_at > now()),
        )
        .order_by(Entitlement.starts_at.desc())
        .limit(1)
        .scalar_subquery()
    )


def list_organisation_names() -> list[tuple[int, str]]:
    """The first thousand customers by name, for a choice in a form."""
    statement = (
        select(Organisation.id, Organisation.name)
        .order_by(func.lower(Organisation.name))
        .limit(1000)
    )
    return [(row[0], row[1]) for row in db.session.execute(statement)]


def get_organisation(organisation_id: int) -> Organisation:
    """The customer; NotFound when there is none."""
    organisation = db.session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotFound
    return organisation


def list_domains(organisation_id: int) -> list[OrganisationDomain]:
    """The customer's domains."""
    statement = select(OrganisationDomain).where(
        OrganisationDomain.organisation_id == organisation_id
    )
    return list(db.session.scalars(statement.order_by(OrganisationDomain.domain)))


def list_entitlements(organisation_id: int) -> list[Entitlement]:
    """The customer's plans over time, the newest first."""
    statement = select(Entitlement).where(Entitlement.organisation_id == organisation_id)
    return list(db.session.scalars(statement.order_by(Entitlement.starts_at.desc())))


def pinned_at(entitlements: Iterable[Entitlement], at: datetime) -> int | None:
    """The version that the customer holds on to at an instant, of these plans over time."""
    held = (
        one.pinned_version_id
        for one in entitlements
        if one.starts_at <= at and (one.ends_at is None or one.ends_at > at)
    )
    return next(held, None)


def list_belonging(organisation_id: int, *, limit: int = 200) -> list[BelongingRow]:
    """Who belongs or belonged to the customer, those present first."""
    statement = (
        select(
            Member.id,
            Member.name,
            Member.handle,
            Membership.joined_at,
            Membership.left_at,
            Membership.is_contact,
        )
        .join(Membership, Membership.member_id == Member.id)
        .where(Membership.organisation_id == organisation_id)
        .order_by(Membership.left_at.is_not(None), func.lower(Member.name))
        .limit(limit)
    )
    return [BelongingRow(*row) for row in db.session.execute(statement)]


def list_segments_of(organisation_id: int) -> list[dict[str, str]]:
    """The names of the segments that the customer is in."""
    statement = (
        select(Segment.name)
        .join(SegmentMembership, SegmentMembership.segment_id == Segment.id)
        .where(SegmentMembership.organisation_id == organisation_id)
        .order_by(Segment.key)
    )
    return list(db.session.scalars(statement))


def list_segments() -> list[SegmentRow]:
    """All segments by key."""
    count = select(func.count()).where(SegmentMembership.segment_id == Segment.id).scalar_subquery()
    statement = select(Segment.id, Segment.key, Segment.name, Segment.rule, count).order_by(
        Segment.key
    )
    return [SegmentRow(*row) for row in db.session.execute(statement)]


def get_segment(key: str) -> Segment:
    """The segment; NotFound when there is none."""
    segment = db.session.scalars(select(Segment).where(Segment.key == key)).first()
    if segment is None:
        raise NotFound
    return segment


def list_facts(organisation_ids: Sequence[int], at: datetime) -> dict[int, Facts]:
    """What segments ask of these organisations at that instant, in two statements."""
    plans: dict[int, set[str]] = {}
    held = select(Entitlement.organisation_id, Entitlement.plan_key).where(
        Entitlement.organisation_id.in_(organisation_ids),
        Entitlement.starts_at <= at,
        or_(Entitlement.ends_at.is_(None), Entitlement.ends_at > at),
    )
    for organisation_id, plan_key in db.session.execute(held):
        plans.setdefault(organisation_id, set()).add(plan_key)
    columns = (
        Organisation.id,
        Organisation.annual_value,
        Organisation.country,
        Organisation.fields,
    )
    rows = db.session.execute(select(*columns).where(Organisation.id.in_(organisation_ids)))
    return {
        row.id: Facts(
            plan_keys=plans.get(row.id, set()),
            value=row.annual_value,
            country=row.country,
            fields=row.fields,
        )
        for row in rows
    }


def list_organisation_ids_after(last: int, limit: int) -> list[int]:
    """Ids above `last`, for jobs that go through all."""
    statement = (
        select(Organisation.id).where(Organisation.id > last).order_by(Organisation.id).limit(limit)
    )
    return list(db.session.scalars(statement))
