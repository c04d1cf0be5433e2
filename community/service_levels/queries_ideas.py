"""Which plan promises an idea its official answer soonest, and from how many votes on any plan promises one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from community import site_settings
from community.accounts.models import Entitlement
from community.core.clock import now
from community.core.db import db
from community.core.kept import kept
from community.service_levels.clock import deadline
from community.service_levels.models import MenuVersion, PlanVersion, TargetRow, VersionState
from community.service_levels.queries_terms import Applicable, find_applicable_of
from community.service_levels.terms import PromiseKind

KIND = PromiseKind.IDEA_RESPONSE


def find_lowest_bound() -> int | None:
    """The fewest votes from which on a plan of any published menu promises an answer; None where none does."""
    return kept("lowest_idea_bound", _read_lowest_bound) or None


def _read_lowest_bound() -> int:
    statement = (
        select(func.min(PlanVersion.idea_votes))
        .join(MenuVersion, MenuVersion.id == PlanVersion.menu_version_id)
        .join(TargetRow, TargetRow.plan_version_id == PlanVersion.id)
        .where(MenuVersion.state == VersionState.PUBLISHED, TargetRow.kind == KIND)
    )
    return db.session.scalars(statement).one() or 0


@dataclass(frozen=True, slots=True)
class SoonestAnswer:
    """The customer whose plan promises an answer first (None: everybody's plan), and the zone of his clock."""

    organisation_id: int | None
    time_zone: str
    due_at: datetime


def find_soonest_answer(organisation_ids: Collection[int], *, votes: int) -> SoonestAnswer | None:
    """The best promise among these customers' plans and everybody's, of those that so many votes reach."""
    at, zone = now(), site_settings.current().company_time_zone
    found = []
    for organisation_id, entitlement in _holders(organisation_ids, at):
        terms = find_applicable_of(entitlement, KIND, None, at)
        if terms is not None and terms.plan.idea_votes <= votes:
            found.append(SoonestAnswer(organisation_id, zone, _due(terms, at, zone)))
    return min(found, key=lambda one: one.due_at, default=None)


def _holders(
    organisation_ids: Collection[int], at: datetime
) -> list[tuple[int | None, Entitlement | None]]:
    """Everybody first, then one customer for each plan in force among these; one statement."""
    statement = (
        select(Entitlement)
        .where(Entitlement.organisation_id.in_(organisation_ids), Entitlement.starts_at <= at)
        .where(or_(Entitlement.ends_at.is_(None), Entitlement.ends_at > at))
        .order_by(Entitlement.starts_at, Entitlement.organisation_id)
    )
    newest = {one.organisation_id: one for one in db.session.scalars(statement)}
    plans = {(one.plan_key, one.pinned_version_id): one for one in newest.values()}
    return [(None, None), *((one.organisation_id, one) for one in plans.values())]


def _due(terms: Applicable, at: datetime, zone: str) -> datetime:
    calendar = terms.calendar
    return deadline(at, terms.term.target, calendar, calendar.zone_for(zone)).due_at
