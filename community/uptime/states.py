"""The words and states of incidents and maintenance."""

from enum import StrEnum


class IncidentKind(StrEnum):
    """Something went wrong, or is worked on as planned."""

    INCIDENT = "incident"
    MAINTENANCE = "maintenance"


class IncidentState(StrEnum):
    """Where an incident or a maintenance stands; the latter also moves on by time alone."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Impact(StrEnum):
    """What it means for a component; only what is down counts against uptime."""

    DOWN = "down"
    DEGRADED = "degraded"
    NONE = "none"


class Health(StrEnum):
    """How a component is now, the worst last."""

    UP = "up"
    MAINTENANCE = "maintenance"
    DEGRADED = "degraded"
    DOWN = "down"


STATES_OF = {
    IncidentKind.INCIDENT: (
        IncidentState.INVESTIGATING,
        IncidentState.IDENTIFIED,
        IncidentState.MONITORING,
        IncidentState.RESOLVED,
    ),
    IncidentKind.MAINTENANCE: (
        IncidentState.SCHEDULED,
        IncidentState.IN_PROGRESS,
        IncidentState.COMPLETED,
        IncidentState.CANCELLED,
    ),
}
OVER = frozenset({IncidentState.RESOLVED, IncidentState.COMPLETED, IncidentState.CANCELLED})
WORST_LAST = tuple(Health)
