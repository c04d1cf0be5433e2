"""Reads of the menu: which version is in force, its terms as one value, and which of them apply to whom."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, select

from community.core.db import db
from community.core.errors import NotFound
from community.core.versions import ContentVersion
from community.service_levels.calendars import Target
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
    VersionState,
)
from community.service_levels.models_articles import MenuArticle
from community.service_levels.terms import (
    CalendarTerms,
    CreditTerms,
    ExclusionTerms,
    FloorTerms,
    Menu,
    PlanTerms,
    PromiseKind,
    SeverityTerms,
    TargetTerms,
    UptimeTerms,
)


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A published version as lists show it; the revision is the newest of its calendars."""

    id: int
    number: int
    effective_from: datetime
    published_at: datetime
    digest: str
    revision_id: int
    forgotten: int  # rises when the name of a member who was forgotten is taken out of texts


def _published() -> Select[Any]:
    newest = (
        select(func.max(CalendarRevision.id))
        .where(CalendarRevision.menu_version_id == MenuVersion.id)
        .scalar_subquery()
    )
    forgotten = select(func.sum(ContentVersion.value)).where(ContentVersion.name == "members")
    return select(
        MenuVersion.id,
        MenuVersion.number,
        MenuVersion.effective_from,
        MenuVersion.published_at,
        MenuVersion.digest,
        newest,
        func.coalesce(forgotten.scalar_subquery(), 0),
    ).where(MenuVersion.state == VersionState.PUBLISHED)


def find_version_in_force(at: datetime) -> VersionRow | None:
    """The version in force at an instant; None before the first."""
    statement = (
        _published()
        .where(MenuVersion.effective_from <= at)
        .order_by(MenuVersion.effective_from.desc())
        .limit(1)
    )
    row = db.session.execute(statement).first()
    return VersionRow(*row) if row else None


def list_versions() -> list[VersionRow]:
    """All published versions, newest date first, those to come included; one statement.

    There are few, and none is too old to be asked for: promises and credits of its time go by it.
    """
    statement = _published().order_by(MenuVersion.effective_from.desc())
    return [VersionRow(*row) for row in db.session.execute(statement)]


def choose_version(
    versions: list[VersionRow], number: str | None, at: datetime
) -> VersionRow | None:
    """The version with this number, else the one in force (None before the first); NotFound for an unknown one."""
    if number is not None:
        found = next((one for one in versions if str(one.number) == number), None)
        if found is None:
            raise NotFound
        return found
    return next((one for one in versions if one.effective_from <= at), None)


def version_before(versions: list[VersionRow], version: VersionRow) -> VersionRow | None:
    """The version that this one came or comes after; None for the first."""
    return next((one for one in versions if one.effective_from < version.effective_from), None)


def next_beginning(versions: list[VersionRow], at: datetime) -> datetime | None:
    """When the next published version comes into force."""
    return min((one.effective_from for one in versions if one.effective_from > at), default=None)


def find_menu_of_version(version_id: int) -> Menu | None:
    """The terms of the published version with this key."""
    row = db.session.execute(_published().where(MenuVersion.id == version_id)).first()
    return menu_of(VersionRow(*row)) if row else None


def find_draft() -> MenuVersion | None:
    """The version that is worked on."""
    statement = select(MenuVersion).where(MenuVersion.state == VersionState.DRAFT)
    return db.session.scalars(statement).first()


def get_draft_menu() -> Menu:
    """The terms of the draft, else NotFound."""
    draft = find_draft()
    if draft is None:
        raise NotFound
    return read_menu(draft.id)


def menu_of(version: VersionRow) -> Menu:
    """The terms of a published version; they hardly ever change, so they are read once a process."""
    return _kept_menu(version.id, version.digest, version.revision_id, version.forgotten)


def find_menu_in_force(at: datetime) -> Menu | None:
    """The terms in force at an instant."""
    version = find_version_in_force(at)
    return menu_of(version) if version else None


@lru_cache(maxsize=512)
def _kept_menu(version_id: int, _digest: str, _revision_id: int, _forgotten: int) -> Menu:
    return read_menu(version_id)


def digest_of(menu: Menu) -> str:
    """A name of exactly these terms under exactly these keys."""
    return hashlib.sha256(repr(menu).encode()).hexdigest()


def read_menu(version_id: int) -> Menu:
    """The terms of a version, draft or not, from its rows."""
    zone = db.session.scalars(select(MenuVersion.time_zone).where(MenuVersion.id == version_id))
    calendars = _calendars(version_id)
    keys = {calendar_id: terms.key for calendar_id, terms in calendars.items()}
    severities = _severities(version_id)
    order = {severity.key: place for place, severity in enumerate(severities)}
    return Menu(
        plans=tuple(_in_order(plan, order) for plan in _plans(version_id, keys)),
        severities=severities,
        calendars={terms.key: terms for terms in calendars.values()},
        floors=_floors(version_id, keys),
        zone=zone.one(),
        articles=_articles(version_id),
    )


