"""Table of the severities that the team gave a question after it was asked."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base, UTCDateTime

MAX_REASON = 1000


class SeverityChange(Base):
    """Who changed a question's severity, and why; the reason is for everybody, the severity is not."""

    __tablename__ = "question_severity_changes"
    __table_args__ = (Index("ix_question_severity_changes_question", "question_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"))
    came_from: Mapped[str | None] = mapped_column(String(8))
    to: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(String(MAX_REASON))
    actor_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    at: Mapped[datetime] = mapped_column(UTCDateTime)
