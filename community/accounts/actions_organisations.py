"""What administrators say of customers: organisations, their domains, the plans they are entitled to, segments."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, or_, select

from community.accounts.addresses import company_domain
from community.accounts.customers import OrganisationFacts
from community.accounts.models import (
    Entitlement,
    Membership,
    Organisation,
    OrganisationDomain,
    Segment,
    SegmentMembership,
)
from community.accounts.queries_organisations import list_facts
from community.accounts.segment_rules import SegmentRule
from community.core.audit import audit
from community.core.clock import now
from community.core.db import db, get_locked, insert_once
from community.core.errors import Conflict, Invalid, NotFound
from community.core.outbox import record
from community.core.tasks import enqueue_job
from community.events import PlanChanged
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure


def add_organisation(actor: Actor, facts: OrganisationFacts) -> Organisation:
    """A new customer; Invalid on `external_id` when another one has it."""
    ensure(actor, Permission.ORGANISATIONS_MANAGE)
    organisation = Organisation(name=facts.name, created_at=now())
    _take_facts(organisation, facts)
    db.session.add(organisation)
    db.session.flush()  # its segments need its id
    settle_segments([organisation.id])
    audit(actor.member_id, "organisation.added", ("organisation", organisation.id))
    return organisation


def change_organisation(
    actor: Actor, organisation_id: int, facts: OrganisationFacts
) -> Organisation:
    """The customer with these facts, in the segments that they put it in."""
    ensure(actor, Permission.ORGANISATIONS_MANAGE)
    organisation = get_locked(Organisation, organisation_id)
    _take_facts(organisation, facts)
    db.session.flush()  # its segments follow from the rows
    settle_segments([organisation.id])
    audit(actor.member_id, "organisation.changed", ("organisation", organisation.id))
    return organisation


def _take_facts(organisation: Organisation, facts: OrganisationFacts) -> None:
    if facts.external_id is not None:
        statement = select(Organisation.id).where(Organisation.external_id == facts.external_id)
        if db.session.scalars(statement).first() not in (None, organisation.id):
            raise Invalid(_l("Another organisation has this id."), "external_id")
    organisation.name, organisation.country = facts.name, facts.country
    organisation.annual_value, organisation.external_id = facts.annual_value, facts.external_id
    organisation.fields = dict(facts.fields)


def add_domain(actor: Actor, organisation_id: int, domain: str) -> OrganisationDomain:
    """A domain that waits to be verified; Invalid on `domain` when it is public or another customer's."""
    ensure(actor, Permission.ORGANISATIONS_MANAGE)
    get_locked(Organisation, organisation_id)
    name = company_domain(domain)
    if not insert_once(OrganisationDomain, organisation_id=organisation_id, domain=name):
        raise Invalid(_l("This domain stands at an organisation already."), "domain")
    return db.session.scalars(
        select(OrganisationDomain).where(OrganisationDomain.domain == name)
    ).one()


def verify_domain(actor: Actor, organisation_id: int, domain_id: int) -> None:
    """From now on confirmed addresses under the domain belong to the customer; those there are join by a job."""
    ensure(actor, Permission.ORGANISATIONS_MANAGE)
    row = _domain(organisation_id, domain_id)
    if row.verified_at is None:
        row.verified_at, row.verified_by_id = now(), actor.member_id
        enqueue_job("join_by_domain", domain_id=row.id)
        audit(
            actor.member_id, "domain.verified", ("organisation", organisation_id), domain=row.domain
        )


def remove_domain(actor: Actor, organisation_id: int, domain_id: int) -> None:
    """Nobody joins by this domain any more; who belongs already stays."""
    ensure(actor, Permission.ORGANISATIONS_MANAGE)
    row = _domain(organisation_id, domain_id)
    audit(actor.member_id, "domain.removed", ("organisation", organisation_id), domain=row.domain)
    db.session.delete(row)


def _domain(organisation_id: int, domain_id: int) -> OrganisationDomain:
    row = get_locked(OrganisationDomain, domain_id)
    if row.organisation_id != organisation_id:
        raise NotFound
    return row


def name_contact(actor: Actor, organisation_id: int, member_id: int, *, is_contact: bool) -> None:
    """Let somebody speak for the organisation, or no longer; NotFound for whoever does not belong to it."""
    ensure(actor, Permission.ORGANISATIONS_MANAGE)
    statement = select(Membership).where(
        Membership.organisation_id == organisation_id,
        Membership.member_id == member_id,
        Membership.left_at.is_(None),
    )
    row = db.session.scalars(statement.with_for_update()).first()
    if row is None:
        raise NotFound
    row.is_contact = is_contact
    act = "contact.named" if is_contact else "contact.ended"
    audit(actor.member_id, act, ("organisation", organisation_id), member=member_id)


def entitle(
    actor: Actor,
    organisation_id: int,
    plan_key: str,
    *,
    starts_at: datetime,
    ends_at: datetime | None = None,
    pinned_version_id: int | None = None,
) -> Entitlement:
    """Promise the customer this plan for this time, of the version in force or of the one it signed.

    Invalid where it would meet another plan's time.
    """
    ensure(actor, Permission.ORGANISATIONS_MANAGE)
    get_locked(Organisation, organisation_id)
    if ends_at is not None and ends_at <= starts_at:
        raise Invalid(_l("The end must come after the beginning."), "ends_at")
    if _meets(organisation_id, starts_at, ends_at):
        raise Invalid(_l("Another plan holds in this time. End that one first."), "starts_at")
    row = Entitlement(
        organisation_id=organisation_id,
        plan_key=plan_key,
        starts_at=starts_at,
        ends_at=ends_at,
        pinned_version_id=pinned_version_id,
    )
    db.session.add(row)
    db.session.flush()  # segments follow from the rows
    settle_segments([organisation_id])
    audit(actor.member_id, "plan.given", ("organisation", organisation_id), plan=plan_key)
    record(PlanChanged(organisation_id=organisation_id, since=starts_at.isoformat()))
    return row


