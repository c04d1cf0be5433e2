"""Reads of how promises were kept: outcomes to count, and the figures that were counted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select, tuple_

from community.core.clock import now
from community.core.db import db
from community.core.hints import unsearched
from community.service_levels.attainment import Outcome, Part, months_until
from community.service_levels.models import (
    EndedBy,
    Pause,
    Plan,
    PlanVersion,
    Promise,
    PromiseState,
)
from community.service_levels.models_kept import AttainmentFigure
from community.service_levels.terms import PromiseKind

CHUNK = 2_000
OVER = (PromiseState.MET, PromiseState.EXCEEDED, PromiseState.MISSED)


def list_outcomes() -> Iterator[Outcome]:
    """What became of each promise that began within the twelve months, two thousand a statement."""
    first = datetime.strptime(months_until(now())[0], "%Y-%m").replace(tzinfo=UTC)
    statement = (
        select(
            Promise.id,
            Promise.kind,
            Plan.key,
            Promise.severity,
            Promise.started_at,
            Promise.ended_at,
            Promise.ended_by,
            Promise.state,
        )
        # Along the months, so that each chunk goes on where the last one ended; nothing is sorted anew.
        .join(PlanVersion, PlanVersion.id == unsearched(Promise.plan_version_id))
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .order_by(Promise.started_at, Promise.id)
        .limit(CHUNK)
    )
    later = Promise.started_at >= first
    over = unsearched(Promise.state).in_(OVER)
    while rows := db.session.execute(statement.where(later, over)).all():
        waited = _list_waits([row.id for row in rows])
        for _id, kind, plan_key, severity, started_at, ended_at, ended_by, state in rows:
            yield Outcome(
                kind=kind,
                plan_key=plan_key,
                severity=severity or "",
                month=started_at.strftime("%Y-%m"),
                is_kept=state is not PromiseState.MISSED,
                is_exceeded=state is PromiseState.EXCEEDED,
                is_by_community=ended_by is EndedBy.COMMUNITY,
                seconds=None
                if ended_at is None or ended_by is EndedBy.COMMUNITY
                else _seconds(started_at, ended_at, waited.get(_id, 0)),
            )
        last = tuple_(rows[-1].started_at, rows[-1].id)
        later = tuple_(Promise.started_at, Promise.id) > last


def _seconds(started_at: datetime, ended_at: datetime, waited: float) -> int:
    return max(int((ended_at - started_at).total_seconds() - waited), 0)


def _list_waits(promise_ids: list[int]) -> dict[int, float]:
    """Promise → seconds in which its clock stood still."""
    statement = select(Pause.promise_id, Pause.started_at, Pause.ended_at).where(
        Pause.promise_id.in_(promise_ids), Pause.ended_at.is_not(None)
    )
    found: dict[int, float] = {}
    for promise_id, started_at, ended_at in db.session.execute(statement):
        waited = (ended_at - started_at).total_seconds() if ended_at else 0
        found[promise_id] = found.get(promise_id, 0) + waited
    return found


def list_figures() -> list[AttainmentFigure]:
    """Everything that may be shown, smaller groups put together last; a few hundred rows at most."""
    order = (AttainmentFigure.month, AttainmentFigure.plan_key, AttainmentFigure.severity)
    statement = select(AttainmentFigure).order_by(AttainmentFigure.is_rest, *order)
    return list(db.session.scalars(statement.limit(2_000)))


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the address asks for; "" for everything."""

    kind: PromiseKind
    plan_key: str = ""
    severity: str = ""
    month: str = ""


@dataclass(frozen=True)
class Record:
    """The figures of one kind as a page shows them."""

    chosen: Chosen
    kinds: tuple[PromiseKind, ...]
    figures: tuple[AttainmentFigure, ...]
    counted_at: datetime | None

    def of(self, *parts: Part) -> list[AttainmentFigure]:
        """The figures of these parts; severities after their plan, groups put together last."""
        found = [one for one in self.figures if one.part in parts]
        return sorted(found, key=lambda one: (not one.plan_key, one.plan_key, one.part))

    @property
    def choices(self) -> tuple[PromiseKind, ...]:
        """The kinds to choose from: those with figures, and the chosen one."""
        return tuple(one for one in PromiseKind if one in (*self.kinds, self.chosen.kind))

    @property
    def months(self) -> list[tuple[date, AttainmentFigure]]:
        """The months that stand apart, the oldest first."""
        return [(one.first_day, one) for one in self.of(Part.MONTH) if one.first_day]

    @property
    def heads(self) -> list[AttainmentFigure | None]:
        """The groups that were chosen, None for one that may not stand apart: a month, a plan, or all.

        Where a severity may not, its plan stands behind it.
        """
        chosen = self.chosen
        asked: list[tuple[Part, str, str, str]] = []
        if chosen.month:
            asked.append((Part.MONTH, "", "", chosen.month))
        if chosen.plan_key:
            part = Part.SEVERITY if chosen.severity else Part.PLAN
            asked.append((part, chosen.plan_key, chosen.severity, ""))
        known = {
            (one.part, one.plan_key, one.severity, one.month): one
            for one in self.figures
            if not one.is_rest
        }
        found = [known.get(one) for one in asked or [(Part.ALL, "", "", "")]]
        of_plan = known.get((Part.PLAN, chosen.plan_key, "", ""))
        return [*found, of_plan] if chosen.severity and found[-1] is None and of_plan else found


def read_record(chosen: Chosen) -> Record:
    """The figures of a kind, one statement."""
    rows = list_figures()
    kinds = tuple(kind for kind in PromiseKind if any(one.kind is kind for one in rows))
    figures = tuple(one for one in rows if one.kind is chosen.kind)
    return Record(chosen, kinds, figures, max((one.counted_at for one in rows), default=None))
