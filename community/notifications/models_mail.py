"""Tables of mail that comes in: addresses to which letters cannot be delivered, and what became of each letter."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base, UTCDateTime, str_enum


class StopReason(StrEnum):
    """Why no more news go to an address."""

    GONE = "gone"
    OFTEN = "often"
    COMPLAINT = "complaint"


class AddressFault(Base):
    """An address whose letters came back; `stopped_at` says that no news go there until somebody lifts it."""

    __tablename__ = "address_faults"
    __table_args__ = (Index("ix_address_faults_stopped", "stopped_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # As Member.email_key: folded.
    address_key: Mapped[str] = mapped_column(String(320), unique=True)
    # Letters in a row that came back for a while; begins anew after a month of peace.
    times: Mapped[int] = mapped_column(default=0)
    first_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_at: Mapped[datetime] = mapped_column(UTCDateTime)
    status: Mapped[str] = mapped_column(String(16), default="")
    words: Mapped[str] = mapped_column(String(300), default="")
    reason: Mapped[StopReason | None] = mapped_column(str_enum(StopReason))
    stopped_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # A letter counts once, whoever says that it came back.
    last_letter_id: Mapped[int | None]


class Outcome(StrEnum):
    """What became of a letter that came in."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    POSTED = "posted"
    REFUSED = "refused"
    MACHINE = "machine"
    STRANGER = "stranger"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    NOT_FOR_US = "not_for_us"
    NOTHING = "nothing"


class IncomingMail(Base):
    """That a letter came in, once by its Message-ID; no word of it is kept."""

    __tablename__ = "incoming_mails"
    __table_args__ = (Index("ix_incoming_mails_at", "received_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # The hash of its Message-ID and of the address that it came to.
    key: Mapped[str] = mapped_column(String(64), unique=True)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    outcome: Mapped[Outcome] = mapped_column(str_enum(Outcome))
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), index=True
    )
    # What was posted, or what it was a reply to.
    subject_id: Mapped[int | None] = mapped_column(
        ForeignKey("subjects.id", ondelete="CASCADE"), index=True
    )
