"""Reads of incidents and maintenance with all that was said, narrowed to what the reader may read of."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select

from community.content.queries import visible_to
from community.core import paging
from community.core.clock import now
from community.core.db import db
from community.core.errors import NotFound
from community.core.paging import Page
from community.policies.actor import Actor
from community.uptime.models import Incident, IncidentUpdate, state_at
from community.uptime.months import Month
from community.uptime.queries import MOST_AT_ONCE, ImpactRow, Rows, list_impacts
from community.uptime.queries_downtime import overlaps
from community.uptime.spans import Span
from community.uptime.states import OVER, Impact, IncidentKind, IncidentState

NEWS = 30
AHEAD = timedelta(days=60)
LATELY = timedelta(days=14)


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
    def is_said_to_be_over(self) -> bool:
        """Whether the team has said so: planned work ends by time alone, and may have lasted longer."""
        return self.said_state in OVER

    @property
    def components(self) -> dict[int, tuple[Mapping[str, str], Impact]]:
        """Component → its name and the latest impact on it."""
        return {one.component_id: (one.component, one.impact) for one in self.impacts}


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


def find_first_month() -> datetime | None:
    """When the first thing that is told of began; None while there is none."""
    return db.session.scalars(select(func.min(Incident.starts_at))).first()
