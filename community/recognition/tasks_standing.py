"""Levels as others read them are brought to the bounds that administrators set."""

from sqlalchemy import select, update

from community import site_settings
from community.accounts.models import Member
from community.core.db import SHARED_KEY, db, writing
from community.core.versions import raise_version
from community.recognition.standing_in_sql import level_in_sql
from community.settings_catalogue import SiteSettings

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
    ids = list(db.session.scalars(wrong.with_for_update(**SHARED_KEY)))
    if ids:
        statement = update(Member).where(Member.id.in_(ids)).values(level=level)
        db.session.execute(statement.execution_options(synchronize_session=False))
        raise_version("standing")
    return len(ids)
