"""Reads of promises: chips for lists, one with its explanation, the desk's queue, and what would be promised."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute

from community.accounts.models import Organisation
from community.content.models import Subject
from community.content.queries import visible_to
from community.core import paging
from community.core.clock import now
from community.core.db import db
from community.core.paging import Page
from community.policies.actor import Actor
from community.service_levels.clock import Deadline, deadline
from community.service_levels.explanation import Row
from community.service_levels.models import (
    EndedBy,
    PlanVersion,
    Promise,
    PromiseState,
)
from community.service_levels.queries_terms import Applicable, find_applicable
from community.service_levels.terms import PromiseKind

DESK_SIZE = 30


class Look(StrEnum):
    """How a promise appears: its state, with what time alone makes of a running one."""

    RUNNING = "running"
    WARNED = "warned"
    PAUSED = "paused"
    MET = "met"
    EXCEEDED = "exceeded"
    MISSED = "missed"
    LATE = "late"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class PromiseChip:
    """A promise as anybody may see it: its times, never plan or severity."""

    id: int
    subject_id: int
    kind: PromiseKind
    state: PromiseState
    started_at: datetime
    due_at: datetime
    warn_at: datetime
    ended_at: datetime | None
    ended_by: EndedBy | None
    late_at: datetime | None
    voided_at: datetime | None = None

    @property
    def is_owed(self) -> bool:
        """Whether somebody waits for it, in time or late."""
        return self.ended_at is None and self.voided_at is None

    @property
    def look(self) -> Look:
        """How it appears now."""
        if self.state is PromiseState.RUNNING:
            at = now()
            if at > self.due_at:
                return Look.MISSED
            return Look.WARNED if at >= self.warn_at else Look.RUNNING
        if self.state is PromiseState.MISSED:
            return Look.LATE if self.late_at else Look.MISSED
        return Look(self.state.value)

    @property
    def changes_at(self) -> datetime | None:
        """When time alone will change how it appears; None when it will not."""
        if self.state is not PromiseState.RUNNING:
            return None
        return next((at for at in (self.warn_at, self.due_at) if at > now()), None)

    @property
    def is_by_community(self) -> bool:
        """Whether other customers kept it, which is shown apart."""
        return self.ended_by is EndedBy.COMMUNITY


CHIP_COLUMNS: tuple[InstrumentedAttribute[Any], ...] = (
    Promise.id,
    Promise.subject_id,
    Promise.kind,
    Promise.state,
    Promise.started_at,
    Promise.due_at,
    Promise.warn_at,
    Promise.ended_at,
    Promise.ended_by,
    Promise.late_at,
    Promise.voided_at,
)


def list_chips(
    subject_ids: Collection[int], kind: PromiseKind = PromiseKind.FIRST_RESPONSE
) -> dict[int, PromiseChip]:
    """The promise on each of these subjects, in one statement; the caller has checked that they are seen."""
    if not subject_ids:
        return {}
    statement = (
        select(*CHIP_COLUMNS)
        .where(Promise.subject_id.in_(subject_ids), Promise.kind == kind)
        .order_by(Promise.ordinal)
    )
    return {row.subject_id: PromiseChip(*row) for row in db.session.execute(statement)}


def find_chip(
    subject_id: int, kind: PromiseKind = PromiseKind.FIRST_RESPONSE
) -> PromiseChip | None:
    """The newest promise of this kind on a subject."""
    return list_chips([subject_id], kind).get(subject_id)


def list_chips_on(subject_id: int) -> list[PromiseChip]:
    """The newest promise of each kind on a subject, in the order in which they began; one statement."""
    statement = (
        select(*CHIP_COLUMNS)
        .where(Promise.subject_id == subject_id)
        .order_by(Promise.kind, Promise.ordinal)
    )
    newest = {row.kind: PromiseChip(*row) for row in db.session.execute(statement)}
    return sorted(newest.values(), key=lambda chip: (chip.started_at, chip.id))


def chip_of(promise: Promise) -> PromiseChip:
    """A loaded promise as a chip."""
    return PromiseChip(*(getattr(promise, column.key) for column in CHIP_COLUMNS))


@dataclass(frozen=True, slots=True)
class DeskPromise:
    """A promise that waits for the team, as the desk lists it."""

    chip: PromiseChip
    severity: str | None
    plan_name: dict[str, str]
    organisation: str | None
    # A service token lifted it to the target of a better plan.
    is_raised: bool

    @property
    def subject_id(self) -> int:
        """What it is about."""
        return self.chip.subject_id


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What narrows the desk's queue; `among` are the subjects to choose from."""

    kinds: tuple[PromiseKind, ...] = (PromiseKind.FIRST_RESPONSE,)
    product_area_id: int | None = None
    severity: str | None = None
    paused: bool = False
    overdue: bool = False
    among: Select[Any] | None = None


