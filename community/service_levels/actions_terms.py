"""Writes the terms of a draft into its rows, whole; only `actions_menu` calls it."""

from typing import Any

from sqlalchemy import delete, insert, select

from community.core.clock import now
from community.core.db import Base, db, insert_new
from community.policies.actor import Actor
from community.service_levels.models import (
    CalendarRevision,
    CreditTier,
    Exclusion,
    Floor,
    MenuVersion,
    Plan,
    PlanVersion,
    Severity,
    SupportCalendar,
    TargetRow,
    UptimeObjective,
)
from community.service_levels.models_articles import MenuArticle
from community.service_levels.terms import Menu, PlanTerms

Row = dict[str, Any]


def write_terms(actor: Actor, version: MenuVersion, menu: Menu) -> None:
    """Let the draft hold exactly this menu, whatever it held before."""
    _clear(version.id)
    version.time_zone = menu.zone
    calendars = _write_calendars(actor, version.id, menu)
    _insert_all(Severity, _severities(version.id, menu))
    _insert_all(Floor, _floors(version.id, menu, calendars))
    lines = menu.articles.items()
    _insert_all(
        MenuArticle,
        [{"menu_version_id": version.id, "line": line, "article_id": key} for line, key in lines],
    )
    plans = _write_plans(version.id, menu)
    _insert_all(TargetRow, [row for one in plans for row in _targets(*one, calendars)])
    _insert_all(UptimeObjective, [row for one in plans for row in _objectives(*one)])
    _insert_all(CreditTier, [row for one in plans for row in _tiers(*one)])
    _insert_all(Exclusion, [row for one in plans for row in _exclusions(*one)])


def _insert_all(model: type[Base], rows: list[Row]) -> None:
    """One statement for all rows; nobody needs their keys before the menu is read again."""
    if rows:
        db.session.execute(insert(model), rows)


def _clear(version_id: int) -> None:
    plans = select(PlanVersion.id).where(PlanVersion.menu_version_id == version_id)
    for model in (TargetRow, UptimeObjective, Exclusion, CreditTier):
        db.session.execute(delete(model).where(model.plan_version_id.in_(plans)))
    for owned in (PlanVersion, Severity, Floor, MenuArticle, CalendarRevision):
        db.session.execute(delete(owned).where(owned.menu_version_id == version_id))


def _ids_of(model: type[Plan] | type[SupportCalendar], keys: list[str]) -> dict[str, int]:
    """The ids of these keys, which all versions share; new keys get theirs now."""
    insert_new(model, [{"key": key, "created_at": now()} for key in keys])
    found = db.session.execute(select(model.key, model.id).where(model.key.in_(keys)))
    return {row.key: row.id for row in found}


def _write_calendars(actor: Actor, version_id: int, menu: Menu) -> dict[str, int]:
    ids = _ids_of(SupportCalendar, [terms.key for terms in menu.calendars.values()])
    for position, terms in enumerate(menu.calendars.values()):
        stored = terms.calendar.as_json()
        row = CalendarRevision(menu_version_id=version_id, number=1, position=position)
        row.calendar_id = ids[terms.key]
        row.name, row.time_zone = dict(terms.name), terms.calendar.zone
        row.windows, row.holidays = stored["windows"], stored["holidays"]
        row.created_at, row.created_by_id = now(), actor.member_id
        db.session.add(row)
    return ids


def _severities(version_id: int, menu: Menu) -> list[Row]:
    return [
        {
            "menu_version_id": version_id,
            "key": one.key,
            "position": position,
            "name": dict(one.name),
            "definition": dict(one.definition),
        }
        for position, one in enumerate(menu.severities)
    ]


def _floors(version_id: int, menu: Menu, calendars: dict[str, int]) -> list[Row]:
    return [
        {
            "menu_version_id": version_id,
            "kind": floor.kind,
            "amount": floor.target.amount,
            "unit": floor.target.unit,
            "calendar_id": calendars[floor.calendar_key],
        }
        for floor in menu.floors
    ]


def _write_plans(version_id: int, menu: Menu) -> list[tuple[int, PlanTerms]]:
    """The keys of the rows that were written, each with its plan."""
    ids = _ids_of(Plan, [plan.key for plan in menu.plans])
    rows = [_plan_row(version_id, position, plan) for position, plan in enumerate(menu.plans)]
    for row, plan in zip(rows, menu.plans, strict=True):
        row.plan_id = ids[plan.key]
    db.session.add_all(rows)
    db.session.flush()  # what belongs to the plans needs their keys
    return [(row.id, plan) for row, plan in zip(rows, menu.plans, strict=True)]


def _plan_row(version_id: int, position: int, plan: PlanTerms) -> PlanVersion:
    row = PlanVersion(menu_version_id=version_id, position=position)
    row.name, row.summary, row.price = dict(plan.name), dict(plan.summary), dict(plan.price)
    row.is_default, row.tokens_a_month = plan.is_default, plan.tokens_a_month
    row.idea_votes = plan.idea_votes
    row.claim_window_days = plan.uptime.claim_window_days if plan.uptime else 0
    return row


def _targets(plan_version_id: int, plan: PlanTerms, calendars: dict[str, int]) -> list[Row]:
    return [
        {
            "plan_version_id": plan_version_id,
            "kind": term.kind,
            "severity": term.severity,
            "amount": term.target.amount,
            "unit": term.target.unit,
            "calendar_id": calendars[term.calendar_key],
        }
        for term in plan.targets
    ]


def _objectives(plan_version_id: int, plan: PlanTerms) -> list[Row]:
    if plan.uptime is None:
        return []
    objective, covers = plan.uptime.objective, dict(plan.uptime.covers)
    return [{"plan_version_id": plan_version_id, "objective": objective, "covers": covers}]


def _tiers(plan_version_id: int, plan: PlanTerms) -> list[Row]:
    tiers = plan.uptime.credits if plan.uptime else ()
    return [
        {"plan_version_id": plan_version_id, "below": tier.below, "percent": tier.percent}
        for tier in tiers
    ]


def _exclusions(plan_version_id: int, plan: PlanTerms) -> list[Row]:
    terms = plan.uptime.exclusion if plan.uptime else None
    if terms is None:
        return []
    hours = terms.hours
    return [
        {
            "plan_version_id": plan_version_id,
            "notice_minutes": terms.notice_minutes,
            "windows": hours.as_json()["windows"] if hours else [],
            "time_zone": (hours.zone if hours else None) or "UTC",
        }
    ]
