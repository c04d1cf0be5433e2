"""Tables of an idea's life: what is prepared, said inside the team, and answered after shipping."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.core.db import Base, Translated, UTCDateTime, str_enum
from community.ideas.models import DeclineReason, Meaning


class StatusTemplate(Base):
    """A text that product managers begin with, in both languages, with variables (`text_variables.py`)."""

    __tablename__ = "idea_status_templates"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    # Which changes it is offered for first; None is any.
    meaning: Mapped[Meaning | None] = mapped_column(str_enum(Meaning))
    body: Mapped[dict[str, str]] = mapped_column(Translated)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))


class ScheduleState(StrEnum):
    """What became of a change that was to come."""

    WAITING = "waiting"
    DONE = "done"
    CANCELLED = "cancelled"
    OVERTAKEN = "overtaken"  # the idea changed in the meantime, so that it would have been wrong


class ScheduledChange(Base):
    """A change of status that the worker makes at its minute, unless the idea has left the status it was planned in."""

    __tablename__ = "idea_scheduled_changes"
    __table_args__ = (
        Index("ix_idea_scheduled_changes_due", "state", "due_at", "id"),
        Index("ix_idea_scheduled_changes_idea", "idea_id", "id"),
        Index(
            "uq_idea_scheduled_changes_waiting",
            "idea_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    from_status_id: Mapped[int] = mapped_column(ForeignKey("idea_statuses.id"))
    to_status_id: Mapped[int] = mapped_column(ForeignKey("idea_statuses.id"))
    # As written: its variables are filled at its minute.
    body: Mapped[str] = mapped_column(Text)
    lang: Mapped[str] = mapped_column(String(8))
    reason: Mapped[DeclineReason | None] = mapped_column(str_enum(DeclineReason))
    way_round_id: Mapped[int | None] = mapped_column(ForeignKey("subjects.id", ondelete="SET NULL"))
    way_round_path: Mapped[str | None] = mapped_column(String(300))
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    state: Mapped[ScheduleState] = mapped_column(
        str_enum(ScheduleState), default=ScheduleState.WAITING
    )
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class InternalNote(Base):
    """What the team says to itself about an idea; no page, feed, mail or index outside the desk holds it."""

    __tablename__ = "idea_internal_notes"
    __table_args__ = (Index("ix_idea_internal_notes_idea", "idea_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    author: Mapped[Member | None] = relationship(lazy="raise_on_sql")


class Verdict(Base):
    """Whether what was shipped solves a supporter's problem, once for each time it was shipped."""

    __tablename__ = "idea_verdicts"
    __table_args__ = (
        UniqueConstraint("change_id", "member_id"),
        Index("ix_idea_verdicts_idea", "idea_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    # The change of status by which it was shipped.
    change_id: Mapped[int] = mapped_column(ForeignKey("idea_status_changes.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    solves: Mapped[bool]
    body: Mapped[str] = mapped_column(Text, default="")
    lang: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
