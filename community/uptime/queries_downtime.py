"""What was down when: for reckoning a month, for the page of an organisation, and for others who show it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from community.content.models import Subject, Visibility
from community.core.clock import now
from community.core.db import db
from community.core.hints import unsearched
from community.uptime.figures import Announced, Outage, Source
from community.uptime.models import (
    AnnouncedComponent,
    Announcement,
    Component,
    ComponentPlan,
    ImpactSpan,
    Incident,
    MeasuredDowntime,
)
from community.uptime.spans import Span
from community.uptime.states import Impact, IncidentKind


@dataclass(frozen=True)
class DownInTime:
    """All that was down in a time with the audiences that one must be in, read once for many organisations."""

    span: Span
    outages: tuple[tuple[Outage, frozenset[int]], ...]
    announced: tuple[tuple[Announced, int], ...]
    plans: tuple[ComponentPlan, ...]

    def outages_for(
        self, components: Collection[int], audience_ids: Collection[int]
    ) -> list[Outage]:
        """What was down of these components, as far as such readers may know of it."""
        return [
            outage
            for outage, needed in self.outages
            if outage.component_id in components and needed <= set(audience_ids)
        ]

    def announced_for(self, audience_ids: Collection[int]) -> list[Announced]:
        """The maintenance that such readers were told of."""
        return [one for one, audience_id in self.announced if audience_id in audience_ids]

    def components_of(self, plan_key: str) -> frozenset[int]:
        """What the plan's uptime covers in this time: what it covered at some instant of it."""
        return frozenset(
            row.component_id
            for row in self.plans
            if row.plan_key == plan_key
            and (row.starts_at is None or row.starts_at < self.span.ends_at)
            and (row.ends_at is None or row.ends_at > self.span.starts_at)
        )


def read_downtime(span: Span) -> DownInTime:
    """Everything that was down between two instants: four statements, however many organisations ask."""
    plans = select(ComponentPlan).order_by(ComponentPlan.id)
    return DownInTime(
        span,
        (*_incidents(span), *_measured(span)),
        tuple(_announced(span)),
        tuple(db.session.scalars(plans)),
    )


def overlaps(model: Any, span: Span) -> ColumnElement[bool]:
    """The condition that a row's time shares an instant with the span; one without an end goes on."""
    ends = or_(model.ends_at.is_(None), model.ends_at > span.starts_at)
    return and_(ends, model.starts_at < span.ends_at)


def _incidents(span: Span) -> Iterable[tuple[Outage, frozenset[int]]]:
    statement = (
        select(
            ImpactSpan.component_id,
            ImpactSpan.starts_at,
            ImpactSpan.ends_at,
            Incident.kind,
            Incident.id,
            Subject.audience_id,
            Component.audience_id,
        )
        .join(Component, Component.id == ImpactSpan.component_id)
        .join(Incident, Incident.id == ImpactSpan.incident_id)
        # From the incidents to their subjects, never from all subjects of the portal.
        .join(Subject, Subject.id == unsearched(Incident.id))
        .where(ImpactSpan.impact == Impact.DOWN, overlaps(ImpactSpan, span))
        .where(Subject.visibility == Visibility.VISIBLE)
        .order_by(ImpactSpan.starts_at, ImpactSpan.id)
    )
    end = min(span.ends_at, now())
    for row in db.session.execute(statement):
        component_id, starts_at, ends_at, kind, incident_id, *audiences = row
        met = Span(starts_at, max(min(ends_at or end, end), starts_at)).meet(span)
        if met is not None:
            yield Outage(component_id, met, _source(kind), incident_id), frozenset(audiences)


def _source(kind: IncidentKind) -> Source:
    return Source.MAINTENANCE if kind is IncidentKind.MAINTENANCE else Source.INCIDENT


def _measured(span: Span) -> Iterable[tuple[Outage, frozenset[int]]]:
    statement = (
        select(
            MeasuredDowntime.component_id,
            MeasuredDowntime.starts_at,
            MeasuredDowntime.ends_at,
            Component.audience_id,
        )
        .join(Component, Component.id == MeasuredDowntime.component_id)
        .where(overlaps(MeasuredDowntime, span))
        .order_by(MeasuredDowntime.starts_at, MeasuredDowntime.id)
    )
    for component_id, starts_at, ends_at, audience_id in db.session.execute(statement):
        met = Span(starts_at, ends_at).meet(span)
        if met is not None:
            yield Outage(component_id, met, Source.MEASURED), frozenset({audience_id})


def _announced(span: Span) -> Iterable[tuple[Announced, int]]:
    statement = (
        select(Announcement, AnnouncedComponent.component_id, Subject.audience_id)
        .join(AnnouncedComponent, AnnouncedComponent.announcement_id == Announcement.id)
        .join(Subject, Subject.id == unsearched(Announcement.incident_id))
        .where(overlaps(Announcement, span), Subject.visibility == Visibility.VISIBLE)
        .order_by(Announcement.id, AnnouncedComponent.component_id)
    )
    for row, component_id, audience_id in db.session.execute(statement):
        window = Span(row.starts_at, row.ends_at)
        one = Announced(
            frozenset({component_id}), window, row.announced_at, row.incident_id, row.replaced_at
        )
        yield one, audience_id


@dataclass(frozen=True, slots=True)
class DowntimeRow:
    """A time in which a component was down, as lists show it; without an end it goes on."""

    component_id: int
    component: dict[str, str]
    starts_at: datetime
    ends_at: datetime
    source: Source
    incident_id: int | None


def name_outages(outages: Iterable[Outage]) -> list[DowntimeRow]:
    """The outages with the names of their components, the newest first; one statement."""
    names = {row.id: row.name for row in db.session.execute(select(Component.id, Component.name))}
    rows = [
        DowntimeRow(
            one.component_id,
            names[one.component_id],
            one.span.starts_at,
            one.span.ends_at,
            one.source,
            one.incident_id,
        )
        for one in outages
        if one.component_id in names
    ]
    return sorted(rows, key=lambda row: (row.starts_at, row.component_id), reverse=True)
