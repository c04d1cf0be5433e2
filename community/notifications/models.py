"""Tables of notifications: what is to be told to whom, what was told, and how one wants to hear."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.core import request_id
from community.core.db import Base, Json, UTCDateTime, str_enum
from community.notifications.kinds import Channel, Kind


class Fanout(Base):
    """One happening that is to be told to many: how far the worker is, so that a crash costs nothing."""

    __tablename__ = "fanouts"
    __table_args__ = (Index("ix_fanouts_waiting", "done_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # What happened, once: `IdeaStatusChanged:17`.
    source: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[Kind] = mapped_column(str_enum(Kind))
    # What it is about, and where one reads it (no keys: what is purged is told to nobody).
    subject_id: Mapped[int | None]
    thread_id: Mapped[int | None]
    actor_id: Mapped[int | None]
    words: Mapped[dict[str, Any]] = mapped_column(Json)
    cursor: Mapped[int] = mapped_column(default=0)
    told: Mapped[int] = mapped_column(default=0)
    # Of the request in which it happened: its letters carry it.
    request_id: Mapped[str | None] = mapped_column(String(64), default=request_id.current)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    def words_in(self, locale: str) -> dict[str, Any]:
        """What whoever reads in this language is told: the words `in` it, where there are some, over the others."""
        said = {key: value for key, value in self.words.items() if key != "in"}
        return {**said, **self.words.get("in", {}).get(locale, {})}


class Notification(Base):
    """What a member was told in the portal."""

    __tablename__ = "notifications"
    __table_args__ = (
        UniqueConstraint("fanout_id", "member_id"),
        Index("ix_notifications_member", "member_id", "id"),
        Index("ix_notifications_unread", "member_id", "read_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    fanout_id: Mapped[int] = mapped_column(ForeignKey("fanouts.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    kind: Mapped[Kind] = mapped_column(str_enum(Kind))
    subject_id: Mapped[int | None] = mapped_column(
        ForeignKey("subjects.id", ondelete="CASCADE"), index=True
    )
    thread_id: Mapped[int | None]
    words: Mapped[dict[str, Any]] = mapped_column(Json)
    # Shown in the portal, or only kept so that nobody hears twice.
    is_shown: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # A letter that waits until the quiet hours of its reader end.
    mail_due_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    # When a letter told it, by itself or in a digest: no other one does.
    mailed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Preference(Base):
    """That a member wants to hear of a kind by a channel, or not; without a row the kind's default holds."""

    __tablename__ = "notification_preferences"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[Kind] = mapped_column(str_enum(Kind), primary_key=True)
    channel: Mapped[Channel] = mapped_column(str_enum(Channel), primary_key=True)
    is_on: Mapped[bool]


class Habits(Base):
    """When and whether letters with news come to a member at all; without a row all come, at any hour."""

    __tablename__ = "notification_habits"
    __table_args__ = (
        CheckConstraint("(quiet_from IS NULL) = (quiet_until IS NULL)", name="quiet_from_until"),
    )

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    # The letters that come at all, whatever was chosen for single kinds.
    at_once: Mapped[bool] = mapped_column(default=True)
    daily: Mapped[bool] = mapped_column(default=True)
    weekly: Mapped[bool] = mapped_column(default=True)
    # Hours of the day in the member's time zone between which no news are mailed.
    quiet_from: Mapped[int | None]
    quiet_until: Mapped[int | None]
    # Up to which instant the last digest of each kind looked, whether it was written or empty.
    daily_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    weekly_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
