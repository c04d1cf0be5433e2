"""What happened, written in the transaction in which it happened, and delivered until every listener has it."""

import dataclasses
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar

from flask import Flask, current_app
from sqlalchemy import ForeignKey, Index, Row, String, Text, select, update
from sqlalchemy.orm import Mapped, mapped_column

from community.core import request_id
from community.core.clock import now
from community.core.db import (
    RECORDED,
    Base,
    Json,
    UTCDateTime,
    after_commit_once,
    db,
    insert_once,
    insert_one,
    writing,
)

log = logging.getLogger(__name__)

WAITS = (
    timedelta(seconds=30),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)
SWEEP_AFTER = timedelta(seconds=20)
KEPT_FOR = timedelta(days=30)
BATCH = 500


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened: ids and plain JSON values; a historic one is only told to nobody."""

    historic: bool = False

    catalogue: ClassVar[dict[str, type["Event"]]] = {}

    def __init_subclass__(cls) -> None:
        Event.catalogue[cls.__name__] = cls


Handler = Callable[[Any], None]
Subscribers = Mapping[type[Event], Iterable[Handler]]


class OutboxEvent(Base):
    """An event as it waits for delivery; finished when each listener has it or is parked."""

    __tablename__ = "outbox_events"
    __table_args__ = (Index("ix_outbox_events_waiting", "finished_at", "next_attempt_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    request_id: Mapped[str | None] = mapped_column(String(64))
    occurred_at: Mapped[datetime] = mapped_column(UTCDateTime)
    next_attempt_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Delivery(Base):
    """The receipt of one listener for one event, or the record of its failures."""

    __tablename__ = "outbox_deliveries"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("outbox_events.id", ondelete="CASCADE"), primary_key=True
    )
    handler: Mapped[str] = mapped_column(String(120), primary_key=True)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    parked_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    error: Mapped[str | None] = mapped_column(Text)


def init_outbox(app: Flask, subscribers: Subscribers) -> None:
    """Tell the outbox who listens to what."""
    table = {kind.__name__: tuple(handlers) for kind, handlers in subscribers.items()}
    app.extensions["portal_subscribers"] = table


def record(event: Event) -> None:
    """Write the event in the present transaction; its delivery is queued after the commit."""
    if event.historic:
        return
    values = {
        f.name: getattr(event, f.name) for f in dataclasses.fields(event) if f.name != "historic"
    }
    at = now()
    event_id: int = insert_one(
        OutboxEvent,
        name=type(event).__name__,
        payload=values,
        request_id=request_id.current(),
        occurred_at=at,
        next_attempt_at=at + SWEEP_AFTER,
    )
    queue_after_commit(event_id)


def queue_after_commit(event_id: int) -> None:
    """Queue the delivery of this event; if the queue is away, the sweeper finds the row."""
    waiting: list[int] = db.session().info[RECORDED]
    waiting.append(event_id)
    queue = current_app.extensions["portal_queue"]
    after_commit_once("outbox", lambda: queue.deliver(waiting))


def deliver(event_id: int) -> None:
    """Run each listener that has no receipt yet, each in a transaction of its own with its receipt."""
    row = db.session.get(OutboxEvent, event_id)
    if row is None or row.finished_at:
        return
    kind = Event.catalogue.get(row.name)
    handlers = current_app.extensions["portal_subscribers"].get(row.name, ())
    # Read for each listener: what cannot be read fails, is tried again and parked as if the listener had failed.
    read = partial(kind, **row.payload) if kind else None
    caused_by, receipts = row.request_id, _receipts_of(event_id)
    waiting = [one for one in handlers if _waits(receipts.get(name_of(one)))]
    settled = all(receipt.done_at for receipt in receipts.values())
    for handler in waiting:
        ends = settled and handler is waiting[-1]
        with request_id.resumed(caused_by):
            settled = _run(event_id, handler, read, ends=ends) and settled
    if not settled:
        _finish(event_id, [name_of(handler) for handler in handlers])
    elif not waiting:
        with writing():
            _change(event_id, finished_at=now())


def _receipts_of(event_id: int) -> dict[str, Row[*tuple[Any, ...]]]:
    columns = Delivery.handler, Delivery.done_at, Delivery.parked_at, Delivery.next_attempt_at
    rows = db.session.execute(select(*columns).where(Delivery.event_id == event_id))
    return {row.handler: row for row in rows}


def name_of(handler: Handler) -> str:
    """How a listener is called in receipts: package and function."""
    return f"{handler.__module__.removeprefix('community.')}.{handler.__name__}"


def _run(event_id: int, handler: Handler, read: Callable[[], Event] | None, *, ends: bool) -> bool:
    """Hand the event to a listener, and be done with it if this `ends` it; False when the listener failed."""
    name = name_of(handler)
    try:
        with writing():
            if _take(event_id, name):
                handler(read() if read else None)
            if ends:
                _change(event_id, finished_at=now())
    except Exception as error:  # a worker records what failed, whatever it was
        log.exception("listener failed", extra={"handler": name, "event": event_id})
        with writing():
            _failed(event_id, name, error)
        return False
    return True


def _waits(receipt: Row[*tuple[Any, ...]] | None) -> bool:
    if receipt is None:
        return True
    if receipt.done_at or receipt.parked_at:
        return False
    return receipt.next_attempt_at is None or receipt.next_attempt_at <= now()


def _take(event_id: int, name: str) -> bool:
    """Write the receipt; False when another worker has it: its insert or update holds the row until it commits."""
    if insert_once(Delivery, event_id=event_id, handler=name, done_at=now(), attempts=1):
        return True
    done = {"done_at": now(), "parked_at": None, "next_attempt_at": None, "error": None}
    statement = (
        update(Delivery)
        .where(Delivery.event_id == event_id, Delivery.handler == name, Delivery.done_at.is_(None))
        .values(attempts=Delivery.attempts + 1, **done)
        .returning(Delivery.event_id)
    )
    return db.session.execute(statement).first() is not None


def _failed(event_id: int, name: str, error: Exception) -> None:
    insert_once(Delivery, event_id=event_id, handler=name, attempts=0)
    row = db.session.get(Delivery, (event_id, name), populate_existing=True)
    if row is None or row.done_at:
        return
    row.error = f"{type(error).__name__}: {error}"[:2000]
    row.attempts += 1
    if row.attempts > len(WAITS):
        row.parked_at, row.next_attempt_at = now(), None
    else:
        row.next_attempt_at = now() + WAITS[row.attempts - 1]


def _finish(event_id: int, names: list[str]) -> None:
    rows = db.session.scalars(select(Delivery).where(Delivery.event_id == event_id)).all()
    settled = {row.handler for row in rows if row.done_at or row.parked_at}
    waits = [
        row.next_attempt_at for row in rows if row.next_attempt_at and row.handler not in settled
    ]
    values: dict[str, Any] = {"finished_at": now()} if settled >= set(names) else {}
    if waits:
        values["next_attempt_at"] = min(waits)
    if values:
        with writing():
            _change(event_id, **values)


def _change(event_id: int, **values: Any) -> None:
    db.session.execute(update(OutboxEvent).where(OutboxEvent.id == event_id).values(**values))


def sweep() -> int:
    """Queue what a crash or a failure left behind; how many events that are."""
    statement = (
        select(OutboxEvent.id)
        .where(OutboxEvent.finished_at.is_(None), OutboxEvent.next_attempt_at <= now())
        .order_by(OutboxEvent.id)
        .limit(BATCH)
    )
    ids = list(db.session.scalars(statement))
    if ids:
        with writing():
            again = now() + SWEEP_AFTER
            db.session.execute(
                update(OutboxEvent).where(OutboxEvent.id.in_(ids)).values(next_attempt_at=again)
            )
        current_app.extensions["portal_queue"].deliver(ids)
    return len(ids)


def retry_parked(event_id: int | None = None, handler: str | None = None) -> int:
    """Give parked deliveries (all, or one) another start; how many."""
    with writing():
        statement = update(Delivery).where(Delivery.parked_at.is_not(None))
        if event_id is not None:
            statement = statement.where(Delivery.event_id == event_id)
        if handler is not None:
            statement = statement.where(Delivery.handler == handler)
        values = {"parked_at": None, "attempts": 0, "next_attempt_at": None}
        ids = list(db.session.scalars(statement.values(**values).returning(Delivery.event_id)))
        change = update(OutboxEvent).where(OutboxEvent.id.in_(ids))
        db.session.execute(change.values(finished_at=None, next_attempt_at=now() + SWEEP_AFTER))
    current_app.extensions["portal_queue"].deliver(sorted(set(ids)))
    return len(ids)


@dataclass(frozen=True)
class Parked:
    """A delivery that failed for good until somebody retries it."""

    event_id: int
    name: str
    handler: str
    attempts: int
    parked_at: datetime
    error: str


def list_parked(limit: int = 100) -> list[Parked]:
    """The newest parked deliveries."""
    statement = (
        select(
            Delivery.event_id,
            OutboxEvent.name,
            Delivery.handler,
            Delivery.attempts,
            Delivery.parked_at,
            Delivery.error,
        )
        .join(OutboxEvent, OutboxEvent.id == Delivery.event_id)
        .where(Delivery.parked_at.is_not(None))
        .order_by(Delivery.parked_at.desc())
        .limit(limit)
    )
    return [Parked(*tuple[Any, ...](row)) for row in db.session.execute(statement)]


def forget_finished() -> None:
    """Remove events that have been finished for 30 days, some at a time."""
    old = select(OutboxEvent.id).where(OutboxEvent.finished_at < now() - KEPT_FOR).limit(BATCH)
    while ids := list(db.session.scalars(old)):
        with writing():
            db.session.execute(Delivery.__table__.delete().where(Delivery.event_id.in_(ids)))  # type: ignore[attr-defined]
            db.session.execute(OutboxEvent.__table__.delete().where(OutboxEvent.id.in_(ids)))  # type: ignore[attr-defined]
