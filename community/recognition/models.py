"""Tables of recognition."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.core.db import Base, Json, Translated, UTCDateTime, str_enum
from community.recognition.points import Reason


class LedgerEntry(Base):
    """Points earned, and what of them was credited; a reversal takes back what was credited. Only ever appended."""

    __tablename__ = "ledger_entries"
    __table_args__ = (
        UniqueConstraint("source", "generation"),
        Index("ix_ledger_entries_member", "member_id", "at", "id"),
        Index("ix_ledger_entries_day", "member_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    reason: Mapped[Reason] = mapped_column(str_enum(Reason))
    # The evidence: what was voted on, accepted or shipped. No key: the ledger outlives what is purged.
    subject_id: Mapped[int] = mapped_column(index=True)
    # Which fact it stands for, once at a time: `vote:helpful:17:4`; a fact that comes back is its next generation.
    source: Mapped[str] = mapped_column(String(80))
    generation: Mapped[int] = mapped_column(default=1)
    earned: Mapped[int]
    credited: Mapped[int]
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    day: Mapped[date] = mapped_column(Date)
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entries.id"), unique=True)
    # The same fact as before it was reversed: it has the points that it had, and uses no more of its day's cap.
    restores_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entries.id"), unique=True)


class Tier(StrEnum):
    """How much a badge takes."""

    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"


class Metric(StrEnum):
    """What a badge counts."""

    ACCEPTED_ANSWERS = "accepted_answers"
    HELPFUL_VOTES = "helpful_votes"
    IDEA_VOTES = "idea_votes"
    EDITS_ACCEPTED = "edits_accepted"
    ARTICLE_CHECKS = "article_checks"


class Badge(Base):
    """A badge is data: what it counts, from how many, where, within which time, and what it grants."""

    __tablename__ = "badges"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[dict[str, str]] = mapped_column(Translated)
    rule: Mapped[dict[str, str]] = mapped_column(Translated)
    tier: Mapped[Tier] = mapped_column(str_enum(Tier))
    product_area_id: Mapped[int | None] = mapped_column(
        ForeignKey("product_areas.id", ondelete="CASCADE")
    )
    metric: Mapped[Metric] = mapped_column(str_enum(Metric))
    threshold: Mapped[int]
    window_days: Mapped[int | None]
    is_repeatable: Mapped[bool] = mapped_column(default=False)
    valid_days: Mapped[int | None]
    grants: Mapped[list[str]] = mapped_column(Json, default=list)
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)


class Award(Base):
    """That a member earned a badge, and by which post."""

    __tablename__ = "badge_awards"
    __table_args__ = (
        UniqueConstraint("badge_id", "member_id", "occasion"),
        Index("ix_badge_awards_member", "member_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    badge_id: Mapped[int] = mapped_column(ForeignKey("badges.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    # The subject for a repeatable badge, 0 for one that is earned once.
    occasion: Mapped[int] = mapped_column(default=0)
    evidence_id: Mapped[int | None] = mapped_column(
        ForeignKey("subjects.id", ondelete="SET NULL"), index=True
    )
    awarded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_reason: Mapped[str | None] = mapped_column(String(300))
    is_public: Mapped[bool] = mapped_column(default=True)

    badge: Mapped[Badge] = relationship(lazy="raise_on_sql")
    member: Mapped[Member] = relationship(lazy="raise_on_sql")
