"""Tables of leaderboards: counted by the worker, read as they were at an instant that the page says."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base, UTCDateTime, str_enum


class Period(StrEnum):
    """Since when points count: the Monday, the first of the month or of the year (UTC), or ever."""

    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    ALL = "all"


WHOLE = 0  # the area of a board for the whole community


class Leaderboard(Base):
    """A board of a period, of an area or of all; its places are those of the generation in force."""

    __tablename__ = "leaderboards"
    __table_args__ = (UniqueConstraint("period", "area_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[Period] = mapped_column(str_enum(Period))
    area_id: Mapped[int] = mapped_column(default=WHOLE)
    generation: Mapped[int] = mapped_column(default=0)
    as_of: Mapped[datetime] = mapped_column(UTCDateTime)


class LeaderboardPlace(Base):
    """Where a member stood, among members or among staff; whoever has as many points has the same rank."""

    __tablename__ = "leaderboard_places"
    __table_args__ = (
        Index(
            "ix_leaderboard_places_rank", "board_id", "generation", "is_staff", "rank", "member_id"
        ),
    )

    board_id: Mapped[int] = mapped_column(
        ForeignKey("leaderboards.id", ondelete="CASCADE"), primary_key=True
    )
    generation: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    is_staff: Mapped[bool]
    rank: Mapped[int]
    points: Mapped[int]
