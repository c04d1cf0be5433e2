"""What the team says of incidents: report, update, correct; each word is told once to those who follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select

from community.content.actions import change_audience, intern_audience, new_subject
from community.content.models import Subject, SubjectKind
from community.core.audit import audit
from community.core.clock import now
from community.core.db import db, get_locked, lock
from community.core.errors import Conflict, Invalid, NotFound
from community.core.outbox import record
from community.core.versions import raise_version
from community.events import DowntimeChanged, IncidentUpdated
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.uptime.actions_words import Words, check_words, clean
from community.uptime.models import Component, ImpactSpan, Incident, IncidentUpdate
from community.uptime.months import month_of
from community.uptime.queries_desk import list_open_times
from community.uptime.states import OVER, STATES_OF, Impact, IncidentKind, IncidentState

NO_COMPONENT = _l("Please say which components are concerned.")

Impacts = Mapping[int, Impact]


@dataclass(frozen=True)
class Report:
    """An incident as it is first told; with an end it is told when it was over already."""

    title: Words
    text: Words
    state: IncidentState
    impacts: Impacts
    grants: tuple[str, ...] = ("public",)
    began_at: datetime | None = None
    ended_at: datetime | None = None


def report_incident(actor: Actor, report: Report) -> Incident:
    """Tell of an incident; Invalid on the field that is wrong."""
    ensure(actor, Permission.INCIDENT_WRITE)
    at = now()
    began = report.began_at or at
    _check_report(report, began, at)
    is_over = report.state is IncidentState.RESOLVED
    ended = (report.ended_at or at) if is_over else None
    incident = new_incident(actor, IncidentKind.INCIDENT, report.title, report.grants)
    incident.state, incident.starts_at, incident.ends_at = report.state, began, ended
    db.session.flush()  # what belongs to it points at its row
    for component_id, impact in report.impacts.items():
        row = ImpactSpan(incident_id=incident.id, component_id=component_id, impact=impact)
        row.starts_at, row.ends_at = began, ended
        db.session.add(row)
    say(actor, incident, report.state, report.text, first=True)
    note_change(actor, began, ended)
    return incident


def _check_report(report: Report, began: datetime, at: datetime) -> None:
    check_words(report.title, "title_en")
    check_words(report.text, "text_en")
    if not report.impacts:
        raise Invalid(NO_COMPONENT, field="components")
    check_components(report.impacts)
    if report.state not in STATES_OF[IncidentKind.INCIDENT]:
        raise Invalid(_l("Please choose one from the list."), field="state")
    if began > at:
        raise Invalid(_l("It cannot begin in the future: plan maintenance instead."), "began_at")
    if report.state is not IncidentState.RESOLVED:
        if report.ended_at is not None:
            raise Invalid(_l("Only what is resolved has an end."), field="ended_at")
        return
    if report.began_at is None:
        raise Invalid(_l("Please fill this in."), field="began_at")
    if not began < (report.ended_at or at) <= at:
        raise Invalid(_l("The end must come after the beginning, and not after now."), "ended_at")


def new_incident(
    actor: Actor, kind: IncidentKind, title: Words, grants: tuple[str, ...]
) -> Incident:
    """The row of an incident with its identity, seen by those with one of these grants and by staff."""
    lang = next(locale for locale, text in title.items() if text)
    audience_id = intern_audience(closed_to(grants))
    subject = new_subject(actor, SubjectKind.INCIDENT, lang=lang, audience_id=audience_id)
    # What the team says is the company's word: who wrote it stands at each update, for the team.
    subject.author_id = None
    incident = Incident(id=subject.id, kind=kind, title=clean(title))
    incident.created_at = incident.updated_at = now()
    db.session.add(incident)
    return incident


def closed_to(grants: tuple[str, ...]) -> tuple[str, ...]:
    """Grants as they are kept: public stands alone, and staff see whatever is closed to others."""
    return ("public",) if "public" in grants else tuple(sorted({*grants, "staff"}))


def say(
    actor: Actor, incident: Incident, state: IncidentState, text: Words, *, first: bool = False
) -> IncidentUpdate:
    """Keep what is said now, and tell it."""
    update = IncidentUpdate(incident_id=incident.id, state=state, text=clean(text), at=now())
    update.author_id, incident.updated_at = actor.member_id, now()
    db.session.add(update)
    db.session.flush()  # the event names it
    record(
        IncidentUpdated(
            incident_id=incident.id, update_id=update.id, actor_id=actor.member_id, first=first
        )
    )
    return update


@dataclass(frozen=True)
class Word:
    """What is said of an incident next, and what it means for components from now on."""

    state: IncidentState
    text: Words
    impacts: Impacts


def update_incident(actor: Actor, incident: Incident, word: Word) -> IncidentUpdate:
    """Say how it goes on; a resolved incident ends, and begins again when it is said to."""
    lock(incident)
    ensure(actor, Permission.INCIDENT_WRITE, incident)
    if incident.is_maintenance:
        raise Conflict(_l("Planned maintenance goes on by its own words."))
    if word.state not in STATES_OF[IncidentKind.INCIDENT]:
        raise Invalid(_l("Please choose one from the list."), field="state")
    check_words(word.text, "text_en")
    check_components(word.impacts)
    at = now()
    is_over = word.state is IncidentState.RESOLVED
    incident.state, incident.ends_at = word.state, at if is_over else None
    set_impacts(incident, {} if is_over else word.impacts, at, close=is_over)
    return say(actor, incident, word.state, word.text)


def set_impacts(incident: Incident, impacts: Impacts, at: datetime, *, close: bool) -> None:
    """Let these impacts hold from now on; with `close` none does any more."""
    statement = (
        select(ImpactSpan)
        .where(ImpactSpan.incident_id == incident.id)
        .where(ImpactSpan.ends_at.is_(None) | (ImpactSpan.ends_at > at))
    )
    running = db.session.scalars(statement).all()
    for row in running:
        wanted = impacts.get(row.component_id)
        if close or (wanted is not None and wanted is not row.impact):
            _close(row, at)
    if close:
        return
    held = {(row.component_id, row.impact) for row in running}
    for component_id, impact in impacts.items():
        if (component_id, impact) not in held:
            fresh = ImpactSpan(incident_id=incident.id, component_id=component_id, impact=impact)
            fresh.starts_at = at
            db.session.add(fresh)


def _close(row: ImpactSpan, at: datetime) -> None:
    if row.starts_at >= at:
        db.session.delete(row)
    else:
        row.ends_at = at


def rename_incident(
    actor: Actor, incident: Incident, title: Words, grants: tuple[str, ...]
) -> None:
    """Correct the title, and who may read of it."""
    lock(incident)
    ensure(actor, Permission.INCIDENT_WRITE, incident)
    check_words(title, "title_en")
    incident.title = clean(title)
    raise_version("incidents")
    subject, audience_id = get_locked(Subject, incident.id), intern_audience(closed_to(grants))
    if subject.audience_id != audience_id:
        change_audience(subject, audience_id)
        # What counts for a customer is what he may read of.
        note_change(actor, incident.starts_at, incident.ends_at, about=incident.id)


@dataclass(frozen=True)
class TimeOfImpact:
    """When a component was how, as somebody corrects it."""

    component_id: int
    impact: Impact
    starts_at: datetime
    ends_at: datetime | None


def correct_time(
    actor: Actor, incident: Incident, row: ImpactSpan | None, time: TimeOfImpact
) -> None:
    """Correct (or, without a row, add) a time in which a component was concerned."""
    lock(incident)
    ensure(actor, Permission.INCIDENT_WRITE, incident)
    if row is not None:
        _ensure_of(incident, lock(row))
    check_components({time.component_id: time.impact})
    _check_time(incident, time, instead_of=row)
    before = (row.starts_at, row.ends_at) if row is not None else None
    row = row or ImpactSpan(incident_id=incident.id)
    row.component_id, row.impact = time.component_id, time.impact
    row.starts_at, row.ends_at = time.starts_at, time.ends_at
    db.session.add(row)
    _fit(incident)
    raise_version("incidents")
    first = min(time.starts_at, before[0]) if before else time.starts_at
    last = None if before and before[1] is None else _later(time.ends_at, before)
    note_change(actor, first, last, about=incident.id)


def _later(
    ends_at: datetime | None, before: tuple[datetime, datetime | None] | None
) -> datetime | None:
    if ends_at is None or before is None or before[1] is None:
        return ends_at
    return max(ends_at, before[1])


def remove_time(actor: Actor, incident: Incident, row: ImpactSpan) -> None:
    """Take a time out that was none."""
    lock(incident)
    ensure(actor, Permission.INCIDENT_WRITE, incident)
    _ensure_of(incident, lock(row))
    first, last = row.starts_at, row.ends_at
    db.session.execute(delete(ImpactSpan).where(ImpactSpan.id == row.id))
    _fit(incident)
    raise_version("incidents")
    note_change(actor, first, last, about=incident.id)


def _ensure_of(incident: Incident, row: ImpactSpan) -> None:
    if row.incident_id != incident.id:
        raise NotFound


def _check_time(incident: Incident, time: TimeOfImpact, *, instead_of: ImpactSpan | None) -> None:
    at = now()
    if time.ends_at is not None and time.ends_at <= time.starts_at:
        raise Invalid(_l("The end must come after the beginning."), field="ends_at")
    if time.ends_at is None and (incident.state in OVER or incident.is_maintenance):
        raise Invalid(_l("This is over, so its times need an end."), field="ends_at")
    others = list_open_times(incident.id, time.component_id) - {instead_of and instead_of.id}
    if time.ends_at is None and others:
        raise Invalid(
            _l("Another time of this component goes on already: give one of them an end."),
            field="ends_at",
        )
    if not incident.is_maintenance and max(time.starts_at, time.ends_at or at) > at:
        raise Invalid(_l("What has not happened yet cannot be corrected."), field="ends_at")


def _fit(incident: Incident) -> None:
    """An incident begins with the first of its times, and ends with the last once it is over."""
    if incident.is_maintenance:
        return
    db.session.flush()  # the times are asked below
    times = select(func.min(ImpactSpan.starts_at), func.max(ImpactSpan.ends_at))
    first, last = db.session.execute(times.where(ImpactSpan.incident_id == incident.id)).one()
    if first is not None:
        incident.starts_at = first
    if incident.state in OVER and last is not None:
        incident.ends_at = max(last, incident.starts_at)


def note_change(
    actor: Actor, first: datetime, last: datetime | None, *, about: int | None = None
) -> None:
    """Say which months are to be reckoned anew; nothing where it concerns the present one alone."""
    present = month_of(now())
    begin, end = month_of(first), min(month_of(last or now()), present)
    if begin < present:
        record(DowntimeChanged(first_month=begin.key, last_month=end.key))
    if about is not None:
        months = {"first": begin.key, "last": end.key}
        audit(actor.member_id, "incident.corrected", ("incident", about), **months)


def check_components(impacts: Impacts) -> None:
    """Invalid with a component that there is not."""
    found = select(func.count()).where(Component.id.in_(list(impacts)))
    if db.session.scalars(found).one() != len(impacts):
        raise Invalid(_l("Please choose one from the list."), field="components")
