"""What the desk of incidents shows beside them: audiences, rules of the menu, measured downtime."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from community.content.models import Audience, Subject
from community.core import paging
from community.core.clock import now
from community.core.db import db
from community.core.errors import NotFound
from community.core.paging import Page
from community.service_levels.queries_menu import find_menu_in_force
from community.service_levels.terms import ExclusionTerms
from community.uptime.models import Component, ImpactSpan, MeasuredDowntime


def grants_of_incident(incident_id: int) -> list[str]:
    """Who may read of an incident, as audiences spell them."""
    statement = select(Audience.key).join(Subject, Subject.audience_id == Audience.id)
    key = db.session.scalars(statement.where(Subject.id == incident_id)).first()
    return key.split("|") if key else []


def grants_of_component(component: Component) -> list[str]:
    """Who may know of a component."""
    return db.session.get_one(Audience, component.audience_id).key.split("|")


def list_open_times(incident_id: int, component_id: int) -> set[int]:
    """The times without an end in which an incident concerns a component; there should be one at most."""
    statement = select(ImpactSpan.id).where(
        ImpactSpan.incident_id == incident_id,
        ImpactSpan.component_id == component_id,
        ImpactSpan.ends_at.is_(None),
    )
    return set(db.session.scalars(statement))


def get_component_row(component_id: int) -> Component:
    """The component with this key, else NotFound; for those who manage them."""
    row = db.session.get(Component, component_id)
    if row is None:
        raise NotFound
    return row


def list_exclusions() -> list[tuple[Mapping[str, str], ExclusionTerms | None]]:
    """(plan, what its uptime leaves out) of the plans in force that promise uptime."""
    menu = find_menu_in_force(now())
    plans = menu.plans if menu else ()
    return [(plan.name, plan.uptime.exclusion) for plan in plans if plan.uptime]


@dataclass(frozen=True, slots=True)
class MeasuredRow:
    """A measured downtime in a list."""

    id: int
    reference: str
    component: Mapping[str, str]
    starts_at: datetime
    ends_at: datetime


def list_measured(after: str | None = None) -> Page[MeasuredRow]:
    """What was measured, the last taken over first; for the team."""
    statement = select(
        MeasuredDowntime.id,
        MeasuredDowntime.reference,
        Component.name,
        MeasuredDowntime.starts_at,
        MeasuredDowntime.ends_at,
    ).join(Component, Component.id == MeasuredDowntime.component_id)
    key = paging.decode(after, 1)
    if key:
        statement = statement.where(MeasuredDowntime.id < key[0])
    rows = db.session.execute(statement.order_by(MeasuredDowntime.id.desc()).limit(paging.SIZE + 1))
    return paging.cut(
        [MeasuredRow(*row) for row in rows], lambda row: (row.id,), began=key is not None
    )
