"""Which terms of the menu apply to whom: by entitlement, pinned version and severity."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from community.accounts.models import Entitlement
from community.core.db import db
from community.policies.actor import Actor
from community.service_levels.calendars import Calendar
from community.service_levels.models import PlanVersion
from community.service_levels.queries_menu import find_menu_in_force, find_menu_of_version
from community.service_levels.terms import (
    CalendarTerms,
    Menu,
    PlanTerms,
    PromiseKind,
    SeverityTerms,
    TargetTerms,
)


@dataclass(frozen=True, slots=True)
class Applicable:
    """The terms that apply to one matter of one customer at one instant."""

    menu: Menu
    plan: PlanTerms
    term: TargetTerms
    hours: CalendarTerms
    severity: str | None

    @property
    def calendar(self) -> Calendar:
        """The hours as a value."""
        return self.hours.calendar

    def beside(self, kind: PromiseKind, severity: str | None) -> "Applicable | None":
        """What the same plan promises of another kind; None where it promises nothing."""
        return _applicable(self.menu, self.plan, kind, severity)


def find_applicable(
    organisation_id: int | None, kind: PromiseKind, severity: str | None, at: datetime
) -> Applicable | None:
    """What is promised to members of this organisation (None: to everybody); None before the first menu."""
    return find_applicable_of(_find_entitlement(organisation_id, at), kind, severity, at)


def find_applicable_of(
    entitlement: Entitlement | None, kind: PromiseKind, severity: str | None, at: datetime
) -> Applicable | None:
    """What is promised to whoever has this entitlement (None: to everybody); None before the first menu."""
    menu, plan = _plan_under(entitlement, at)
    return _applicable(menu, plan, kind, severity) if menu and plan else None


def _applicable(
    menu: Menu, plan: PlanTerms, kind: PromiseKind, severity: str | None
) -> Applicable | None:
    term = plan.find_target(kind, severity)
    if term is None:
        return None
    return Applicable(menu, plan, term, menu.calendars[term.calendar_key], term.severity or None)


def find_applicable_under(
    plan_version_id: int,
    organisation_id: int | None,
    *,
    kind: PromiseKind,
    severity: str | None,
    at: datetime,
) -> Applicable | None:
    """What is promised at an instant under the version of the menu that this plan version belongs to."""
    version = select(PlanVersion.menu_version_id).where(PlanVersion.id == plan_version_id)
    menu = find_menu_of_version(db.session.scalars(version).one())
    if menu is None:
        return None
    entitlement = _find_entitlement(organisation_id, at)
    plan = menu.find_plan(entitlement.plan_key if entitlement else None)
    return _applicable(menu, plan, kind, severity) if plan else None


def find_plan_of(organisation_id: int | None, at: datetime) -> PlanTerms | None:
    """The plan that an organisation (None: everybody) has at an instant; None before the first menu."""
    return find_terms_of(organisation_id, at)[1]


def list_my_plans(actor: Actor, at: datetime) -> list[tuple[str, PlanTerms]]:
    """(organisation, plan) of each organisation of the actor; everybody's plan under "" for those without one."""
    mine: list[tuple[int | None, str]] = [*actor.organisations.items()] or [(None, "")]
    found = [(name, find_plan_of(organisation_id, at)) for organisation_id, name in mine]
    return [(name, plan) for name, plan in found if plan]


def list_severities_for(organisation_id: int | None, at: datetime) -> tuple[SeverityTerms, ...]:
    """The severities to choose from: none for a plan that does not tell them apart."""
    menu, plan = find_terms_of(organisation_id, at)
    if menu is None or plan is None or not plan.has_severities():
        return ()
    return menu.severities


def find_terms_of(
    organisation_id: int | None, at: datetime
) -> tuple[Menu, PlanTerms] | tuple[None, None]:
    """The menu, pinned or in force, and the plan of an organisation (None: everybody); none before the first."""
    return _plan_under(_find_entitlement(organisation_id, at), at)


def _plan_under(
    entitlement: Entitlement | None, at: datetime
) -> tuple[Menu, PlanTerms] | tuple[None, None]:
    menu = _find_pinned_menu(entitlement) or find_menu_in_force(at)
    if menu is None:
        return None, None
    plan = menu.find_plan(entitlement.plan_key if entitlement else None)
    return (menu, plan) if plan else (None, None)


def _find_entitlement(organisation_id: int | None, at: datetime) -> Entitlement | None:
    if organisation_id is None:
        return None
    statement = (
        select(Entitlement)
        .where(
            Entitlement.organisation_id == organisation_id,
            Entitlement.starts_at <= at,
            or_(Entitlement.ends_at.is_(None), Entitlement.ends_at > at),
        )
        .order_by(Entitlement.starts_at.desc())
        .limit(1)
    )
    return db.session.scalars(statement).first()


def _find_pinned_menu(entitlement: Entitlement | None) -> Menu | None:
    # A contract may hold on to the version of the plan that it was signed under.
    if entitlement is None or entitlement.pinned_version_id is None:
        return None
    pinned = select(PlanVersion.menu_version_id).where(
        PlanVersion.id == entitlement.pinned_version_id
    )
    version_id = db.session.scalars(pinned).first()
    return find_menu_of_version(version_id) if version_id is not None else None
