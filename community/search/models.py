"""What people looked for, without who they were."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base, UTCDateTime

MAX_TEXT = 200


class SearchQuery(Base):
    """One search: its words with addresses and long numbers masked, what it found, what came of it; nobody's name."""

    __tablename__ = "search_queries"
    __table_args__ = (
        Index("ix_search_queries_asked", "asked_at"),
        Index("ix_search_queries_nothing", "results", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(MAX_TEXT))
    locale: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str | None] = mapped_column(String(32))
    product_area_id: Mapped[int | None] = mapped_column(
        ForeignKey("product_areas.id", ondelete="SET NULL"), index=True
    )
    results: Mapped[int]
    # What was opened, and what the person did next.
    opened_subject_id: Mapped[int | None] = mapped_column(
        ForeignKey("subjects.id", ondelete="SET NULL"), index=True
    )
    next_step: Mapped[str | None] = mapped_column(String(32))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
