"""Tells each entry into a circle and each end of it, once; who is inside is asked of the badges themselves."""

from sqlalchemy import ColumnElement, and_, exists, select, update

from community.circles.models import CircleEntry
from community.content.queries_circles import holders_of
from community.core.clock import now
from community.core.db import db, insert_once
from community.core.outbox import record
from community.events import CircleEntered, CircleLeft

BATCH = 200


def settle_entries(member_id: int | None = None) -> int:
    """Bring what was told to what holds now, of one member or of some at a time; how many that were."""
    held = holders_of().subquery()
    holds = (held.c.member_id, held.c.product_area_id)
    told = exists().where(
        CircleEntry.member_id == holds[0],
        CircleEntry.product_area_id == holds[1],
        CircleEntry.is_inside,
    )
    fresh = select(*holds).where(~told)
    still = exists().where(
        holds[0] == CircleEntry.member_id, holds[1] == CircleEntry.product_area_id
    )
    gone = select(CircleEntry.member_id, CircleEntry.product_area_id).where(
        CircleEntry.is_inside, ~still
    )
    if member_id is not None:
        fresh = fresh.where(holds[0] == member_id)
        gone = gone.where(CircleEntry.member_id == member_id)
    order = (CircleEntry.member_id, CircleEntry.product_area_id)
    entered = [tuple(row) for row in db.session.execute(fresh.order_by(*holds).limit(BATCH))]
    left = [tuple(row) for row in db.session.execute(gone.order_by(*order).limit(BATCH))]
    for one, area_id in entered:
        _enter(one, area_id)
    for one, area_id in left:
        _leave(one, area_id)
    return len(entered) + len(left)


def _enter(member_id: int, area_id: int) -> None:
    """The row decides who tells it, when two workers look at once."""
    at = now()
    fresh = insert_once(
        CircleEntry, member_id=member_id, product_area_id=area_id, is_inside=True, changed_at=at
    )
    if fresh or _turn(member_id, area_id, inside=True):
        record(CircleEntered(member_id=member_id, area_id=area_id, at=at.isoformat()))


def _leave(member_id: int, area_id: int) -> None:
    if _turn(member_id, area_id, inside=False):
        record(CircleLeft(member_id=member_id, area_id=area_id, at=now().isoformat()))


def _turn(member_id: int, area_id: int, *, inside: bool) -> bool:
    row: ColumnElement[bool] = and_(
        CircleEntry.member_id == member_id, CircleEntry.product_area_id == area_id
    )
    turned = (
        update(CircleEntry)
        .where(row, CircleEntry.is_inside.is_(not inside))
        .values(is_inside=inside, changed_at=now())
        .returning(CircleEntry.member_id)
        .execution_options(synchronize_session=False)
    )
    return db.session.execute(turned).first() is not None
