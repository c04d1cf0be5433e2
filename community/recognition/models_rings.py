"""Tables of vote rings: a case for moderators, and the votes that are its evidence."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from community.content.models import VoteKind
from community.core.db import Base, UTCDateTime, str_enum


class RingState(StrEnum):
    """What moderators made of a case; its votes count only when it is restored."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    RESTORED = "restored"


class RingCase(Base):
    """A group whose votes for each other were voided, until a moderator has looked."""

    __tablename__ = "ring_cases"
    __table_args__ = (Index("ix_ring_cases_queue", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[RingState] = mapped_column(str_enum(RingState), default=RingState.PENDING)
    # Who they are, in one text: a group that goes on stays one case until it is decided.
    members_key: Mapped[str] = mapped_column(String(600))
    found_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    reason: Mapped[str] = mapped_column(String(500), default="")


class RingVote(Base):
    """A vote of a case: who voted for whom, on what and when. It outlives a vote that is taken back."""

    __tablename__ = "ring_votes"
    __table_args__ = (Index("ix_ring_votes_case", "case_id", "at"),)

    # No foreign key: the evidence stays when the vote is taken back.
    vote_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("ring_cases.id", ondelete="CASCADE"))
    subject_id: Mapped[int]
    kind: Mapped[VoteKind] = mapped_column(str_enum(VoteKind))
    voter_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    author_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
