"""Rows that belong together are locked in the order of their keys, so that nobody waits in a ring."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from sqlalchemy import inspect, select

from community.core.db import SHARED_KEY, Base, db, ensure_writing

# How often a set of rows may grow while it is waited for.
ATTEMPTS = 5
T = TypeVar("T", bound=Base)


def lock_all(model: type[T], keys: Iterable[int]) -> list[T]:
    """The rows with these keys, as far as there are any, read again and locked until the commit, lower keys first."""
    ensure_writing()
    key = inspect(model).primary_key[0]
    statement = select(model).where(key.in_(sorted(set(keys)))).order_by(key)
    held = statement.with_for_update(of=model, **SHARED_KEY)
    return list(db.session.scalars(held.execution_options(populate_existing=True)))


def lock_found(model: type[T], find: Callable[[], set[int]]) -> bool:
    """Lock all rows that `find` names; those that it names only then let all go and begin again, lower keys first.

    False when others kept changing what belongs together.
    """
    for _attempt in range(ATTEMPTS):
        keys = find()
        with db.session.begin_nested() as attempt:
            lock_all(model, keys)
            if find() <= keys:
                return True
            attempt.rollback()
    return False
