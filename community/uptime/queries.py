"""Reads of components and of what happened to them, each narrowed to what the reader may know of."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from community.content.models import Follow, FollowState, TargetKind
from community.content.queries import visible_to
from community.core import paging
from community.core.clock import now
from community.core.db import db
from community.core.errors import NotFound
from community.core.paging import Page
from community.policies.actor import Actor
from community.uptime.models import (
    Component,
    ComponentPlan,
    ImpactSpan,
    Incident,
    IncidentUpdate,
    state_at,
)
from community.uptime.months import Month
from community.uptime.queries_downtime import overlaps
from community.uptime.spans import Span
from community.uptime.states import (
    OVER,
    WORST_LAST,
    Health,
    Impact,
    IncidentKind,
    IncidentState,
)

Rows = Select[*tuple[Any, ...]]
EVERYTHING = 0  # what one follows who follows all components
MOST_AT_ONCE = 100
NEWS = 30
AHEAD = timedelta(days=60)
LATELY = timedelta(days=14)


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


@dataclass(frozen=True, slots=True)
class UpdateRow:
    """What the team said at some time."""

    id: int
    incident_id: int
    state: IncidentState
    text: Mapping[str, str]
    at: datetime


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An incident or maintenance with what it meant and what was said, newest word first."""

    id: int
    kind: IncidentKind
    title: Mapping[str, str]
    said_state: IncidentState
    starts_at: datetime
    ends_at: datetime | None
    created_at: datetime
    updated_at: datetime
    impacts: tuple[ImpactRow, ...] = ()
    updates: tuple[UpdateRow, ...] = ()

    @property
    def is_maintenance(self) -> bool:
        """Whether it was planned."""
        return self.kind is IncidentKind.MAINTENANCE

    @property
    def state(self) -> IncidentState:
        """Its state now."""
        return state_at(self.said_state, self.starts_at, self.ends_at, now())

    @property
    def is_over(self) -> bool:
        """Whether nothing more is expected of it."""
        return self.state in OVER

    @property
    def components(self) -> dict[int, tuple[Mapping[str, str], Impact]]:
        """Component → its name and the latest impact on it."""
        return {one.component_id: (one.component, one.impact) for one in self.impacts}


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


def find_component_id(key: str) -> int | None:
    """The component with this key."""
    return db.session.scalars(select(Component.id).where(Component.key == key)).first()


def list_covers() -> dict[int, list[str]]:
    """Component → keys of the plans whose uptime covers it now."""
    open_now = ComponentPlan.ends_at.is_(None) | (ComponentPlan.ends_at > now())
    statement = select(ComponentPlan.component_id, ComponentPlan.plan_key).where(open_now)
    found: dict[int, list[str]] = {}
    for component_id, plan_key in db.session.execute(statement.order_by(ComponentPlan.plan_key)):
        found.setdefault(component_id, []).append(plan_key)
    return found


def _incidents() -> Rows:
    return select(
        Incident.id,
        Incident.kind,
        Incident.title,
        Incident.state,
        Incident.starts_at,
        Incident.ends_at,
        Incident.created_at,
        Incident.updated_at,
    )


def list_open(actor: Actor) -> list[IncidentRow]:
    """What goes on now and what is planned ahead, the next first; three statements."""
    at = now()
    statement = (
        _incidents()
        .where(Incident.state.not_in(OVER), Incident.starts_at < at + AHEAD)
        .where(Incident.ends_at.is_(None) | (Incident.ends_at > at))
        .order_by(Incident.starts_at, Incident.id)
        .limit(MOST_AT_ONCE)
    )
    return _told(actor, visible_to(statement, actor, Incident.id))


def list_lately(actor: Actor) -> list[IncidentRow]:
    """What ended in the last two weeks, the latest first."""
    at = now()
    statement = (
        _incidents()
        .where(Incident.ends_at > at - LATELY, Incident.ends_at <= at)
        .order_by(Incident.ends_at.desc(), Incident.id.desc())
        .limit(10)
    )
    return _told(actor, visible_to(statement, actor, Incident.id))


def list_of_month(actor: Actor, month: Month) -> list[IncidentRow]:
    """What went on in a month, the latest first; what is still to come apart."""
    statement = (
        _incidents()
        .where(overlaps(Incident, Span(month.starts_at, min(month.ends_at, now()))))
        .order_by(Incident.starts_at.desc(), Incident.id.desc())
        .limit(MOST_AT_ONCE)
    )
    return _told(actor, visible_to(statement, actor, Incident.id))


def list_news(actor: Actor) -> list[IncidentRow]:
    """What was spoken of last, for a feed."""
    statement = _incidents().order_by(Incident.updated_at.desc(), Incident.id.desc()).limit(NEWS)
    return _told(actor, visible_to(statement, actor, Incident.id))


def list_all(actor: Actor, after: str | None = None) -> Page[IncidentRow]:
    """Everything that the reader may know of, the newest first, without its words."""
    statement = visible_to(_incidents(), actor, Incident.id)
    key = paging.decode(after, 1)
    if key:
        statement = statement.where(Incident.id < key[0])
    rows = db.session.execute(statement.order_by(Incident.id.desc()).limit(paging.SIZE + 1))
    return paging.cut(
        [IncidentRow(*row) for row in rows], lambda row: (row.id,), began=key is not None
    )


def get_incident(actor: Actor, incident_id: int) -> IncidentRow:
    """An incident or maintenance that the reader may know of, with all of it; else NotFound."""
    statement = visible_to(_incidents(), actor, Incident.id).where(Incident.id == incident_id)
    found = _told(actor, statement)
    if not found:
        raise NotFound
    return found[0]


def _told(actor: Actor, statement: Rows) -> list[IncidentRow]:
    rows = db.session.execute(statement).all()
    ids = [row[0] for row in rows]
    impacts, updates = list_impacts(actor, ids), _updates(ids)
    return [
        replace(
            IncidentRow(*row),
            impacts=tuple(impacts.get(row[0], ())),
            updates=tuple(updates.get(row[0], ())),
        )
        for row in rows
    ]


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


def _updates(incident_ids: Collection[int]) -> dict[int, list[UpdateRow]]:
    if not incident_ids:
        return {}
    statement = (
        select(
            IncidentUpdate.id,
            IncidentUpdate.incident_id,
            IncidentUpdate.state,
            IncidentUpdate.text,
            IncidentUpdate.at,
        )
        .where(IncidentUpdate.incident_id.in_(incident_ids))
        .order_by(IncidentUpdate.at.desc(), IncidentUpdate.id.desc())
    )
    found: dict[int, list[UpdateRow]] = {}
    for row in db.session.execute(statement):
        found.setdefault(row.incident_id, []).append(UpdateRow(*row))
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


def find_first_month() -> datetime | None:
    """When the first thing that is told of began; None while there is none."""
    return db.session.scalars(select(func.min(Incident.starts_at))).first()
