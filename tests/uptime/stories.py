"""What the stories of incidents begin with: components, incidents and maintenance, made as the pages make them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from community.core.db import db, writing
from community.policies.actor import SYSTEM, Actor, Role
from community.uptime import actions, actions_maintenance
from community.uptime.actions import Report, Word
from community.uptime.actions_components import ComponentFacts, add_component
from community.uptime.actions_maintenance import Plan
from community.uptime.models import Component, Incident
from community.uptime.states import Impact, IncidentState
from tests.makers import actor_of, make_member

PLANS = ("premium", "enterprise")


def make_component(key: str = "orders", *plans: str, grants: tuple[str, ...] = ("public",)) -> int:
    """A component covered by these plans, by default those that promise uptime."""
    name = {"en": key.title(), "fr": f"{key.title()} (fr)"}
    facts = ComponentFacts(name, {}, plan_keys=plans or PLANS, grants=grants)
    with writing():
        return add_component(SYSTEM, key, facts).id


def agent() -> Actor:
    """Somebody of the team."""
    return actor_of(make_member("Aga Agent", Role.AGENT))


def report(
    component_id: int,
    began_at: datetime | None = None,
    ended_at: datetime | None = None,
    *,
    impact: Impact = Impact.DOWN,
    by: Actor | None = None,
    grants: tuple[str, ...] = ("public",),
    title: str = "Orders stand still",
) -> int:
    """An incident of one component; with an end it is over."""
    state = IncidentState.RESOLVED if ended_at else IncidentState.INVESTIGATING
    told = Report(
        {"en": title, "fr": f"{title} (fr)"},
        {"en": "We look into it.", "fr": "Nous regardons."},
        state,
        {component_id: impact},
        grants,
        began_at,
        ended_at,
    )
    by = by or agent()
    with writing():
        return actions.report_incident(by, told).id


def plan(
    component_id: int,
    starts_at: datetime,
    ends_at: datetime,
    *,
    impact: Impact = Impact.DOWN,
    by: Actor | None = None,
) -> int:
    """Maintenance of one component."""
    words = {"en": "A new database", "fr": "Une nouvelle base"}
    by = by or agent()
    with writing():
        planned = Plan(words, words, {component_id: impact}, starts_at, ends_at)
        return actions_maintenance.plan_maintenance(by, planned).id


def say(incident_id: int, state: IncidentState, by: Actor | None = None, **impacts: Impact) -> None:
    """Another word on it; impacts by the keys of components."""
    by = by or agent()
    ids = {row.key: row.id for row in db.session.execute(select(Component.key, Component.id))}
    word = Word(
        state, {"en": f"It is {state}."}, {ids[key]: impact for key, impact in impacts.items()}
    )
    with writing() as session:
        row = session.get_one(Incident, incident_id)
        if row.is_maintenance:
            actions_maintenance.update_maintenance(by, row, word)
        else:
            actions.update_incident(by, row, word)


def at(text: str) -> datetime:
    """An instant written in UTC: `11-03 14:05` of 2026."""
    return datetime.fromisoformat(f"2026-{text.replace(' ', 'T')}:00+00:00")
