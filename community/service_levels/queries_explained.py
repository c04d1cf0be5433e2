"""One promise with all that explains it, and who may see how much of that."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from community.content.models import Subject, SubjectKind
from community.content.queries import visible_to
from community.core.db import db
from community.core.errors import NotFound
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import can
from community.service_levels.explanation import Row
from community.service_levels.models import (
    CalendarRevision,
    MenuVersion,
    Pause,
    PlanVersion,
    Promise,
    Severity,
)
from community.service_levels.queries import PromiseChip, chip_of


@dataclass(frozen=True)
class Explained:
    """A promise with its explanation; terms and rows only for those who may see them."""

    chip: PromiseChip
    subject_id: int
    subject_kind: SubjectKind
    organisation_id: int | None
    author_id: int | None
    promise: Promise
    plan_name: dict[str, str]
    menu_id: int
    menu_number: int
    severity: dict[str, str] | None
    definition: dict[str, str] | None
    hours: CalendarRevision
    pauses: tuple[Pause, ...]
    # The plan to whose target a service token lifted it.
    raised_to: dict[str, str] | None = None

    @property
    def rows(self) -> tuple[Row, ...]:
        """What the deadline is made of."""
        return self.promise.explanation

    @property
    def is_on_idea(self) -> bool:
        """Whether it promises an answer to an idea."""
        return self.subject_kind is SubjectKind.IDEA

    @property
    def zone(self) -> str:
        """The time zone of the customer."""
        return self.promise.time_zone


def get_explained(actor: Actor, promise_id: int) -> Explained:
    """A promise on something that the actor sees, else NotFound."""
    statement = (
        select(
            Promise,
            Subject.kind,
            PlanVersion.name,
            MenuVersion.id,
            MenuVersion.number,
            CalendarRevision,
        )
        .join(PlanVersion, PlanVersion.id == Promise.plan_version_id)
        .join(MenuVersion, MenuVersion.id == PlanVersion.menu_version_id)
        .join(CalendarRevision, CalendarRevision.id == Promise.calendar_revision_id)
        .where(Promise.id == promise_id)
    )
    row = db.session.execute(visible_to(statement, actor, Promise.subject_id)).first()
    if row is None:
        raise NotFound
    promise, kind, plan_name, version_id, number, hours = row
    severity = _find_severity(version_id, promise.severity)
    return Explained(
        chip=chip_of(promise),
        subject_id=promise.subject_id,
        subject_kind=kind,
        organisation_id=promise.organisation_id,
        author_id=promise.author_id,
        promise=promise,
        plan_name=plan_name,
        menu_id=version_id,
        menu_number=number,
        severity=severity.name if severity else None,
        definition=severity.definition if severity else None,
        hours=hours,
        pauses=tuple(list_pauses(promise.id)),
        raised_to=_find_plan_name(promise.raised_to_id),
    )


def may_see_terms(actor: Actor, promise: Any) -> bool:
    """Whether plan, severity and rows are shown: to staff, the asker and the asker's organisation."""
    return can(actor, Permission.PROMISE_DETAILS, promise)


def _find_plan_name(plan_version_id: int | None) -> dict[str, str] | None:
    if plan_version_id is None:
        return None
    statement = select(PlanVersion.name).where(PlanVersion.id == plan_version_id)
    return db.session.scalars(statement).first()


def _find_severity(version_id: int, key: str | None) -> Severity | None:
    if not key:
        return None
    statement = select(Severity).where(Severity.menu_version_id == version_id, Severity.key == key)
    return db.session.scalars(statement).first()


def list_pauses(promise_id: int) -> list[Pause]:
    """The pauses of a promise, oldest first."""
    statement = select(Pause).where(Pause.promise_id == promise_id).order_by(Pause.started_at)
    return list(db.session.scalars(statement.limit(500)))
