"""Reads for the page of one customer: the promises of an organisation, and the versions of its contracts."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from community.content.queries import visible_to
from community.core import paging
from community.core.db import db
from community.core.paging import Page
from community.policies.actor import Actor
from community.service_levels.models import MenuVersion, PlanVersion, Promise, PromiseState
from community.service_levels.queries import CHIP_COLUMNS, PromiseChip

RUNNING = (PromiseState.RUNNING, PromiseState.PAUSED)
RUNNING_SHOWN, OVER_SHOWN = 50, 20


def _made_to(actor: Actor, organisation_id: int, *, with_own: bool) -> ColumnElement[bool]:
    """To the organisation, and if asked to the reader himself where he named none."""
    to_it = Promise.organisation_id == organisation_id
    own = (Promise.author_id == actor.member_id) & Promise.organisation_id.is_(None)
    return or_(to_it, own) if with_own else to_it


def list_running_of(
    actor: Actor, organisation_id: int, *, with_own: bool = False
) -> list[PromiseChip]:
    """What runs for an organisation, the nearest deadline first, as far as the reader sees what it is about.

    `with_own` adds what the reader asked for no organisation.
    """
    statement: Any = (
        select(*CHIP_COLUMNS)
        .where(_made_to(actor, organisation_id, with_own=with_own), Promise.state.in_(RUNNING))
        .order_by(Promise.due_at, Promise.id)
        .limit(RUNNING_SHOWN)
    )
    rows = db.session.execute(visible_to(statement, actor, Promise.subject_id))
    return [PromiseChip(*row) for row in rows]


def list_over_of(
    actor: Actor, organisation_id: int, after: str | None = None, *, with_own: bool = False
) -> Page[PromiseChip]:
    """What is over for an organisation, the newest first, as far as the reader sees what it is about."""
    statement: Any = select(*CHIP_COLUMNS).where(
        _made_to(actor, organisation_id, with_own=with_own), Promise.state.not_in(RUNNING)
    )
    key = paging.decode(after, 1)
    if key:
        statement = statement.where(Promise.id < key[0])
    ordered = statement.order_by(Promise.id.desc()).limit(OVER_SHOWN + 1)
    rows = db.session.execute(visible_to(ordered, actor, Promise.subject_id))
    chips = [PromiseChip(*row) for row in rows]
    return paging.cut(chips, lambda chip: (chip.id,), size=OVER_SHOWN, began=key is not None)


def list_menu_numbers(plan_version_ids: Collection[int]) -> dict[int, int]:
    """Plan version → the number of its menu."""
    statement = (
        select(PlanVersion.id, MenuVersion.number)
        .join(MenuVersion, MenuVersion.id == PlanVersion.menu_version_id)
        .where(PlanVersion.id.in_(plan_version_ids))
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}
