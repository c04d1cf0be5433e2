"""What the team plans: announce maintenance, move it, say how it goes, call it off.

Each announced window keeps its row: what was announced when decides whether a month leaves it out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update

from community.core.clock import now
from community.core.db import db, lock
from community.core.errors import Conflict, Invalid
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.uptime.actions import (
    NO_COMPONENT,
    Impacts,
    Word,
    check_components,
    new_incident,
    note_change,
    say,
)
from community.uptime.actions_words import Words, check_words
from community.uptime.models import AnnouncedComponent, Announcement, ImpactSpan, Incident
from community.uptime.spans import Span
from community.uptime.states import STATES_OF, IncidentKind, IncidentState

LONGEST = timedelta(days=14)


@dataclass(frozen=True)
class Plan:
    """Maintenance as it is announced."""

    title: Words
    text: Words
    impacts: Impacts
    starts_at: datetime
    ends_at: datetime
    grants: tuple[str, ...] = ("public",)


def plan_maintenance(actor: Actor, plan: Plan) -> Incident:
    """Announce maintenance in a window to come; Invalid on the field that is wrong."""
    ensure(actor, Permission.INCIDENT_WRITE)
    check_words(plan.title, "title_en")
    check_words(plan.text, "text_en")
    if not plan.impacts:
        raise Invalid(NO_COMPONENT, field="components")
    check_components(plan.impacts)
    _check_window(plan.starts_at, plan.ends_at)
    incident = new_incident(actor, IncidentKind.MAINTENANCE, plan.title, plan.grants)
    incident.state = IncidentState.SCHEDULED
    incident.starts_at, incident.ends_at = plan.starts_at, plan.ends_at
    db.session.flush()  # what belongs to it points at its row
    _announce(incident, plan.impacts)
    say(actor, incident, incident.state, plan.text, first=True)
    return incident


def _check_window(starts_at: datetime, ends_at: datetime) -> None:
    if starts_at <= now():
        raise Invalid(_l("Maintenance is announced before it begins."), field="starts_at")
    if not starts_at < ends_at <= starts_at + LONGEST:
        raise Invalid(
            _l("The end must come after the beginning, within two weeks."), field="ends_at"
        )


def _announce(incident: Incident, impacts: Impacts) -> None:
    window = {"starts_at": incident.starts_at, "ends_at": incident.ends_at}
    row = Announcement(incident_id=incident.id, announced_at=now(), **window)
    db.session.add(row)
    db.session.flush()  # its components point at it
    for component_id, impact in impacts.items():
        db.session.add(AnnouncedComponent(announcement_id=row.id, component_id=component_id))
        span = ImpactSpan(incident_id=incident.id, component_id=component_id, impact=impact)
        span.starts_at, span.ends_at = incident.starts_at, incident.ends_at
        db.session.add(span)


def move_maintenance(actor: Actor, incident: Incident, window: Span, text: Words) -> None:
    """Announce another window in the place of one that has not begun."""
    starts_at, ends_at = window.starts_at, window.ends_at
    _ensure_planned(actor, incident)
    check_words(text, "text_en")
    _check_window(starts_at, ends_at)
    impacts = _withdraw(incident)
    incident.starts_at, incident.ends_at = starts_at, ends_at
    _announce(incident, impacts)
    say(actor, incident, incident.state, text)


def _ensure_planned(actor: Actor, incident: Incident) -> None:
    lock(incident)
    ensure(actor, Permission.INCIDENT_WRITE, incident)
    if not incident.is_maintenance or incident.state_at(now()) is not IncidentState.SCHEDULED:
        raise Conflict(_l("It has begun, or was called off."))


def _withdraw(incident: Incident) -> Impacts:
    """What was announced counts no more; the impacts that it had."""
    mine = ImpactSpan.incident_id == incident.id
    rows = db.session.execute(select(ImpactSpan.component_id, ImpactSpan.impact).where(mine))
    impacts = {row.component_id: row.impact for row in rows}
    db.session.execute(delete(ImpactSpan).where(mine))
    db.session.execute(
        update(Announcement)
        .where(Announcement.incident_id == incident.id, Announcement.replaced_at.is_(None))
        .values(replaced_at=now())
    )
    return impacts


def update_maintenance(actor: Actor, incident: Incident, word: Word) -> None:
    """Say how the work goes: that it ends now (sooner or later than announced), or that it is called off.

    What lasts longer than was announced is not left out of uptime.
    """
    if word.state is IncidentState.CANCELLED:
        _ensure_planned(actor, incident)
        check_words(word.text, "text_en")
        _withdraw(incident)
        incident.ends_at = incident.starts_at
    else:
        _go_on(actor, incident, word)
    incident.state = word.state
    say(actor, incident, word.state, word.text)


def _go_on(actor: Actor, incident: Incident, word: Word) -> None:
    lock(incident)
    ensure(actor, Permission.INCIDENT_WRITE, incident)
    if not incident.is_maintenance or incident.is_over:
        raise Conflict(_l("It is over, or was called off."))
    if word.state not in STATES_OF[IncidentKind.MAINTENANCE]:
        raise Invalid(_l("Please choose one from the list."), field="state")
    check_words(word.text, "text_en")
    at = now()
    if word.state is IncidentState.COMPLETED:
        if at <= incident.starts_at:
            raise Invalid(_l("It has not begun yet: call it off instead."), field="state")
        end_work(incident, at)
        note_change(actor, incident.starts_at, at)


def end_work(incident: Incident, at: datetime) -> None:
    """Let everything that this work concerned end at an instant, whatever was planned."""
    rows = db.session.scalars(select(ImpactSpan).where(ImpactSpan.incident_id == incident.id))
    planned = incident.ends_at
    for row in rows:
        if row.ends_at is None or row.ends_at == planned:
            row.ends_at = max(at, row.starts_at + timedelta(seconds=1))
    incident.ends_at = at