def list_running_promises(
    actor: Actor, after: str | None = None, wanted: Waiting | None = None
) -> Page[DeskPromise]:
    """What waits for the team, the nearest deadline first; with `paused`, what waits for customers."""
    statement = _waiting(wanted or Waiting())
    key = _key_of(after)
    if key:
        due, last = key
        later = (Promise.due_at > due) | ((Promise.due_at == due) & (Promise.id > last))
        statement = statement.where(later)
    ordered = statement.order_by(Promise.due_at, Promise.id).limit(DESK_SIZE + 1)
    rows = db.session.execute(visible_to(ordered, actor, Promise.subject_id))
    count = len(CHIP_COLUMNS)
    found = [DeskPromise(PromiseChip(*row[:count]), *row[count:]) for row in rows]
    return paging.cut(
        found,
        lambda row: (row.chip.due_at.isoformat(), row.chip.id),
        size=DESK_SIZE,
        began=key is not None,
    )


def _key_of(after: str | None) -> tuple[datetime, int] | None:
    """(due, id) of the last promise of the page before; None for what is no key of ours."""
    key = paging.decode(after, 2, words=True)
    if key is None or not isinstance(key[1], int) or key[1] <= 0:
        return None
    due = paging.as_instant(key[0])
    return (due, key[1]) if due else None


def _waiting(wanted: Waiting) -> Select[Any]:
    running = (PromiseState.RUNNING, PromiseState.MISSED)
    states = (PromiseState.PAUSED,) if wanted.paused else running
    statement = (
        select(
            *CHIP_COLUMNS,
            Promise.severity,
            PlanVersion.name,
            Organisation.name,
            Promise.raised_at.is_not(None),
        )
        .join(PlanVersion, PlanVersion.id == Promise.plan_version_id)
        .outerjoin(Organisation, Organisation.id == Promise.organisation_id)
        .where(Promise.ended_at.is_(None), Promise.voided_at.is_(None))
        .where(Promise.kind.in_(wanted.kinds), Promise.state.in_(states))
    )
    if wanted.product_area_id is not None:
        statement = statement.where(Subject.product_area_id == wanted.product_area_id)
    if wanted.severity:
        statement = statement.where(Promise.severity == wanted.severity)
    if wanted.overdue:
        statement = statement.where(Promise.due_at < now())
    if wanted.among is not None:
        statement = statement.where(Promise.subject_id.in_(wanted.among))
    return statement


def list_my_promises(actor: Actor, after: str | None = None) -> Page[PromiseChip]:
    """The promises made to this member and to his organisations, newest first."""
    mine = Promise.author_id == actor.member_id
    if actor.organisations:
        mine |= Promise.organisation_id.in_(sorted(actor.organisations))
    statement: Any = select(*CHIP_COLUMNS).where(mine)
    key = _key_of(after)
    if key:
        statement = statement.where(Promise.id < key[1])
    ordered = statement.order_by(Promise.id.desc()).limit(DESK_SIZE + 1)
    rows = db.session.execute(visible_to(ordered, actor, Promise.subject_id))
    chips = [PromiseChip(*row) for row in rows]
    return paging.cut(
        chips,
        lambda chip: (chip.due_at.isoformat(), chip.id),
        size=DESK_SIZE,
        began=key is not None,
    )


@dataclass(frozen=True)
class Foretold:
    """What a plan would promise if a question were sent now; `solved_by` where it promises a solution as well."""

    terms: Applicable
    due_at: datetime
    rows: tuple[Row, ...]
    solved_by: datetime | None = None


def foretell(
    actor: Actor, organisation_id: int | None, severity: str | None, at: datetime
) -> Foretold | None:
    """What a question sent at this instant would be promised; None before the first menu."""
    terms = find_applicable(organisation_id, PromiseKind.FIRST_RESPONSE, severity, at)
    if terms is None:
        return None
    found = _would_be_due(actor, terms, at)
    solution = terms.beside(PromiseKind.RESOLUTION, severity)
    solved_by = _would_be_due(actor, solution, at).due_at if solution else None
    return Foretold(terms, found.due_at, found.rows, solved_by)


def _would_be_due(actor: Actor, terms: Applicable, at: datetime) -> Deadline:
    zone = terms.calendar.zone_for(actor.time_zone)
    return deadline(at, terms.term.target, terms.calendar, zone)
