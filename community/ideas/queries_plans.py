"""Which plans stand behind ideas, as organisations hold them now. For staff alone."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from community.accounts.models import Entitlement, Organisation
from community.content.models import Vote
from community.core.clock import now
from community.core.db import db
from community.ideas.models_merging import IdeaSupporter


@dataclass(frozen=True)
class PlanPart:
    """How many organisations of a plan support an idea, and what they pay a year; None is no plan."""

    plan_key: str | None
    organisations: int
    value: int


def list_plan_parts(idea_ids: Collection[int]) -> dict[int, list[PlanPart]]:
    """Idea → what the organisations of each plan pay, the most first; one statement."""
    if not idea_ids:
        return {}
    held = (
        select(Entitlement.plan_key)
        .where(Entitlement.organisation_id == Organisation.id, *_holds_now())
        .order_by(Entitlement.starts_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    behind = _behind().where(IdeaSupporter.root_id.in_(idea_ids)).distinct().subquery()
    each = (
        select(behind.c.root_id, held.label("plan"), Organisation.annual_value.label("value"))
        .join(Organisation, Organisation.id == behind.c.organisation_id)
        .subquery()
    )
    value = func.coalesce(func.sum(each.c.value), 0)
    statement = select(each.c.root_id, each.c.plan, func.count(), value)
    found: dict[int, list[PlanPart]] = {}
    for idea_id, plan, count, paid in db.session.execute(
        statement.group_by(each.c.root_id, each.c.plan)
    ):
        found.setdefault(idea_id, []).append(PlanPart(plan, count, int(paid)))
    for parts in found.values():
        parts.sort(key=lambda one: (-one.value, one.plan_key or ""))
    return found


def is_of_plan(idea_id: ColumnElement[int], plan_key: str) -> ColumnElement[bool]:
    """Whether an organisation of this plan stands behind the idea."""
    holders = select(Entitlement.organisation_id).where(
        Entitlement.plan_key == plan_key, *_holds_now()
    )
    behind = _behind().where(Vote.organisation_id.in_(holders)).subquery()
    return idea_id.in_(select(behind.c.root_id))


def _behind() -> Select[*tuple[Any, ...]]:
    pairs: Select[*tuple[Any, ...]] = select(IdeaSupporter.root_id, Vote.organisation_id)
    return pairs.join(Vote, Vote.id == IdeaSupporter.vote_id)


def _holds_now() -> tuple[ColumnElement[bool], ...]:
    at = now()
    return Entitlement.starts_at <= at, or_(Entitlement.ends_at.is_(None), Entitlement.ends_at > at)
