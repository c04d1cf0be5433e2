"""Tables of what people say of a promise after it ended: thanks for more, and a word about a miss."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base, UTCDateTime

MAX_WORDS = 1000


class PromiseThanks(Base):
    """That the customer said thanks for more than was promised, once a promise."""

    __tablename__ = "promise_thanks"
    __table_args__ = (Index("ix_promise_thanks_at", "at"),)

    promise_id: Mapped[int] = mapped_column(
        ForeignKey("promises.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class MissNote(Base):
    """What happened when a promise was missed, and what happens now, as a person said it; the customer reads it."""

    __tablename__ = "promise_miss_notes"

    promise_id: Mapped[int] = mapped_column(
        ForeignKey("promises.id", ondelete="CASCADE"), primary_key=True
    )
    happened: Mapped[str] = mapped_column(String(MAX_WORDS))
    next_steps: Mapped[str] = mapped_column(String(MAX_WORDS))
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    at: Mapped[datetime] = mapped_column(UTCDateTime)
