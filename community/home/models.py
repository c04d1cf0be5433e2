"""The table of the first page: that somebody has put his start list away."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base, UTCDateTime


class StartListAway(Base):
    """That a member wants no start list on his first page; what is done is never written down."""

    __tablename__ = "start_lists_away"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    put_away_at: Mapped[datetime] = mapped_column(UTCDateTime)
