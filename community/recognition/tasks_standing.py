"""Levels as others read them are brought to the bounds that administrators set."""

from sqlalchemy import ColumnElement, case, select, update

from community import site_settings
from community.accounts.models import Member
from community.core.db import db, writing
from community.core.versions import raise_version
from community.policies.standing import level_bounds
from community.site_settings import SiteSettings

BATCH = 500


def settle_levels() -> int:
    """Give members the level of their reputation under the bounds in force, some at a time; how many changed."""
    settled = 0
    while True:
        with writing():
            ids = _settle_some(site_settings.load())
        settled += ids
        if ids < BATCH:
            return settled


def _settle_some(settings: SiteSettings) -> int:
    level = level_in_sql(settings)
    wrong = select(Member.id).where(Member.level != level).order_by(Member.id).limit(BATCH)
    ids = list(db.session.scalars(wrong.with_for_update()))
    if ids:
        statement = update(Member).where(Member.id.in_(ids)).values(level=level)
        db.session.execute(statement.execution_options(synchronize_session=False))
        raise_version("standing")
    return len(ids)


def level_in_sql(settings: SiteSettings) -> ColumnElement[int]:
    """`policies.standing.level_of` of a member's row."""
    bounds = list(enumerate(level_bounds(settings), start=1))
    steps = [(Member.reputation >= bound, level) for level, bound in reversed(bounds)]
    return case(*steps, else_=0)
