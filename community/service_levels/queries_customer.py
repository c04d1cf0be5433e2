"""Reads for the page of one customer: the promises of an organisation, and the versions of its contracts."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select, union_all

from community.content.queries import visible_to
from community.core import paging
from community.core.clock import now
from community.core.db import db
from community.core.hints import unsearched
from community.core.paging import Page
from community.policies.actor import Actor
from community.service_levels.models import MenuVersion, PlanVersion, Promise, PromiseState
from community.service_levels.queries import CHIP_COLUMNS, PromiseChip

RUNNING = (PromiseState.RUNNING, PromiseState.PAUSED)
RUNNING_SHOWN, OVER_SHOWN = 50, 20


def _made_to(
    actor: Actor, organisation_id: int, *, with_own: bool
) -> Iterator[ColumnElement[bool]]:
    """To the organisation, and if asked to the reader himself where he named none; each by an index of its own."""
    yield Promise.organisation_id == organisation_id
    if with_own:
        yield (Promise.author_id == actor.member_id) & Promise.organisation_id.is_(None)


def _overdue_to(actor: Actor, organisation_id: int, *, with_own: bool) -> ColumnElement[bool]:
    """As `_made_to`, of what was missed and is still waited for: found among all that waits, for that is little."""
    for_whom: ColumnElement[bool] = unsearched(Promise.organisation_id) == organisation_id
    if with_own:
        nobody = unsearched(Promise.organisation_id).is_(None)
        for_whom = for_whom | (unsearched(Promise.author_id) == actor.member_id) & nobody
    return for_whom & _overdue()


def _overdue() -> ColumnElement[bool]:
    waits = and_(Promise.ended_at.is_(None), Promise.voided_at.is_(None))
    return and_(unsearched(Promise.state) == PromiseState.MISSED, waits, Promise.due_at < now())


def _read(actor: Actor, *parts: Select[Any]) -> list[PromiseChip]:
    """What each of these finds, as far as the reader sees what it is about; one statement."""
    seen = [visible_to(part, actor, Promise.subject_id).subquery() for part in parts]
    together = union_all(*map(select, seen))
    return [PromiseChip(*row) for row in db.session.execute(together)]


def list_running_of(
    actor: Actor, organisation_id: int, *, with_own: bool = False
) -> list[PromiseChip]:
    """What is waited for by an organisation, in time or late, the nearest deadline first.

    As far as the reader sees what it is about; `with_own` adds what he asked for no organisation.
    """
    runs = [
        made_to & Promise.state.in_(RUNNING)
        for made_to in _made_to(actor, organisation_id, with_own=with_own)
    ]
    late = _overdue_to(actor, organisation_id, with_own=with_own)
    chips = _read(
        actor,
        *(
            select(*CHIP_COLUMNS)
            .where(waits)
            .order_by(Promise.due_at, Promise.id)
            .limit(RUNNING_SHOWN)
            for waits in (*runs, late)
        ),
    )
    return sorted(chips, key=lambda chip: (chip.due_at, chip.id))[:RUNNING_SHOWN]


def list_over_of(
    actor: Actor, organisation_id: int, after: str | None = None, *, with_own: bool = False
) -> Page[PromiseChip]:
    """What is over for an organisation, the newest first, as far as the reader sees what it is about."""
    key = paging.decode(after, 1)
    earlier = [Promise.id < key[0]] if key else []
    chips = _read(
        actor,
        *(
            select(*CHIP_COLUMNS)
            .where(made_to, unsearched(Promise.state).not_in(RUNNING), ~_overdue(), *earlier)
            .order_by(Promise.id.desc())
            .limit(OVER_SHOWN + 1)
            for made_to in _made_to(actor, organisation_id, with_own=with_own)
        ),
    )
    newest = sorted(chips, key=lambda chip: -chip.id)[: OVER_SHOWN + 1]
    return paging.cut(newest, lambda chip: (chip.id,), size=OVER_SHOWN, began=key is not None)


def list_menu_numbers(plan_version_ids: Collection[int]) -> dict[int, int]:
    """Plan version → the number of its menu."""
    statement = (
        select(PlanVersion.id, MenuVersion.number)
        .join(MenuVersion, MenuVersion.id == PlanVersion.menu_version_id)
        .where(PlanVersion.id.in_(plan_version_ids))
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}
