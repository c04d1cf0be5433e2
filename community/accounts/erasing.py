"""What the steps of an erasure are given, and the two commonest steps: rows that go, and words that go from rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import delete, or_, select, tuple_, update
from sqlalchemy.orm import InstrumentedAttribute

from community.core.db import db, writing

BATCH = 500
Column = InstrumentedAttribute[Any]


@dataclass(frozen=True)
class Gone:
    """A member who was erased: the number that stays, and what he was called, which is to be found nowhere."""

    member_id: int
    with_posts: bool
    name: str
    handle: str
    email: str
    picture_key: str
    # What is younger is of somebody who has taken the address since.
    asked_at: datetime


# A step goes on from the cursor (0 at first), writes by itself, and answers where to go on, None at its end. After a
# crash it is called once more with the cursor that it had been given: to do a piece twice must change nothing.
Step = Callable[[Gone, int], int | None]
# By name, in the order in which they are done.
Steps = Mapping[str, Step]


def init_erasure(app: Flask, steps: Steps) -> None:
    """Tell the worker what there is to forget of a member."""
    app.extensions["portal_erasure"] = steps


def rows_of(*columns: Column) -> Step:
    """The step that removes the rows in which one of these columns names the member."""

    def step(gone: Gone, cursor: int) -> int | None:
        column = columns[cursor]
        model = column.class_
        some = select(*_key(model)).where(column == gone.member_id).limit(BATCH)
        with writing():
            removed = delete(model).where(tuple_(*_key(model)).in_(some)).returning(*_key(model))
            found = db.session.execute(_quietly(removed)).all()
        return _next(cursor, len(columns), is_through=len(found) < BATCH)

    return step


def words_of(*places: tuple[Column, dict[Column, Any]]) -> Step:
    """The step that keeps rows and takes words out: (the column that names the member, column → what stays there)."""

    def step(gone: Gone, cursor: int) -> int | None:
        whose, values = places[cursor]
        model = whose.class_
        speaks = or_(*(column.is_distinct_from(value) for column, value in values.items()))
        some = select(*_key(model)).where(whose == gone.member_id, speaks).limit(BATCH)
        with writing():
            blanked = update(model).where(tuple_(*_key(model)).in_(some)).values(values)
            found = db.session.execute(_quietly(blanked.returning(*_key(model)))).all()
        return _next(cursor, len(places), is_through=len(found) < BATCH)

    return step


def _key(model: Any) -> list[Any]:
    return list(model.__table__.primary_key)


def _quietly(statement: Any) -> Any:
    return statement.execution_options(synchronize_session=False)


def _next(cursor: int, end: int, *, is_through: bool) -> int | None:
    after = cursor + is_through
    return after if after < end else None
