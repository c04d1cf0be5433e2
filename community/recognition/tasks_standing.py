"""Levels as others read them are brought to the bounds that administrators set."""

from sqlalchemy import ColumnElement, Select, select, update

from community import site_settings
from community.accounts.models import Member
from community.core.db import SHARED_KEY, db, writing
from community.core.versions import raise_version
from community.recognition.standing_in_sql import level_in_sql

BATCH = 500


def settle_levels() -> int:
    """Give members the level of their reputation under the bounds in force, some at a time; how many changed.

    Nearly always all have theirs: that is seen outside of a write transaction.
    """
    settled = 0
    while db.session.scalars(_wrong(_level()).limit(1)).first() is not None:
        with writing():
            settled += _settle_some(_level())
    db.session.rollback()
    return settled


def _level() -> ColumnElement[int]:
    return level_in_sql(site_settings.load())


def _wrong(level: ColumnElement[int]) -> Select[int]:
    return select(Member.id).where(Member.level != level).order_by(Member.id)


def _settle_some(level: ColumnElement[int]) -> int:
    ids = list(db.session.scalars(_wrong(level).limit(BATCH).with_for_update(**SHARED_KEY)))
    if ids:
        statement = update(Member).where(Member.id.in_(ids)).values(level=level)
        db.session.execute(statement.execution_options(synchronize_session=False))
        raise_version("standing")
    return len(ids)
