"""Writes the terms of a draft into its rows, whole; only `actions_menu` calls it."""

from sqlalchemy import delete, select

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
from community.service_levels.terms import ExclusionTerms, Menu, PlanTerms


def write_terms(actor: Actor, version: MenuVersion, menu: Menu) -> None:
    """Let the draft hold exactly this menu, whatever it held before."""
    _clear(version.id)
    version.time_zone = menu.zone
    calendars = _write_calendars(actor, version.id, menu)
    _write_severities(version.id, menu)
    for floor in menu.floors:
        row = Floor(menu_version_id=version.id, kind=floor.kind)
        row.amount, row.unit = floor.target.amount, floor.target.unit
        row.calendar_id = calendars[floor.calendar_key]
        db.session.add(row)
    for line, article_id in menu.articles.items():
        db.session.add(MenuArticle(menu_version_id=version.id, line=line, article_id=article_id))
    _write_plans(version.id, menu, calendars)
    db.session.flush()  # the terms are read back, with their keys, in the same transaction


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


def _write_severities(version_id: int, menu: Menu) -> None:
    for position, severity in enumerate(menu.severities):
        row = Severity(menu_version_id=version_id, key=severity.key, position=position)
        row.name, row.definition = dict(severity.name), dict(severity.definition)
        db.session.add(row)


def _write_plans(version_id: int, menu: Menu, calendars: dict[str, int]) -> None:
    ids = _ids_of(Plan, [plan.key for plan in menu.plans])
    rows = [_plan_row(version_id, position, plan) for position, plan in enumerate(menu.plans)]
    for row, plan in zip(rows, menu.plans, strict=True):
        row.plan_id = ids[plan.key]
    db.session.add_all(rows)
    db.session.flush()  # what belongs to the plans needs their keys
    for row, plan in zip(rows, menu.plans, strict=True):
        db.session.add_all(_parts_of(row.id, plan, calendars))


def _plan_row(version_id: int, position: int, plan: PlanTerms) -> PlanVersion:
    row = PlanVersion(menu_version_id=version_id, position=position)
    row.name, row.summary, row.price = dict(plan.name), dict(plan.summary), dict(plan.price)
    row.is_default, row.tokens_a_month = plan.is_default, plan.tokens_a_month
    row.idea_votes = plan.idea_votes
    row.claim_window_days = plan.uptime.claim_window_days if plan.uptime else 0
    return row


def _parts_of(plan_version_id: int, plan: PlanTerms, calendars: dict[str, int]) -> list[Base]:
    parts: list[Base] = [
        TargetRow(
            plan_version_id=plan_version_id,
            kind=term.kind,
            severity=term.severity,
            amount=term.target.amount,
            unit=term.target.unit,
            calendar_id=calendars[term.calendar_key],
        )
        for term in plan.targets
    ]
    if plan.uptime:
        objective, covers = plan.uptime.objective, dict(plan.uptime.covers)
        parts.append(
            UptimeObjective(plan_version_id=plan_version_id, objective=objective, covers=covers)
        )
        parts += [
            CreditTier(plan_version_id=plan_version_id, below=tier.below, percent=tier.percent)
            for tier in plan.uptime.credits
        ]
    if plan.uptime and plan.uptime.exclusion:
        parts.append(_exclusion(plan_version_id, plan.uptime.exclusion))
    return parts


def _exclusion(plan_version_id: int, terms: ExclusionTerms) -> Exclusion:
    row = Exclusion(plan_version_id=plan_version_id, notice_minutes=terms.notice_minutes)
    row.windows = terms.hours.as_json()["windows"] if terms.hours else []
    row.time_zone = (terms.hours.zone if terms.hours else None) or "UTC"
    return row
