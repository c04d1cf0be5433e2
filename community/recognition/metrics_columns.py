"""What all deeds have in common, so that one statement reads them of every kind."""

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    literal,
    null,
    select,
)

from community.core.db import UTCDateTime
from community.recognition.models import Metric

# Narrows a statement to some members by the column that names them.
Whose = Callable[[Any], ColumnElement[bool]]


def is_asked(column: Any) -> ColumnElement[bool]:
    """Narrows to the members that the statement is asked about (`asked_about`)."""
    is_one: ColumnElement[bool] = column.in_(bindparam("members", type_=Integer, expanding=True))
    return is_one


def asked_about(member_ids: Collection[int]) -> dict[str, list[int]]:
    """The parameters of a statement with `is_asked`."""
    return {"members": sorted(member_ids)}


def is_somebody(column: Any) -> ColumnElement[bool]:
    """Narrows to nobody in particular."""
    is_any: ColumnElement[bool] = column.is_not(None)
    return is_any


def deed_columns(metric: Metric, member: Any, at: Any, key: Any, **more: Any) -> Select[Any]:
    """The columns that all deeds have; `more` are evidence, area, asked_at and answered_at."""
    empty, never = cast(null(), Integer), cast(null(), UTCDateTime)
    return select(
        cast(literal(metric.value), String).label("metric"),
        member.label("member_id"),
        at.label("at"),
        key.label("key"),
        more.get("evidence", empty).label("evidence_id"),
        more.get("area", empty).label("area_id"),
        more.get("asked_at", never).label("asked_at"),
        more.get("answered_at", never).label("answered_at"),
    )
