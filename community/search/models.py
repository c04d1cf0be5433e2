"""What people looked for, and what a draft was like, without who they were."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base, UTCDateTime

MAX_TEXT = 200
# A day's key of a visitor (core/signals.py) has so many characters, a search's and a draft's own no more.
MAX_KEY = 32
NO_AREA = 0


class SearchQuery(Base):
    """One search of the last two days: its words with addresses and long numbers masked, and what came of it.

    `visitor` is the day's key that tells visits apart; it goes with the row, which is there to be counted.
    """

    __tablename__ = "search_queries"
    __table_args__ = (
        Index("ix_search_queries_asked", "asked_at"),
        Index("ix_search_queries_visitor", "visitor", "token"),
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
    visitor: Mapped[str | None] = mapped_column(String(MAX_KEY))
    token: Mapped[str | None] = mapped_column(String(MAX_KEY))


class SearchTally(Base):
    """How often a phrase was searched for in a week, by language and area, and what came of it."""

    __tablename__ = "search_tallies"
    __table_args__ = (
        UniqueConstraint("week", "locale", "product_area_id", "phrase"),
        Index("ix_search_tallies_phrase", "phrase", "locale"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # The Monday on which the week begins.
    week: Mapped[date]
    locale: Mapped[str] = mapped_column(String(8))
    # 0 is no area: a unique key holds no NULL.
    product_area_id: Mapped[int] = mapped_column(default=NO_AREA)
    phrase: Mapped[str] = mapped_column(String(MAX_TEXT))
    searches: Mapped[int] = mapped_column(default=0)
    # NOTHING is a word of SQLite.
    found_nothing: Mapped[int] = mapped_column(default=0)
    opened: Mapped[int] = mapped_column(default=0)
    asked: Mapped[int] = mapped_column(default=0)
    proposed: Mapped[int] = mapped_column(default=0)


class SearchTakeUp(Base):
    """That somebody of the team made work of a phrase: what of it, and when."""

    __tablename__ = "search_take_ups"
    __table_args__ = (UniqueConstraint("phrase", "locale"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    phrase: Mapped[str] = mapped_column(String(MAX_TEXT))
    locale: Mapped[str] = mapped_column(String(8))
    work: Mapped[str] = mapped_column(String(32))
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class DraftVisit(Base):
    """A form for asking or proposing that somebody opened; not who. It was sent, or left."""

    __tablename__ = "draft_visits"
    __table_args__ = (Index("ix_draft_visits_began", "began_at"),)

    token: Mapped[str] = mapped_column(String(MAX_KEY), primary_key=True)
    # What it is a form for: question or idea.
    kind: Mapped[str] = mapped_column(String(32))
    locale: Mapped[str] = mapped_column(String(8))
    began_at: Mapped[datetime] = mapped_column(UTCDateTime)
    is_sent: Mapped[bool] = mapped_column(default=False)


class DraftHit(Base):
    """A look-alike that was shown beside such a form, and whether it was opened."""

    __tablename__ = "draft_hits"

    token: Mapped[str] = mapped_column(
        ForeignKey("draft_visits.token", ondelete="CASCADE"), primary_key=True
    )
    subject_id: Mapped[int] = mapped_column(
        ForeignKey("subjects.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    was_opened: Mapped[bool] = mapped_column(default=False)
