"""Tables of circles: live hours, what is asked in them, secret addresses of calendars, and who was told of entries."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.content.models import ProductArea, Subject
from community.core.db import Base, UTCDateTime

# For how many minutes a live hour may last.
MINUTES = (30, 45, 60, 90, 120)
TITLE_LENGTH = (4, 120)


class HourState(StrEnum):
    """Where a live hour stands; it follows from the time and from what was done, so nobody needs to move it."""

    PLANNED = "planned"
    LIVE = "live"
    OVER = "over"
    CANCELLED = "cancelled"


def end_of(starts_at: datetime, minutes: int, ended_at: datetime | None) -> datetime:
    """When a live hour is over: after its length, or earlier when it was ended by hand."""
    planned = starts_at + timedelta(minutes=minutes)
    return planned if ended_at is None else min(planned, ended_at)


def state_of(
    starts_at: datetime, ends_at: datetime, cancelled_at: datetime | None, at: datetime
) -> HourState:
    """Where a live hour stands at this instant."""
    if cancelled_at is not None:
        return HourState.CANCELLED
    if at < starts_at:
        return HourState.PLANNED
    return HourState.LIVE if at < ends_at else HourState.OVER


class LiveHour(Base):
    """An hour of questions to a product manager, in the circle of an area."""

    __tablename__ = "live_hours"
    __table_args__ = (
        Index("ix_live_hours_area", "product_area_id", "starts_at", "id"),
        Index("ix_live_hours_start", "starts_at", "id"),
        CheckConstraint("minutes > 0", name="lasts"),
        CheckConstraint("sequence >= 0 AND revision >= 0", name="counters_not_negative"),
    )

    id: Mapped[int] = mapped_column(ForeignKey("subjects.id"), primary_key=True)
    product_area_id: Mapped[int] = mapped_column(ForeignKey("product_areas.id"))
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    host_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[int]
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    minutes: Mapped[int]
    # Rises with each change that calendars have to take over (RFC 5545, SEQUENCE).
    sequence: Mapped[int] = mapped_column(default=0)
    # Rises with whatever the page shows, so that a reader's page knows cheaply whether to renew itself.
    revision: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancel_reason: Mapped[str] = mapped_column(String(300), default="")
    # When those who follow it were told that it begins soon; empty again once it moves.
    reminded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    subject: Mapped[Subject] = relationship(foreign_keys="LiveHour.id", lazy="raise_on_sql")
    product_area: Mapped[ProductArea] = relationship(lazy="raise_on_sql")

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return end_of(self.starts_at, self.minutes, self.ended_at)

    def state_at(self, at: datetime) -> HourState:
        """Where it stands at this instant."""
        return state_of(self.starts_at, self.ends_at, self.cancelled_at, at)

    def takes_questions_at(self, at: datetime) -> bool:
        """Whether one may ask and vote: before it, and while it lasts."""
        return self.state_at(at) in (HourState.PLANNED, HourState.LIVE)

    def takes_answers_at(self, at: datetime) -> bool:
        """Whether questions are answered: while it lasts. Afterwards it is a record."""
        return self.state_at(at) is HourState.LIVE


class HourQuestion(Base):
    """What somebody asks in a live hour, with its answer."""

    __tablename__ = "hour_questions"
    __table_args__ = (
        Index("ix_hour_questions_hour", "hour_id", "id"),
        CheckConstraint("vote_count >= 0", name="counter_not_negative"),
    )

    id: Mapped[int] = mapped_column(ForeignKey("subjects.id"), primary_key=True)
    hour_id: Mapped[int] = mapped_column(ForeignKey("live_hours.id"))
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    text: Mapped[str] = mapped_column(String(500))
    vote_count: Mapped[int] = mapped_column(default=0)
    answer_body: Mapped[str | None] = mapped_column(Text)
    answer_html: Mapped[str | None] = mapped_column(Text)
    renderer_version: Mapped[int | None]
    answered_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    subject: Mapped[Subject] = relationship(foreign_keys="HourQuestion.id", lazy="raise_on_sql")

    @property
    def is_answered(self) -> bool:
        """Whether somebody of the team has answered it."""
        return self.answered_at is not None


class CalendarAddress(Base):
    """That a member's calendar may fetch his live hours; a new nonce ends the address that he had."""

    __tablename__ = "calendar_addresses"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    nonce: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class CircleEntry(Base):
    """What a member was told of a circle: that he entered it, or left it. It lets nobody in."""

    __tablename__ = "circle_entries"
    __table_args__ = (Index("ix_circle_entries_inside", "is_inside", "member_id"),)

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    product_area_id: Mapped[int] = mapped_column(
        ForeignKey("product_areas.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )
    is_inside: Mapped[bool]
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