def _meets(
    organisation_id: int, starts_at: datetime, ends_at: datetime | None, *, but: int | None = None
) -> bool:
    statement = select(Entitlement.id).where(
        Entitlement.organisation_id == organisation_id,
        Entitlement.id != (but or 0),
        or_(Entitlement.ends_at.is_(None), Entitlement.ends_at > starts_at),
    )
    if ends_at is not None:
        statement = statement.where(Entitlement.starts_at < ends_at)
    return db.session.scalars(statement).first() is not None


def end_entitlement(
    actor: Actor, organisation_id: int, entitlement_id: int, *, at: datetime | None = None
) -> None:
    """End the plan at that instant, by default now; one that has not begun is taken back."""
    ensure(actor, Permission.ORGANISATIONS_MANAGE)
    row = get_locked(Entitlement, entitlement_id)
    end = at or now()
    if row.organisation_id != organisation_id:
        raise NotFound
    if row.ends_at is not None and row.ends_at <= end:
        raise Conflict(_l("This plan has ended already."))
    if row.starts_at >= end:
        db.session.delete(row)
    else:
        row.ends_at = end
    db.session.flush()  # segments follow from the rows
    settle_segments([organisation_id])
    audit(actor.member_id, "plan.ended", ("organisation", organisation_id), plan=row.plan_key)
    since = max(end, row.starts_at)
    record(PlanChanged(organisation_id=organisation_id, since=since.isoformat()))


def change_end(
    actor: Actor, organisation_id: int, entitlement_id: int, ends_at: datetime | None
) -> bool:
    """Let a plan end at another instant (None: open); whether that changes it. Invalid where it would meet another."""
    ensure(actor, Permission.ORGANISATIONS_MANAGE)
    get_locked(Organisation, organisation_id)
    row = get_locked(Entitlement, entitlement_id)
    if row.organisation_id != organisation_id:
        raise NotFound
    if row.ends_at == ends_at:
        return False
    if ends_at is not None and ends_at <= row.starts_at:
        raise Invalid(_l("The end must come after the beginning."), "ends_at")
    if _meets(organisation_id, row.starts_at, ends_at, but=entitlement_id):
        raise Invalid(_l("Another plan holds in this time. End that one first."), "ends_at")
    since = min(end for end in (row.ends_at, ends_at) if end is not None)
    row.ends_at = ends_at
    db.session.flush()  # segments follow from the rows
    settle_segments([organisation_id])
    audit(actor.member_id, "plan.changed", ("organisation", organisation_id), plan=row.plan_key)
    record(PlanChanged(organisation_id=organisation_id, since=since.isoformat()))
    return True


def save_segment(
    actor: Actor, key: str, name: dict[str, str], rule: SegmentRule, *, is_new: bool = False
) -> Segment:
    """The segment of this key with this rule; a job puts all organisations in or out of it.

    Invalid on `key` for a new one where another has it, or its page would be the form for new ones.
    """
    ensure(actor, Permission.ORGANISATIONS_MANAGE)
    if rule == SegmentRule():
        raise Invalid(_l("Give at least one condition; a segment without any would hold nobody."))
    segment = db.session.scalars(
        select(Segment).where(Segment.key == key).with_for_update()
    ).first()
    if is_new and (segment is not None or key == "new"):
        raise Invalid(_l("Another segment has this key, or the portal uses it itself."), "key")
    if segment is None:
        segment = Segment(key=key)
        db.session.add(segment)
    segment.name, segment.rule = name, rule.as_json()
    db.session.flush()  # the record names its id
    enqueue_job("settle_all_segments")
    audit(actor.member_id, "segment.saved", ("segment", segment.id))
    return segment


def remove_segment(actor: Actor, key: str) -> None:
    """Nobody is in it any more."""
    ensure(actor, Permission.ORGANISATIONS_MANAGE)
    segment = db.session.scalars(
        select(Segment).where(Segment.key == key).with_for_update()
    ).first()
    if segment is None:
        raise NotFound
    audit(actor.member_id, "segment.removed", ("segment", segment.id), key=key)
    db.session.delete(segment)


def settle_segments(organisation_ids: Iterable[int]) -> None:
    """Store which segments hold these organisations now; a second time changes nothing."""
    ids = list(organisation_ids)
    rules = {row.id: SegmentRule.of_json(row.rule) for row in db.session.scalars(select(Segment))}
    facts = list_facts(ids, now())
    wanted = {
        (segment_id, organisation_id)
        for organisation_id, known in facts.items()
        for segment_id, rule in rules.items()
        if rule.holds_for(known)
    }
    rows = select(SegmentMembership.segment_id, SegmentMembership.organisation_id)
    present = {
        (row[0], row[1])
        for row in db.session.execute(rows.where(SegmentMembership.organisation_id.in_(ids)))
    }
    for segment_id, organisation_id in sorted(wanted - present):
        insert_once(SegmentMembership, segment_id=segment_id, organisation_id=organisation_id)
    for segment_id, organisation_id in sorted(present - wanted):
        gone: dict[str, Any] = {"segment_id": segment_id, "organisation_id": organisation_id}
        db.session.execute(delete(SegmentMembership).filter_by(**gone))
