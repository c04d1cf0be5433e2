"""Reads of components and of what happened to them, each narrowed to what the reader may know of."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from community.content.models import Follow, FollowState, TargetKind
from community.content.queries import visible_to
from community.core.clock import now
from community.core.db import db
from community.core.errors import NotFound
from community.policies.actor import Actor
from community.uptime.models import (
    Component,
    ComponentPlan,
    ImpactSpan,
    Incident,
)
from community.uptime.queries_downtime import overlaps
from community.uptime.spans import Span
from community.uptime.states import (
    WORST_LAST,
    Health,
    Impact,
    IncidentKind,
)

Rows = Select[*tuple[Any, ...]]
EVERYTHING = 0  # what one follows who follows all components
MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class ComponentRow:
    """A component as pages name it."""

    id: int
    key: str
    name: Mapping[str, str]
    description: Mapping[str, str]
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class ImpactRow:
    """What an incident means, or meant, for a component."""

    id: int
    incident_id: int
    component_id: int
    component: Mapping[str, str]
    impact: Impact
    starts_at: datetime
    ends_at: datetime | None
    is_maintenance: bool

    def is_on(self, at: datetime) -> bool:
        """Whether it holds at this instant."""
        return self.starts_at <= at and (self.ends_at is None or self.ends_at > at)

    def health_at(self, at: datetime) -> Health:
        """How this lets its component be at an instant."""
        if not self.is_on(at):
            return Health.UP
        if self.is_maintenance:
            return Health.MAINTENANCE
        return {Impact.DOWN: Health.DOWN, Impact.DEGRADED: Health.DEGRADED}.get(
            self.impact, Health.UP
        )


def _components(actor: Actor) -> Rows:
    return select(
        Component.id, Component.key, Component.name, Component.description, Component.retired_at
    ).where(Component.audience_id.in_(sorted(actor.audience_ids)))


def list_components(actor: Actor, *, retired: bool = False) -> list[ComponentRow]:
    """The components that the reader may know of, in their order; one statement."""
    statement = _components(actor).order_by(Component.position, Component.id).limit(MOST_AT_ONCE)
    if not retired:
        statement = statement.where(Component.retired_at.is_(None))
    return [ComponentRow(*row) for row in db.session.execute(statement)]


def get_component(actor: Actor, component_id: int) -> ComponentRow:
    """A component that the reader may know of, else NotFound."""
    row = db.session.execute(_components(actor).where(Component.id == component_id)).first()
    if row is None:
        raise NotFound
    return ComponentRow(*row)


def list_covers() -> dict[int, list[str]]:
    """Component → keys of the plans whose uptime covers it now."""
    open_now = ComponentPlan.ends_at.is_(None) | (ComponentPlan.ends_at > now())
    statement = select(ComponentPlan.component_id, ComponentPlan.plan_key).where(open_now)
    found: dict[int, list[str]] = {}
    for component_id, plan_key in db.session.execute(statement.order_by(ComponentPlan.plan_key)):
        found.setdefault(component_id, []).append(plan_key)
    return found


def list_impacts(actor: Actor, incident_ids: Collection[int]) -> dict[int, list[ImpactRow]]:
    """Incident → what it meant for the components that the reader may know of, in order of time."""
    if not incident_ids:
        return {}
    statement = (
        _impacts(actor)
        .where(ImpactSpan.incident_id.in_(incident_ids))
        .order_by(ImpactSpan.starts_at, Component.position, ImpactSpan.id)
    )
    return _by_incident(ImpactRow(*row) for row in db.session.execute(statement))


def list_impacts_in(actor: Actor, span: Span) -> list[ImpactRow]:
    """What happened to the components in a time, as far as the reader may know of it; one statement."""
    statement = _impacts(actor).where(overlaps(ImpactSpan, span)).order_by(ImpactSpan.starts_at)
    seen = visible_to(statement, actor, ImpactSpan.incident_id)
    return [ImpactRow(*row) for row in db.session.execute(seen)]


def _impacts(actor: Actor) -> Rows:
    return (
        select(
            ImpactSpan.id,
            ImpactSpan.incident_id,
            ImpactSpan.component_id,
            Component.name,
            ImpactSpan.impact,
            ImpactSpan.starts_at,
            ImpactSpan.ends_at,
            Incident.kind == IncidentKind.MAINTENANCE,
        )
        .join(Component, Component.id == ImpactSpan.component_id)
        .join(Incident, Incident.id == ImpactSpan.incident_id)
        .where(Component.audience_id.in_(sorted(actor.audience_ids)))
    )


def _by_incident(rows: Iterable[ImpactRow]) -> dict[int, list[ImpactRow]]:
    found: dict[int, list[ImpactRow]] = {}
    for row in rows:
        found.setdefault(row.incident_id, []).append(row)
    return found


def health_of(impacts: Iterable[ImpactRow], at: datetime) -> dict[int, Health]:
    """Component → how it is at an instant; those that run are left out."""
    found: dict[int, Health] = {}
    for one in impacts:
        health = one.health_at(at)
        if health is not Health.UP:
            found[one.component_id] = worst([health, found.get(one.component_id, Health.UP)])
    return found


def worst(healths: Iterable[Health]) -> Health:
    """The worst of these; up when there are none."""
    return max(healths, key=WORST_LAST.index, default=Health.UP)


def list_followed(actor: Actor) -> set[int]:
    """The components that the actor follows, 0 for all of them; no statement for visitors."""
    if not actor.is_person:
        return set()
    statement = select(Follow.target_id).where(
        Follow.member_id == actor.member_id,
        Follow.target_kind == TargetKind.COMPONENT,
        Follow.state == FollowState.FOLLOWING,
    )
    return set(db.session.scalars(statement))