def _in_order(plan: PlanTerms, order: Mapping[str, int]) -> PlanTerms:
    """The plan with its targets by kind and the menu's order of severities, in whichever they were typed."""
    kinds = list(PromiseKind)

    def place(term: TargetTerms) -> tuple[int, int]:
        return kinds.index(term.kind), order.get(term.severity, len(order))

    return replace(plan, targets=tuple(sorted(plan.targets, key=place)))


def _calendars(version_id: int) -> dict[int, CalendarTerms]:
    statement = (
        select(CalendarRevision, SupportCalendar.key)
        .join(SupportCalendar, SupportCalendar.id == CalendarRevision.calendar_id)
        .where(CalendarRevision.menu_version_id == version_id)
        .order_by(CalendarRevision.position, CalendarRevision.number)
    )
    return {
        revision.calendar_id: CalendarTerms(key, revision.name, revision.calendar, revision.id)
        for revision, key in db.session.execute(statement)
    }


def _severities(version_id: int) -> tuple[SeverityTerms, ...]:
    statement = select(Severity.key, Severity.name, Severity.definition).where(
        Severity.menu_version_id == version_id
    )
    rows = db.session.execute(statement.order_by(Severity.position))
    return tuple(SeverityTerms(*row) for row in rows)


def _floors(version_id: int, keys: Mapping[int, str]) -> tuple[FloorTerms, ...]:
    statement = select(Floor).where(Floor.menu_version_id == version_id).order_by(Floor.id)
    return tuple(
        FloorTerms(row.kind, Target(row.amount, row.unit), keys[row.calendar_id])
        for row in db.session.scalars(statement)
    )


def _articles(version_id: int) -> dict[str, int]:
    statement = select(MenuArticle.line, MenuArticle.article_id).where(
        MenuArticle.menu_version_id == version_id
    )
    rows = db.session.execute(statement.order_by(MenuArticle.line))
    return {row.line: row.article_id for row in rows}


def _plans(version_id: int, keys: Mapping[int, str]) -> tuple[PlanTerms, ...]:
    statement = (
        select(PlanVersion, Plan.key)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .where(PlanVersion.menu_version_id == version_id)
        .order_by(PlanVersion.position)
    )
    rows = db.session.execute(statement).all()
    ids = [plan.id for plan, _ in rows]
    targets, uptimes = _targets(ids, keys), _uptimes(ids)
    return tuple(_plan(plan, key, targets, uptimes) for plan, key in rows)


def _plan(
    plan: PlanVersion,
    key: str,
    targets: Mapping[int, list[TargetTerms]],
    uptimes: Mapping[int, tuple[UptimeObjective, list[CreditTerms], ExclusionTerms | None]],
) -> PlanTerms:
    uptime = None
    if plan.id in uptimes:
        objective, tiers, left_out = uptimes[plan.id]
        uptime = UptimeTerms(
            objective.objective, objective.covers, tuple(tiers), plan.claim_window_days, left_out
        )
    return PlanTerms(
        key=key,
        name=plan.name,
        summary=plan.summary,
        price=plan.price,
        targets=tuple(targets.get(plan.id, ())),
        uptime=uptime,
        tokens_a_month=plan.tokens_a_month,
        idea_votes=plan.idea_votes,
        is_default=plan.is_default,
        version_id=plan.id,
    )


def _targets(plan_ids: list[int], keys: Mapping[int, str]) -> dict[int, list[TargetTerms]]:
    statement = select(TargetRow).where(TargetRow.plan_version_id.in_(plan_ids))
    found: dict[int, list[TargetTerms]] = {}
    for row in db.session.scalars(statement.order_by(TargetRow.id)):
        terms = TargetTerms(
            row.kind, row.severity, Target(row.amount, row.unit), keys[row.calendar_id]
        )
        found.setdefault(row.plan_version_id, []).append(terms)
    return found


def _uptimes(
    plan_ids: list[int],
) -> dict[int, tuple[UptimeObjective, list[CreditTerms], ExclusionTerms | None]]:
    objectives = select(UptimeObjective).where(UptimeObjective.plan_version_id.in_(plan_ids))
    tiers = (
        select(CreditTier)
        .where(CreditTier.plan_version_id.in_(plan_ids))
        .order_by(CreditTier.below.desc())
    )
    left_out = _exclusions(plan_ids)
    found: dict[int, tuple[UptimeObjective, list[CreditTerms], ExclusionTerms | None]] = {
        row.plan_version_id: (row, [], left_out.get(row.plan_version_id))
        for row in db.session.scalars(objectives)
    }
    for tier in db.session.scalars(tiers):
        if tier.plan_version_id in found:
            found[tier.plan_version_id][1].append(CreditTerms(tier.below, tier.percent))
    return found


def _exclusions(plan_ids: list[int]) -> dict[int, ExclusionTerms]:
    statement = select(Exclusion).where(Exclusion.plan_version_id.in_(plan_ids))
    return {
        row.plan_version_id: ExclusionTerms(row.notice_minutes, row.hours)
        for row in db.session.scalars(statement)
    }
