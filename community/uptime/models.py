"""Tables of components, of what happened to them, and of downtime that was measured elsewhere."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base, Translated, UTCDateTime, str_enum
from community.uptime.states import OVER, Impact, IncidentKind, IncidentState


class Component(Base):
    """A part of the service whose running is told and measured; a retired one only stands in the past."""

    __tablename__ = "components"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[dict[str, str]] = mapped_column(Translated)
    description: Mapped[dict[str, str]] = mapped_column(Translated, default=dict)
    position: Mapped[int] = mapped_column(default=0)
    audience_id: Mapped[int] = mapped_column(ForeignKey("audiences.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ComponentPlan(Base):
    """That a plan's uptime covers a component, from when (None: always) to when; months use it whole."""

    __tablename__ = "component_plans"
    __table_args__ = (UniqueConstraint("component_id", "plan_key", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    component_id: Mapped[int] = mapped_column(ForeignKey("components.id", ondelete="CASCADE"))
    plan_key: Mapped[str] = mapped_column(String(40), index=True)
    starts_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Incident(Base):
    """An incident or a planned maintenance; `ends_at` is None while an incident goes on."""

    __tablename__ = "incidents"
    __table_args__ = (
        Index("ix_incidents_time", "starts_at", "id"),
        Index("ix_incidents_ends", "ends_at"),
        Index("ix_incidents_news", "updated_at", "id"),
        CheckConstraint("ends_at IS NULL OR ends_at >= starts_at", name="in_order"),
    )

    id: Mapped[int] = mapped_column(ForeignKey("subjects.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[IncidentKind] = mapped_column(str_enum(IncidentKind))
    title: Mapped[dict[str, str]] = mapped_column(Translated)
    state: Mapped[IncidentState] = mapped_column(str_enum(IncidentState))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @property
    def is_maintenance(self) -> bool:
        """Whether it was planned."""
        return self.kind is IncidentKind.MAINTENANCE

    @property
    def is_over(self) -> bool:
        """Whether the team has said that it is over."""
        return self.state in OVER

    def state_at(self, at: datetime) -> IncidentState:
        """Its state then: planned work begins and ends at the announced times by itself."""
        return state_at(self.state, self.starts_at, self.ends_at, at)


def state_at(
    state: IncidentState, starts_at: datetime, ends_at: datetime | None, at: datetime
) -> IncidentState:
    """The state at an instant of what was said to be in this state with these times."""
    if state not in (IncidentState.SCHEDULED, IncidentState.IN_PROGRESS):
        return state
    if ends_at is not None and at >= ends_at:
        return IncidentState.COMPLETED
    return IncidentState.IN_PROGRESS if at >= starts_at else state


class IncidentUpdate(Base):
    """What the team said at some time, in one language or more."""

    __tablename__ = "incident_updates"
    __table_args__ = (Index("ix_incident_updates_incident", "incident_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"))
    state: Mapped[IncidentState] = mapped_column(str_enum(IncidentState))
    text: Mapped[dict[str, str]] = mapped_column(Translated)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )


class ImpactSpan(Base):
    """What an incident meant for a component from when to when; open while it lasts."""

    __tablename__ = "incident_impacts"
    __table_args__ = (
        Index("ix_incident_impacts_time", "starts_at", "ends_at"),
        Index("ix_incident_impacts_incident", "incident_id"),
        CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"))
    component_id: Mapped[int] = mapped_column(
        ForeignKey("components.id", ondelete="CASCADE"), index=True
    )
    impact: Mapped[Impact] = mapped_column(str_enum(Impact))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Announcement(Base):
    """A window in which maintenance was announced; a moved or cancelled one keeps its row, with when that was."""

    __tablename__ = "maintenance_announcements"
    __table_args__ = (
        Index("ix_maintenance_announcements_time", "starts_at", "ends_at"),
        CheckConstraint("ends_at > starts_at", name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(
        ForeignKey("incidents.id", ondelete="CASCADE"), index=True
    )
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    announced_at: Mapped[datetime] = mapped_column(UTCDateTime)
    replaced_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class AnnouncedComponent(Base):
    """A component that an announcement named."""

    __tablename__ = "maintenance_components"

    announcement_id: Mapped[int] = mapped_column(
        ForeignKey("maintenance_announcements.id", ondelete="CASCADE"), primary_key=True
    )
    component_id: Mapped[int] = mapped_column(
        ForeignKey("components.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class MeasuredDowntime(Base):
    """Downtime that a monitor measured, under the name that the monitor gave it."""

    __tablename__ = "measured_downtime"
    __table_args__ = (
        Index("ix_measured_downtime_time", "starts_at", "ends_at"),
        CheckConstraint("ends_at > starts_at", name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(120), unique=True)
    component_id: Mapped[int] = mapped_column(
        ForeignKey("components.id", ondelete="CASCADE"), index=True
    )
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    imported_at: Mapped[datetime] = mapped_column(UTCDateTime)
