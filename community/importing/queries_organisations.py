"""Reads for the import of customers: which plans there are, in which menu."""

from sqlalchemy import select

from community.core.clock import now
from community.core.db import db
from community.service_levels.models import MenuVersion, Plan, PlanVersion, VersionState
from community.service_levels.queries_menu import find_menu_in_force


def list_plan_versions() -> dict[tuple[str, int | None], int | None]:
    """(plan, number of a published menu) → the plan's version in it; under None the plans in force, at no version.

    Everybody's plan is nobody's contract and stands in neither.
    """
    statement = (
        select(Plan.key, MenuVersion.number, PlanVersion.id)
        .join(PlanVersion, PlanVersion.plan_id == Plan.id)
        .join(MenuVersion, MenuVersion.id == PlanVersion.menu_version_id)
        .where(MenuVersion.state == VersionState.PUBLISHED, ~PlanVersion.is_default)
    )
    found: dict[tuple[str, int | None], int | None] = {
        (row[0], row[1]): row[2] for row in db.session.execute(statement)
    }
    menu = find_menu_in_force(now())
    for plan in menu.plans if menu else ():
        if not plan.is_default:
            found[plan.key, None] = None
    return found
