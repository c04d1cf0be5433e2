"""Tables of webhooks: who hears of what, the messages on their way, and each attempt; no word of people is kept."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base, Json, UTCDateTime, str_enum
from community.webhooks.catalogue import WebhookEvent


class OffReason(StrEnum):
    """Why nothing is sent to an endpoint."""

    BY_HAND = "by_hand"
    GONE = "gone"
    FAILING = "failing"


class MessageState(StrEnum):
    """How far a message is."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    # What it tells is no longer public.
    WITHDRAWN = "withdrawn"


class WebhookEndpoint(Base):
    """An address of another system, the events it hears of, and the secret that signs for it."""

    __tablename__ = "webhook_endpoints"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(String(500))
    description: Mapped[str] = mapped_column(String(200), default="")
    events: Mapped[list[str]] = mapped_column(Json)
    secret: Mapped[str] = mapped_column(String(100))
    # Signs beside the new one for a while after a change.
    former_secret: Mapped[str | None] = mapped_column(String(100))
    former_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    off_reason: Mapped[OffReason | None] = mapped_column(str_enum(OffReason))
    off_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Since when every attempt has failed, and until when it is left alone.
    failing_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    rests_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @property
    def is_on(self) -> bool:
        """Whether messages go there."""
        return self.off_at is None

    def secrets_at(self, at: datetime) -> list[str]:
        """The secrets that sign at this instant, the present one first."""
        former = self.former_secret
        is_valid = self.former_until is not None and at < self.former_until
        return [self.secret, former] if former and is_valid else [self.secret]


class WebhookMessage(Base):
    """One event for one endpoint, under the same id in every attempt; what it says is read anew each time."""

    __tablename__ = "webhook_messages"
    __table_args__ = (
        UniqueConstraint("endpoint_id", "source"),
        Index("ix_webhook_messages_due", "state", "due_at"),
        Index("ix_webhook_messages_endpoint", "endpoint_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # `msg_…`, the header webhook-id.
    key: Mapped[str] = mapped_column(String(40), unique=True)
    endpoint_id: Mapped[int] = mapped_column(ForeignKey("webhook_endpoints.id", ondelete="CASCADE"))
    event: Mapped[WebhookEvent] = mapped_column(str_enum(WebhookEvent))
    # What happened, once: `idea.status_changed:17`.
    source: Mapped[str] = mapped_column(String(120))
    # The row that it tells of: a subject, a change of status, a version of the menu (no key: it may be purged).
    thing_id: Mapped[int]
    # In which language, where there are several.
    lang: Mapped[str | None] = mapped_column(String(8))
    occurred_at: Mapped[datetime] = mapped_column(UTCDateTime)
    state: Mapped[MessageState] = mapped_column(
        str_enum(MessageState), default=MessageState.WAITING
    )
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class WebhookAttempt(Base):
    """One try: what was answered, or why nobody did."""

    __tablename__ = "webhook_attempts"
    __table_args__ = (Index("ix_webhook_attempts_message", "message_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("webhook_messages.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    status: Mapped[int | None]
    error: Mapped[str] = mapped_column(String(200), default="")
    took_ms: Mapped[int]
