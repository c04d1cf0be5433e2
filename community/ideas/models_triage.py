"""Tables of triage: what product managers reckon with, keep as views, and change many ideas by at once."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from community.content.models_views import LONGEST_QUERY
from community.core.db import Base, Json, UTCDateTime, str_enum


class IdeaScore(Base):
    """What product managers reckon of an idea, for RICE; what they did not say is NULL."""

    __tablename__ = "idea_scores"
    __table_args__ = (
        CheckConstraint("reach >= 0", name="reach"),
        CheckConstraint("impact > 0", name="impact"),
        CheckConstraint("confidence > 0 AND confidence <= 100", name="confidence"),
        CheckConstraint("effort >= 0.5", name="effort"),
    )

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True
    )
    # People; NULL is what the worker counts.
    reach: Mapped[int | None] = mapped_column(Integer)
    impact: Mapped[float | None] = mapped_column(Float)
    # Percent.
    confidence: Mapped[int | None]
    # Person-months.
    effort: Mapped[float | None] = mapped_column(Float)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))


class IdeaSegmentValue(Base):
    """How many organisations of a segment support an idea, and what they pay a year; staff only, kept by the worker."""

    __tablename__ = "idea_segment_values"
    __table_args__ = (Index("ix_idea_segment_values_value", "segment_id", "value", "idea_id"),)

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True
    )
    segment_id: Mapped[int] = mapped_column(
        ForeignKey("segments.id", ondelete="CASCADE"), primary_key=True
    )
    organisations: Mapped[int]
    value: Mapped[int] = mapped_column(BigInteger)


class BulkState(StrEnum):
    """How far a change of many ideas is."""

    RUNNING = "running"
    DONE = "done"


class BulkChange(Base):
    """Many ideas changed by one order, or one such order taken back; the worker does it row by row."""

    __tablename__ = "idea_bulk_changes"
    __table_args__ = (Index("ix_idea_bulk_changes_state", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    # What is to be set, by name (`bulk_terms.Order`).
    wanted: Mapped[dict[str, Any]] = mapped_column(Json)
    undoes_id: Mapped[int | None] = mapped_column(
        ForeignKey("idea_bulk_changes.id", ondelete="CASCADE"), unique=True
    )
    total: Mapped[int]
    state: Mapped[BulkState] = mapped_column(str_enum(BulkState), default=BulkState.RUNNING)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class RowState(StrEnum):
    """What became of one idea of many."""

    WAITING = "waiting"
    DONE = "done"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class BulkRow(Base):
    """One idea of many, what it was before and after, or why it could not be changed."""

    __tablename__ = "idea_bulk_rows"
    __table_args__ = (
        UniqueConstraint("bulk_id", "idea_id"),
        Index("ix_idea_bulk_rows_waiting", "bulk_id", "state", "id"),
        Index("ix_idea_bulk_rows_idea", "idea_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bulk_id: Mapped[int] = mapped_column(ForeignKey("idea_bulk_changes.id", ondelete="CASCADE"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    # What this row is to become where it differs from the others (a file, or what is taken back).
    wanted: Mapped[dict[str, Any] | None] = mapped_column(Json)
    state: Mapped[RowState] = mapped_column(str_enum(RowState), default=RowState.WAITING)
    # In the words of whoever ordered it.
    why: Mapped[str] = mapped_column(Text, default="")
    before: Mapped[dict[str, Any] | None] = mapped_column(Json)
    after: Mapped[dict[str, Any] | None] = mapped_column(Json)


class ExportState(StrEnum):
    """How far a file is; one that failed again and again is not written any more."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class IdeaExport(Base):
    """The table of ideas as a file: the worker writes it part by part, and it is kept for a day."""

    __tablename__ = "idea_exports"
    __table_args__ = (Index("ix_idea_exports_state", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    # How the table is looked at, as it stands in an address, and the language of its words.
    query: Mapped[str] = mapped_column(String(LONGEST_QUERY))
    locale: Mapped[str] = mapped_column(String(8))
    # The ideas that match, once they are counted.
    total: Mapped[int | None]
    written: Mapped[int] = mapped_column(default=0)
    # After which idea the next part begins.
    cursor: Mapped[str | None] = mapped_column(Text)
    state: Mapped[ExportState] = mapped_column(str_enum(ExportState), default=ExportState.RUNNING)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class IdeaExportPart(Base):
    """Some lines of such a file."""

    __tablename__ = "idea_export_parts"

    export_id: Mapped[int] = mapped_column(
        ForeignKey("idea_exports.id", ondelete="CASCADE"), primary_key=True
    )
    ideas_before: Mapped[int] = mapped_column(primary_key=True)
    lines: Mapped[str] = mapped_column(Text)
