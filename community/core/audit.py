"""Who did what to whom: sign-ins, roles, settings, exports, deletions; numbers and keys, no text by people."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from community.core import request_id
from community.core.clock import now
from community.core.db import Base, Json, UTCDateTime, db


class AuditEntry(Base):
    """One line of the record; it outlives the member it names."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_target", "target_kind", "target_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    actor_id: Mapped[int | None] = mapped_column(index=True)
    act: Mapped[str] = mapped_column(String(64))
    target_kind: Mapped[str | None] = mapped_column(String(32))
    target_id: Mapped[int | None]
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    request_id: Mapped[str | None] = mapped_column(String(64))


def audit(
    actor_id: int | None, act: str, target: tuple[str, int] | None = None, **details: Any
) -> None:
    """Write a line in the present transaction; `act` reads like `member.suspended`."""
    kind, identity = target or (None, None)
    entry = AuditEntry(at=now(), actor_id=actor_id, act=act, target_kind=kind, target_id=identity)
    entry.details, entry.request_id = details, request_id.current()
    db.session.add(entry)
