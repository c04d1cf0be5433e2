"""Reads of service tokens: the ledger, what a month grants, and what one would do for a question."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, or_, select

from community.accounts.models import Entitlement
from community.content.queries import visible_to
from community.core import paging
from community.core.clock import now
from community.core.db import db
from community.core.paging import Page
from community.policies.actor import Actor
from community.service_levels import clock
from community.service_levels.models import (
    PlanVersion,
    Promise,
    PromiseState,
    ServiceTokenEntry,
    TokenReason,
)
from community.service_levels.queries_explained import list_pauses
from community.service_levels.queries_menu import find_menu_in_force, find_menu_of_version
from community.service_levels.terms import (
    CalendarTerms,
    Menu,
    PlanTerms,
    PromiseKind,
    TargetTerms,
)

LEDGER_SIZE = 20


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A line of an organisation's ledger; `is_seen` says whether the reader may see the question."""

    number: int
    at: datetime
    amount: int
    balance: int
    reason: TokenReason
    subject_id: int | None
    note: str
    is_seen: bool


def balance_of(organisation_id: int) -> int:
    """How many service tokens an organisation holds."""
    return balances_of([organisation_id]).get(organisation_id, (0, 0))[1]


def last_number(organisation_id: int) -> int:
    """The number of the last line of an organisation's ledger; 0 without one."""
    return balances_of([organisation_id]).get(organisation_id, (0, 0))[0]


def balances_of(organisation_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Organisation → (number of its last line, what it holds), one statement; none without a line."""
    last = (
        select(ServiceTokenEntry.organisation_id, func.max(ServiceTokenEntry.number).label("last"))
        .where(ServiceTokenEntry.organisation_id.in_(organisation_ids))
        .group_by(ServiceTokenEntry.organisation_id)
        .subquery()
    )
    statement = select(
        ServiceTokenEntry.organisation_id, ServiceTokenEntry.number, ServiceTokenEntry.balance
    ).join(
        last,
        (ServiceTokenEntry.organisation_id == last.c.organisation_id)
        & (ServiceTokenEntry.number == last.c.last),
    )
    return {row[0]: (row[1], row[2]) for row in db.session.execute(statement)}


def list_ledger(actor: Actor, organisation_id: int, after: str | None = None) -> Page[TokenLine]:
    """The ledger of an organisation, newest first; the caller has checked who asks."""
    seen = visible_to(select(Promise.subject_id), actor, Promise.subject_id).where(
        Promise.subject_id == ServiceTokenEntry.subject_id
    )
    statement = select(
        ServiceTokenEntry.number,
        ServiceTokenEntry.at,
        ServiceTokenEntry.amount,
        ServiceTokenEntry.balance,
        ServiceTokenEntry.reason,
        ServiceTokenEntry.subject_id,
        ServiceTokenEntry.note,
        seen.exists(),
    ).where(ServiceTokenEntry.organisation_id == organisation_id)
    key = paging.decode(after, 1)
    if key:
        statement = statement.where(ServiceTokenEntry.number < key[0])
    ordered = statement.order_by(ServiceTokenEntry.number.desc()).limit(LEDGER_SIZE + 1)
    rows = [TokenLine(*row) for row in db.session.execute(ordered)]
    return paging.cut(rows, lambda row: (row.number,), size=LEDGER_SIZE, began=key is not None)


def list_monthly_tokens(organisation_ids: Collection[int], at: datetime) -> dict[int, int]:
    """Organisation → tokens that its plan grants a month; without an entitlement everybody's plan."""
    menu = find_menu_in_force(at)
    if menu is None:
        return {}
    statement = (
        select(Entitlement)
        .where(
            Entitlement.organisation_id.in_(organisation_ids),
            Entitlement.starts_at <= at,
            or_(Entitlement.ends_at.is_(None), Entitlement.ends_at > at),
        )
        .order_by(Entitlement.starts_at)
    )
    held = {row.organisation_id: row for row in db.session.scalars(statement)}
    pinned = _menus_of({row.pinned_version_id for row in held.values()} - {None})
    found: dict[int, int] = {}
    for organisation_id in organisation_ids:
        row = held.get(organisation_id)
        under = pinned.get(row.pinned_version_id, menu) if row else menu
        plan = under.find_plan(row.plan_key if row else None)
        found[organisation_id] = plan.tokens_a_month if plan else 0
    return found


def _menus_of(version_ids: Collection[int | None]) -> dict[int | None, Menu]:
    """Plan version → its menu, for the few that contracts hold on to."""
    statement = select(PlanVersion.id, PlanVersion.menu_version_id).where(
        PlanVersion.id.in_(version_ids)
    )
    rows = db.session.execute(statement).all()
    menus = {key: find_menu_of_version(key) for key in {row.menu_version_id for row in rows}}
    found = {row.id: menus[row.menu_version_id] for row in rows}
    return {key: menu for key, menu in found.items() if menu is not None}


@dataclass(frozen=True, slots=True)
class Lift:
    """What a token would make of a promise."""

    plan: PlanTerms
    term: TargetTerms
    hours: CalendarTerms
    found: clock.Deadline


_NOT_RUNNING = _l("A token helps while the first answer is awaited and its time runs.")
_TWICE = _l("A token was used on this question already.")
_HIGHEST = _l("There is no plan above yours, or it promises nothing for this.")
_NO_BETTER = _l("The next plan would promise no earlier answer here.")
_TOO_LATE = _l("By the next plan, the time for an answer would have passed already.")


def find_lift(promise: Promise) -> Lift | LazyString:
    """What the next plan of the same menu would promise for this question, or why a token cannot help."""
    at = now()
    is_running = promise.state is PromiseState.RUNNING and at <= promise.due_at
    if promise.kind is not PromiseKind.FIRST_RESPONSE or not is_running:
        return _NOT_RUNNING
    if promise.raised_at is not None:
        return _TWICE
    plan, menu = _next_plan(promise)
    term = plan.find_target(promise.kind, promise.severity) if plan else None
    if plan is None or menu is None or term is None or plan.version_id is None:
        return _HIGHEST
    hours = menu.calendars[term.calendar_key]
    found = clock.deadline(
        promise.started_at,
        term.target,
        hours.calendar,
        hours.calendar.zone_for(promise.time_zone),
        pauses=[
            clock.Pause(one.started_at, one.ended_at)
            for one in list_pauses(promise.id)
            if one.ended_at
        ],
    )
    if found.due_at >= promise.due_at:
        return _NO_BETTER
    return _TOO_LATE if found.due_at <= at else Lift(plan, term, hours, found)


def _next_plan(promise: Promise) -> tuple[PlanTerms | None, Menu | None]:
    version = select(PlanVersion.menu_version_id).where(PlanVersion.id == promise.plan_version_id)
    menu = find_menu_of_version(db.session.scalars(version).one())
    plans = menu.plans if menu else ()
    places = [place for place, one in enumerate(plans) if one.version_id == promise.plan_version_id]
    above = plans[places[0] + 1 :] if places else ()
    return (above[0] if above else None), menu
