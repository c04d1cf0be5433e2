"""Reads of promises whose clocks have not ended, whatever anybody may see of them."""

from sqlalchemy import func, select

from community.core.db import db
from community.service_levels.models import Promise, PromiseState

WAITING = (PromiseState.RUNNING, PromiseState.PAUSED)


def count_running() -> int:
    """How many promises run or stand still."""
    statement = select(func.count()).select_from(Promise).where(Promise.state.in_(WAITING))
    return db.session.scalars(statement).one()
