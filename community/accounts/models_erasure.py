"""The table of erasures: whose account goes, what of it the worker has forgotten, and how far it is."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from community.accounts.models import MAX_NAME
from community.core.db import Base, UTCDateTime, str_enum


class EraseReason(StrEnum):
    """Why a member was erased: a word of this list, since the record keeps no text about people."""

    OWN_WISH = "own_wish"  # by himself, on his own page
    ASKED = "asked"
    GONE = "gone"
    MISUSE = "misuse"
    MISTAKE = "mistake"


class Erasure(Base):
    """One erased member. What the worker looks for is kept until it has looked everywhere, then it goes too."""

    __tablename__ = "erasures"
    __table_args__ = (Index("ix_erasures_waiting", "finished_at", "member_id"),)

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    reason: Mapped[EraseReason] = mapped_column(str_enum(EraseReason))
    with_posts: Mapped[bool]
    # No key: the number of an administrator who was erased meanwhile says nothing.
    asked_by_id: Mapped[int | None]
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Steps that are behind us, and how far the present one is.
    done: Mapped[int] = mapped_column(default=0)
    cursor: Mapped[int] = mapped_column(BigInteger, default=0)
    # What the last attempt ran into; empty while all is well.
    error: Mapped[str] = mapped_column(Text, default="")
    # What the worker looks for, empty once it has found it everywhere.
    name: Mapped[str] = mapped_column(String(MAX_NAME))
    handle: Mapped[str] = mapped_column(String(40))
    email: Mapped[str] = mapped_column(String(320))
    picture_key: Mapped[str] = mapped_column(String(80))
