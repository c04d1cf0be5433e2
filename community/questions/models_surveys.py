"""Table of what askers were asked once about a solved question."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base, UTCDateTime

MAX_COMMENT = 1000


class SolvedSurvey(Base):
    """Was it solved, and how hard was it: asked once a question; numbers stay when question and asker are gone."""

    __tablename__ = "solved_surveys"
    __table_args__ = (
        Index("ix_solved_surveys_telling", "told_at", "asked_at"),
        Index("ix_solved_surveys_month", "month", "product_area_id"),
        CheckConstraint("satisfaction BETWEEN 1 AND 5", name="satisfaction_of_five"),
        CheckConstraint("effort BETWEEN 1 AND 5", name="effort_of_five"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int | None] = mapped_column(
        ForeignKey("questions.id", ondelete="SET NULL"), unique=True
    )
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    product_area_id: Mapped[int | None] = mapped_column(
        ForeignKey("product_areas.id", ondelete="SET NULL"), index=True
    )
    # The first day of the month (UTC) in which the question was solved.
    month: Mapped[date] = mapped_column(Date)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # 5: completely solved.
    satisfaction: Mapped[int | None]
    # 1: very hard, 5: very easy.
    effort: Mapped[int | None]
    # For staff alone.
    comment: Mapped[str] = mapped_column(String(MAX_COMMENT), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    declined_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.answered_at is None and self.declined_at is None
