"""That people who follow one subject were led to follow another, so that it can be undone for exactly them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base, UTCDateTime


class CarriedFollow(Base):
    """A member who follows `to_id` because he followed `from_id`; `since` is the instant of that follow."""

    __tablename__ = "carried_follows"
    __table_args__ = (Index("ix_carried_follows_to", "to_id", "member_id"),)

    from_id: Mapped[int] = mapped_column(
        ForeignKey("subjects.id", ondelete="CASCADE"), primary_key=True
    )
    to_id: Mapped[int] = mapped_column(
        ForeignKey("subjects.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    since: Mapped[datetime] = mapped_column(UTCDateTime)
