"""What the reckoning of a month needs to know of organisations: read for many at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from community.accounts.models import Entitlement, Organisation, Segment, SegmentMembership
from community.content.models import AudienceGrant
from community.core.clock import now
from community.core.db import db
from community.credits.entitled import Entitled, InForce, list_candidates
from community.credits.models import CreditRun
from community.credits.working import Result, as_json, claim_until, reckon_all
from community.service_levels.models import PlanVersion
from community.service_levels.queries_menu import list_versions, menu_of
from community.uptime.figures import shown
from community.uptime.models import Component
from community.uptime.months import Month, month_of, months_between
from community.uptime.queries_downtime import DownInTime, read_downtime


@dataclass(frozen=True)
class Basis:
    """All that is the same for every organisation in a month."""

    month: Month
    down: DownInTime
    versions: tuple[InForce, ...]
    # Audience → its grants, of what tells of downtime in the month.
    grants: Mapping[int, frozenset[str]]
    names: Mapping[int, Mapping[str, str]]

    def audience_ids(self, held: Collection[str]) -> frozenset[int]:
        """The audiences that hold one of these grants."""
        return frozenset(key for key, grants in self.grants.items() if not grants.isdisjoint(held))


@dataclass
class Facts:
    """What is known of an organisation in the month."""

    entitlements: list[Entitled] = field(default_factory=list)
    segments: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Reckoned:
    """A month of an organisation, as it is kept."""

    organisation_id: int
    plan_version_id: int
    percent: int
    uptime: int
    down_seconds: int
    working: dict[str, Any]
    claim_until: datetime


def read_basis(month: Month) -> Basis:
    """Downtime, versions and audiences of a month; a handful of statements."""
    down = read_downtime(month.span)
    needed = {key for _outage, keys in down.outages for key in keys}
    needed |= {key for _announced, key in down.announced}
    return Basis(
        month,
        down,
        tuple(InForce(one.effective_from, one.number, menu_of(one)) for one in list_versions()),
        _grants(needed),
        {row.id: row.name for row in db.session.execute(select(Component.id, Component.name))},
    )


def _grants(audience_ids: Collection[int]) -> dict[int, frozenset[str]]:
    statement = select(AudienceGrant.audience_id, AudienceGrant.grant).where(
        AudienceGrant.audience_id.in_(audience_ids)
    )
    found: dict[int, set[str]] = {}
    for audience_id, grant in db.session.execute(statement):
        found.setdefault(audience_id, set()).add(grant)
    return {key: frozenset(grants) for key, grants in found.items()}


def list_missing_months() -> list[Month]:
    """The months that are over and were not begun: since the one begun last, and those that can still be claimed."""
    last = month_of(now()).previous
    newest = db.session.scalars(select(func.max(CreditRun.month))).one()
    first = min(month_of(now() - _longest_window()), month_of(newest).next if newest else last)
    months = months_between(first, last)
    begun = select(CreditRun.month).where(CreditRun.month >= first.first_day)
    known = set(db.session.scalars(begun)) if months else set()
    return [month for month in months if month.first_day not in known]


def _longest_window() -> timedelta:
    """The longest time after a month's end in which some version of the menu lets it be claimed."""
    plans = (plan for version in list_versions() for plan in menu_of(version).plans)
    windows = (plan.uptime.claim_window_days for plan in plans if plan.uptime)
    return timedelta(days=max(windows, default=0))


def list_organisation_ids(after: int, limit: int) -> list[int]:
    """The next organisations."""
    statement = select(Organisation.id).where(Organisation.id > after)
    return list(db.session.scalars(statement.order_by(Organisation.id).limit(limit)))


def reckon_organisations(basis: Basis, organisation_ids: Collection[int]) -> list[Reckoned]:
    """The month of each of these that was promised uptime in it."""
    facts = _facts(basis.month, organisation_ids)
    pinned = _pinned(facts.values())
    found = []
    for organisation_id in sorted(organisation_ids):
        results = _results(basis, organisation_id, facts[organisation_id], pinned)
        if results:
            found.append(_reckoned(basis, organisation_id, results))
    return found


def _facts(month: Month, organisation_ids: Collection[int]) -> dict[int, Facts]:
    found = {key: Facts() for key in organisation_ids}
    entitlements = select(Entitlement).where(
        Entitlement.organisation_id.in_(organisation_ids),
        Entitlement.starts_at < month.ends_at,
        or_(Entitlement.ends_at.is_(None), Entitlement.ends_at > month.starts_at),
    )
    for row in db.session.scalars(entitlements.order_by(Entitlement.id)):
        found[row.organisation_id].entitlements.append(
            Entitled(row.plan_key, row.starts_at, row.ends_at, row.pinned_version_id)
        )
    segments = (
        select(SegmentMembership.organisation_id, Segment.key)
        .join(Segment, Segment.id == SegmentMembership.segment_id)
        .where(SegmentMembership.organisation_id.in_(organisation_ids))
    )
    for organisation_id, key in db.session.execute(segments):
        found[organisation_id].segments.append(key)
    return found


def _pinned(facts: Collection[Facts]) -> dict[int, InForce]:
    keys = {
        one.pinned_version_id
        for fact in facts
        for one in fact.entitlements
        if one.pinned_version_id is not None
    }
    if not keys:
        return {}
    versions = {one.id: one for one in list_versions()}
    statement = select(PlanVersion.id, PlanVersion.menu_version_id).where(PlanVersion.id.in_(keys))
    found = {}
    for plan_version_id, version_id in db.session.execute(statement).all():
        version = versions.get(version_id)
        if version is not None:
            menu = menu_of(version)
            found[plan_version_id] = InForce(version.effective_from, version.number, menu)
    return found


def _results(
    basis: Basis, organisation_id: int, facts: Facts, pinned: Mapping[int, InForce]
) -> list[Result]:
    candidates = list_candidates(basis.month.span, facts.entitlements, basis.versions, pinned)
    if not candidates:
        return []
    held = {"public", "members", f"organisation:{organisation_id}"}
    held |= {f"plan:{one.plan_key}" for one in facts.entitlements}
    held |= {f"segment:{key}" for key in facts.segments}
    return reckon_all(basis.month, candidates, basis.down, basis.audience_ids(held))


def _reckoned(basis: Basis, organisation_id: int, results: list[Result]) -> Reckoned:
    best = results[0]
    return Reckoned(
        organisation_id,
        best.candidate.plan.version_id or 0,
        best.percent,
        shown(best.reckoning.uptime),
        int(best.reckoning.down.total_seconds()),
        as_json(results, basis.names),
        claim_until(basis.month, results),
    )
