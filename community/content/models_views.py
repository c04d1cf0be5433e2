"""Ways to look at a desk that somebody keeps under a name."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base, UTCDateTime, str_enum

# Characters of an address that can be kept.
LONGEST_QUERY = 1000


class Desk(StrEnum):
    """A desk whose views can be kept."""

    IDEAS = "ideas"
    QUESTIONS = "questions"


class SavedView(Base):
    """A way to look at a desk under a name: filters, columns and order as they stand in its address."""

    __tablename__ = "saved_views"
    __table_args__ = (
        UniqueConstraint("desk", "owner_id", "name"),
        Index("ix_saved_views_shared", "desk", "is_shared", "name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    desk: Mapped[Desk] = mapped_column(str_enum(Desk))
    owner_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    query: Mapped[str] = mapped_column(String(LONGEST_QUERY))
    # For all who work at that desk.
    is_shared: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
