"""Letters that wait: a row in the business transaction, a lease while one is sent, one Message-ID for ever."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app, render_template
from flask_babel import force_locale
from sqlalchemy import Index, String, Text, func, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from community.core import request_id
from community.core.clock import now
from community.core.db import Base, Json, UTCDateTime, after_commit_once, db, insert_new, writing
from community.core.inbox import inbox_address
from community.core.mail import Carrier, Letter, Postman, Refused, ServerAway
from community.core.outbox import Event, record
from community.core.tasks import RUN_SECONDS, enqueue_job, one_at_a_time

log = logging.getLogger(__name__)

# A letter that waited until it was stale, or could not be sent, is asked about before it is.
LEASE, STALE = timedelta(minutes=2), timedelta(minutes=15)
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
)
BATCH, FORGOTTEN_AT_ONCE = 20, 1000
BOUNCE = "b"


class LetterRow(Base):
    """A letter: to whom, which template with which words, and how far it is."""

    __tablename__ = "letters"
    __table_args__ = (Index("ix_letters_waiting", "finished_at", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    to_address: Mapped[str] = mapped_column(String(320))
    member_id: Mapped[int | None] = mapped_column(index=True)
    # Which news it tells; None for a letter that somebody waits for, such as a link.
    fanout_id: Mapped[int | None]
    template: Mapped[str] = mapped_column(String(64))
    locale: Mapped[str] = mapped_column(String(8))
    context: Mapped[dict[str, Any]] = mapped_column(Json)
    headers: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    request_id: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    error: Mapped[str | None] = mapped_column(Text)


@dataclass(frozen=True, kw_only=True)
class LetterRefused(Event):
    """The mail server of a letter's reader says that there is no such address."""

    letter_id: int
    words: str


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Where a letter goes and in which language."""

    address: str
    locale: str
    member_id: int | None = None


@dataclass(frozen=True)
class Draft:
    """A letter to be written: the context is plain JSON; a secret link in it is removed once the letter has left."""

    to: Recipient
    template: str
    context: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)
    fanout_id: int | None = None


def init_letters(app: Flask, still_wanted: Callable[[int, int, str], bool]) -> None:
    """Tell the letters whom to ask whether one is still to be sent: by its news, its member and address."""
    app.extensions["portal_still_wanted"] = still_wanted


def post_all(drafts: Sequence[Draft]) -> None:
    """Write these letters in the present transaction, in one go; the worker sends them soon after the commit."""
    insert_new(LetterRow, [_values(draft) for draft in drafts])
    if drafts:
        _send_after_commit()


def post(
    to: Recipient, template: str, context: dict[str, Any], headers: dict[str, str] | None = None
) -> LetterRow:
    """Write a letter in the present transaction; the worker sends `emails/<template>/` soon after the commit.

    The context is plain JSON; a secret link in it is removed once the letter has left.
    """
    row = LetterRow(**_values(Draft(to, template, context, headers or {})))
    db.session.add(row)
    _send_after_commit()
    return row


def _values(draft: Draft) -> dict[str, Any]:
    at = now()
    return {
        "to_address": draft.to.address,
        "member_id": draft.to.member_id,
        "fanout_id": draft.fanout_id,
        "template": draft.template,
        "locale": draft.to.locale,
        "context": draft.context,
        "headers": draft.headers,
        "request_id": request_id.current(),
        "created_at": at,
        "due_at": at,
        "attempts": 0,
    }


def _send_after_commit() -> None:
    after_commit_once(
        "letters", lambda: current_app.extensions["portal_queue"].enqueue("deliver_letters")
    )


@one_at_a_time
def deliver_letters() -> int:
    """Send what is due, a few under a lease at a time, as long as the server is there; how many left."""
    sent, ends = 0, time.monotonic() + RUN_SECONDS
    postman: Postman = current_app.extensions["portal_postman"]
    with postman.round() as carrier:
        while rows := _lease():
            # The rows are read again after each letter: what this worker was given is remembered here.
            mine = [(row, row.id, row.due_at) for row in rows]
            while mine and time.monotonic() < ends:
                row, identity, until = mine.pop(0)
                try:
                    sent += _deliver(row, carrier) if _hold(identity, until) else 0
                except ServerAway:
                    _give_back(mine, WAITS[0])
                    return sent
            if time.monotonic() >= ends:
                _give_back(mine, timedelta())
                enqueue_job("deliver_letters")
                break
    return sent


def _give_back(leased: Sequence[tuple[LetterRow, int, datetime]], wait: timedelta) -> None:
    """Let letters whose turn did not come be sent after this time: that was no attempt."""
    with writing() as session:
        for _row, identity, until in leased:
            mine = (LetterRow.id == identity, LetterRow.due_at == until)
            session.execute(update(LetterRow).where(*mine).values(due_at=now() + wait))


def _hold(identity: int, until: datetime) -> bool:
    """Keep the lease while a slow server lets the batch wait; False when another worker has taken the letter."""
    if until - now() > LEASE / 2:
        return True
    mine = (LetterRow.id == identity, LetterRow.due_at == until, LetterRow.finished_at.is_(None))
    statement = update(LetterRow).where(*mine).values(due_at=now() + LEASE).returning(LetterRow.id)
    with writing():
        return db.session.execute(statement).first() is not None


def _lease() -> list[LetterRow]:
    # In the order of their index: of many that wait only these are read.
    due = (
        select(LetterRow.id)
        .where(LetterRow.finished_at.is_(None), LetterRow.due_at <= now())
        .order_by(LetterRow.due_at, LetterRow.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    with writing():
        ids = list(db.session.scalars(due))
        if ids:
            db.session.execute(
                update(LetterRow).where(LetterRow.id.in_(ids)).values(due_at=now() + LEASE)
            )
        statement = select(LetterRow).where(LetterRow.id.in_(ids)).order_by(LetterRow.id)
        return list(db.session.scalars(statement.execution_options(populate_existing=True)))


def _deliver(row: LetterRow, carrier: Carrier) -> int:
    """Whether it left (1) or not (0); ServerAway, once that is noted, where no other letter would leave either."""
    identity, context, error, is_refused = row.id, row.context, None, False
    away: ServerAway | None = None
    if not _is_wanted(row):
        gone = {"finished_at": now(), "error": "withdrawn", "context": {}}
        with writing() as session:
            session.execute(update(LetterRow).where(LetterRow.id == identity).values(**gone))
        return 0
    try:
        letter = compose(row)
        db.session.rollback()  # no transaction is held while mail is at work
        carrier.send(letter)
    except Refused as refusal:
        error, is_refused = str(refusal), True
    except ServerAway as failure:
        log.warning("the mail server is away", extra={"why": str(failure)})
        error, away = str(failure)[:500], failure
    except Exception as failure:  # a worker records what failed and tries again later
        log.exception("letter not sent", extra={"letter": identity})
        error = f"{type(failure).__name__}: {failure}"[:500]
    with writing():
        if error is None:
            _note_sent(identity, context)
        else:
            _note_failure(identity, error, is_refused=is_refused)
    if away is not None:
        raise away
    return int(error is None)


def _is_wanted(row: LetterRow) -> bool:
    """Whether a letter that waited still concerns its reader: what it tells may be hidden by now, or not for him."""
    is_fresh = not row.attempts and now() - row.created_at < STALE
    if row.fanout_id is None or row.member_id is None or is_fresh:
        return True
    still_wanted = current_app.extensions["portal_still_wanted"]
    return bool(still_wanted(row.fanout_id, row.member_id, row.to_address))


def _note_sent(identity: int, context: dict[str, Any]) -> None:
    at = now()
    values: dict[str, Any] = {"error": None, "sent_at": at, "finished_at": at}
    values["attempts"] = LetterRow.attempts + 1
    if "link" in context:
        values["context"] = {name: value for name, value in context.items() if name != "link"}
    db.session.execute(
        update(LetterRow).where(LetterRow.id == identity).values(**values),
        execution_options={"synchronize_session": False},
    )


def _note_failure(identity: int, error: str, *, is_refused: bool) -> None:
    row = db.session.get_one(LetterRow, identity)
    row.attempts += 1
    row.error = error
    if is_refused or row.attempts > len(WAITS):
        row.finished_at = now()
        if is_refused:
            record(LetterRefused(letter_id=identity, words=error))
    else:
        row.due_at = now() + WAITS[row.attempts - 1]


def compose(row: LetterRow) -> Letter:
    """The letter of a row, rendered from its three files in its language."""
    config = current_app.config["PORTAL"]
    words = {**row.context, "public_url": config.public_url, "locale": row.locale}
    with force_locale(row.locale):
        parts = [
            render_template(f"emails/{row.template}/{name}", **words)
            for name in ("subject.txt", "body.txt", "body.html")
        ]
    return Letter(
        to=row.to_address,
        sender=config.mail_sender,
        subject=" ".join(parts[0].split()),
        text=parts[1],
        html=parts[2],
        message_id=message_id(row.id),
        written_at=row.created_at,
        return_path=inbox_address(BOUNCE, row.id),
        headers=row.headers | ({"X-Request-Id": row.request_id} if row.request_id else {}),
    )


def message_id(identity: int) -> str:
    """The Message-ID of a letter's row, the same for every attempt."""
    return f"<letter-{identity}@{current_app.config['PORTAL'].host}>"


def forget_letters() -> None:
    """Blank letters that were finished 30 days ago, some at a time: their words and address go, the numbers stay."""
    old, last = now() - timedelta(days=30), db.session.scalar(select(func.max(LetterRow.id))) or 0
    due = or_(LetterRow.sent_at < old, LetterRow.finished_at < old)
    blank = {"context": {}, "headers": {}, "to_address": ""}
    for start in range(0, last, FORGOTTEN_AT_ONCE):
        these = (LetterRow.id > start, LetterRow.id <= start + FORGOTTEN_AT_ONCE)
        with writing() as session:
            session.execute(
                update(LetterRow).where(*these, due, LetterRow.to_address != "").values(**blank),
                execution_options={"synchronize_session": False},
            )
