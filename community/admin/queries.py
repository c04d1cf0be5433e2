"""Reads for administrators."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from community.accounts.models import Member
from community.content.models_kept import DirtySubject
from community.core import paging
from community.core.audit import AuditEntry
from community.core.db import db
from community.core.mail_outbox import LetterRow
from community.core.outbox import OutboxEvent
from community.core.paging import Page


@dataclass(frozen=True)
class AuditRow:
    """A line of the record with the name of whoever did it."""

    id: int
    at: datetime
    name: str | None
    act: str
    target_kind: str | None
    target_id: int | None
    details: dict[str, Any]


def list_audit(after: str | None = None) -> Page[AuditRow]:
    """The record, newest first."""
    statement = select(
        AuditEntry.id,
        AuditEntry.at,
        Member.name,
        AuditEntry.act,
        AuditEntry.target_kind,
        AuditEntry.target_id,
        AuditEntry.details,
    ).outerjoin(Member, Member.id == AuditEntry.actor_id)
    key = paging.decode(after, 1)
    if key:
        statement = statement.where(AuditEntry.id < key[0])
    statement = statement.order_by(AuditEntry.id.desc()).limit(paging.SIZE + 1)
    rows = [AuditRow(*row) for row in db.session.execute(statement)]
    return paging.cut(rows, lambda row: (row.id,), began=key is not None)


@dataclass(frozen=True)
class Waiting:
    """What the worker still has before it."""

    events: int
    letters: int
    documents: int


def count_waiting() -> Waiting:
    """Events not delivered, letters not sent, documents not indexed; short tables all, in one statement."""
    events = select(func.count()).where(OutboxEvent.finished_at.is_(None)).scalar_subquery()
    letters = select(func.count()).where(LetterRow.finished_at.is_(None)).scalar_subquery()
    documents = select(func.count()).select_from(DirtySubject).scalar_subquery()
    return Waiting(*db.session.execute(select(events, letters, documents)).one())
