"""What the company changes while the story goes on, by the actions of its pages: menu, days off, customers' plans."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import select

from community.accounts import actions_organisations as organisations
from community.accounts.models import Entitlement
from community.core.clock import now
from community.core.db import db, writing
from community.policies.actor import SYSTEM, Actor
from community.service_levels.actions_calendars import change_days_ahead, days_ahead
from community.service_levels.actions_menu import (
    change_targets,
    check_draft,
    draft_menu,
    publish_menu,
)
from community.service_levels.actions_parts import change_hours
from community.service_levels.calendars import Calendar, Holiday, Target, Unit, week_of
from community.service_levels.catalogue import ALWAYS, LOCAL_OFFICE, OFFICE, WORKING_WEEK
from community.service_levels.queries_menu import get_draft_menu, list_versions, menu_of
from community.service_levels.tasks_calendars import follow_calendars
from community.service_levels.terms import PromiseKind
from tests.service_levels.recount_terms import (
    BETTER_PLAN,
    FIRST_CHANGED,
    IN_FORCE,
    PUBLISHED,
    REVISIONS,
    SOLUTION_CHANGED,
    WINDOWS,
    Revision,
    Term,
    moment,
)

KEYS = {"office": OFFICE, "local": LOCAL_OFFICE, "week": WORKING_WEEK, None: ALWAYS}
Change = Callable[[], object]


def changes(admin: Actor, raised: list[int]) -> list[tuple[int, Change]]:
    """All changes of the story by their minute; `raised` are the customers who get a better plan."""
    made: list[tuple[int, Change]] = [(at, publisher(admin, n)) for n, at in PUBLISHED.items()]
    made += [(one.at, reviser(admin, one)) for one in REVISIONS]
    made += [(BETTER_PLAN[0], raiser(one)) for one in raised]
    return sorted(made, key=lambda one: one[0])


def publisher(admin: Actor, number: int) -> Change:
    """Publishes the version with this number."""

    def publish() -> None:
        with writing():
            draft_menu(admin)
            for plan in ("standard", "premium", "enterprise"):
                change_targets(admin, plan, targets_of(plan, number))
            widen(admin, number)
        checked = check_draft(admin)
        with writing():
            publish_menu(admin, moment(IN_FORCE[number]), checked=checked)

    return publish


def targets_of(plan: str, number: int) -> dict[tuple[PromiseKind, str], tuple[Target, str] | None]:
    """What this version says otherwise of a plan, in minutes; a next response has twice the time of a first one."""
    found: dict[tuple[PromiseKind, str], tuple[Target, str] | None] = {}
    for (of, severity), term in FIRST_CHANGED[number].items():
        if of == plan:
            found[PromiseKind.FIRST_RESPONSE, severity] = _target(term)
            found[PromiseKind.NEXT_RESPONSE, severity] = _target((term[0] * 2, term[1]))
    for (of, severity), term in SOLUTION_CHANGED[number].items():
        if of == plan:
            found[PromiseKind.RESOLUTION, severity] = _target(term)
    return found


def _target(term: Term) -> tuple[Target, str]:
    unit = Unit.BUSINESS_MINUTES if term[1] else Unit.CLOCK_MINUTES
    return Target(term[0], unit), KEYS[term[1]]


def widen(admin: Actor, number: int) -> None:
    """Give the customer's hours of the draft the windows of this version."""
    terms = get_draft_menu().calendars[LOCAL_OFFICE]
    opens, closes = WINDOWS[number]
    windows = week_of([(opens * 60, closes * 60)], range(5))
    changed = Calendar(windows, terms.calendar.holidays, terms.calendar.zone)
    change_hours(admin, LOCAL_OFFICE, terms.name, changed)


def reviser(admin: Actor, change: Revision) -> Change:
    """Adds days off ahead or takes them back, and lets the worker hold promises against it."""

    def revise() -> None:
        version = next(one for one in list_versions() if one.number == change.version)
        key = KEYS[change.hours]
        kept = days_ahead(menu_of(version).calendar(key))
        days = [one for one in kept if one.day not in change.worked]
        days += [_day_off(day) for day in change.added]
        with writing():
            assert change_days_ahead(admin, version.id, key, days) is not None
        follow_calendars()

    return revise


def _day_off(day: date) -> Holiday:
    return Holiday(day, {"en": "Away", "fr": "Absence"})


def raiser(organisation_id: int) -> Change:
    """Gives a customer the better plan; what waits follows when its event is delivered."""

    def give() -> None:
        with writing():
            mine = select(Entitlement.id).where(Entitlement.organisation_id == organisation_id)
            entitlement_id = db.session.scalars(mine).one()
            organisations.end_entitlement(SYSTEM, organisation_id, entitlement_id)
            organisations.entitle(SYSTEM, organisation_id, BETTER_PLAN[1], starts_at=now())

    return give
