"""Reads of plans that organisations still have although a draft of the menu no longer holds them."""

from datetime import datetime

from sqlalchemy import func, or_, select

from community.accounts.models import Entitlement
from community.core.db import db
from community.service_levels.comparison import LostPlan
from community.service_levels.models import MenuVersion, Plan, PlanVersion, VersionState
from community.service_levels.queries_menu import list_versions, menu_of
from community.service_levels.terms import Menu, Words


def list_lost_plans(menu: Menu, at: datetime) -> list[LostPlan]:
    """The plans, published once and not in this menu, that organisations have at an instant or later.

    Whoever signed a version keeps its plan by that, and loses nothing.
    """
    published = (
        select(Plan.key)
        .join(PlanVersion, PlanVersion.plan_id == Plan.id)
        .join(MenuVersion, MenuVersion.id == PlanVersion.menu_version_id)
        .where(MenuVersion.state == VersionState.PUBLISHED)
    )
    statement = (
        select(Entitlement.plan_key, func.count(Entitlement.organisation_id.distinct()))
        .where(Entitlement.plan_key.in_(published))
        .where(Entitlement.plan_key.not_in([plan.key for plan in menu.plans]))
        .where(Entitlement.pinned_version_id.is_(None))
        .where(or_(Entitlement.ends_at.is_(None), Entitlement.ends_at > at))
        .group_by(Entitlement.plan_key)
        .order_by(Entitlement.plan_key)
    )
    rows = db.session.execute(statement).all()
    names = _names() if rows else {}
    return [LostPlan(key, names.get(key, {"en": key}), number) for key, number in rows]


def _names() -> dict[str, Words]:
    """Plan → its name in the newest version that has it."""
    menus = [menu_of(version) for version in reversed(list_versions())]
    return {plan.key: plan.name for menu in menus for plan in menu.plans}
