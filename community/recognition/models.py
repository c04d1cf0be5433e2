"""Tables of recognition."""

import secrets
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    Uuid,
    or_,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.core.db import Base, Json, Translated, UTCDateTime, str_enum
from community.recognition.awarding import Rule
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

    START_STEPS = "start_steps"
    ACCEPTED_ANSWERS = "accepted_answers"
    RESCUES = "rescues"  # accepted answers to questions over 30 days old
    HELPFUL_VOTES = "helpful_votes"
    SAME_QUESTION_VOTES = "same_question_votes"
    TIMELY_REPLIES = "timely_replies"  # of others than staff, inside the asker's response target
    ANSWERS_WITH_POINTS = "answers_with_points"
    IDEA_VOTES = "idea_votes"
    IDEAS_SHIPPED = "ideas_shipped"
    EDITS_ACCEPTED = "edits_accepted"
    ARTICLE_CHECKS = "article_checks"
    FLAGS_UPHELD = "flags_upheld"


# What is counted on one post; the others count what a member did.
ON_ONE_POST = frozenset({Metric.HELPFUL_VOTES, Metric.SAME_QUESTION_VOTES, Metric.IDEA_VOTES})


class Capability(StrEnum):
    """What a badge may let its holder do, in its area or everywhere."""

    VERIFY = "verify"  # articles and answers
    DUPLICATES = "duplicates"  # mark official duplicates
    CIRCLE = "circle"  # ask in the circle of the product area
    SERVICE_TOKEN = "service_token"  # noqa: S105  one for his organisation, with each award


class BadgeRule:
    """What a badge counts, from how many, where and within which time: the rule in force, or one that was."""

    product_area_id: Mapped[int | None] = mapped_column(
        ForeignKey("product_areas.id", ondelete="CASCADE")
    )
    metric: Mapped[Metric] = mapped_column(str_enum(Metric))
    threshold: Mapped[int]
    window_days: Mapped[int | None]
    is_repeatable: Mapped[bool] = mapped_column(default=False)
    valid_days: Mapped[int | None]
    # What lies before it does not count: the badge, or its rule, is younger.
    counts_from: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def is_on_one_post(self) -> bool:
        """Whether one post earns it, and not what its author did over time."""
        return self.metric in ON_ONE_POST

    @property
    def reckoned_by(self) -> Rule:
        """Its rule for reckoning; a post that has its votes is one deed."""
        return Rule(
            threshold=1 if self.is_on_one_post else self.threshold,
            window=timedelta(days=self.window_days) if self.window_days else None,
            valid=timedelta(days=self.valid_days) if self.valid_days else None,
            is_repeatable=self.is_repeatable,
        )


class Badge(BadgeRule, Base):
    """A badge is data: its words and looks, the rule in force, and what it grants."""

    __tablename__ = "badges"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[dict[str, str]] = mapped_column(Translated)
    rule: Mapped[dict[str, str]] = mapped_column(Translated)
    tier: Mapped[Tier] = mapped_column(str_enum(Tier))
    grants: Mapped[list[str]] = mapped_column(Json, default=list)
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)

    @property
    def counts_until(self) -> None:
        """The rule in force has no end."""


class EarlierRule(BadgeRule, Base):
    """A rule that a badge had until then; what it earned goes when what earned it goes."""

    __tablename__ = "badge_earlier_rules"
    __table_args__ = (Index("ix_badge_earlier_rules_badge", "badge_id", "counts_until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    badge_id: Mapped[int] = mapped_column(ForeignKey("badges.id", ondelete="CASCADE"))
    counts_until: Mapped[datetime] = mapped_column(UTCDateTime)


class Award(Base):
    """That a member earned a badge, and by which post."""

    __tablename__ = "badge_awards"
    __table_args__ = (
        UniqueConstraint("badge_id", "member_id", "occasion"),
        Index("ix_badge_awards_member", "member_id", "id"),
        Index("ix_badge_awards_holders", "badge_id", "id"),
        Index("ix_badge_awards_ending", "expires_at", "id"),
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
    # When its holder was told that it ends soon; empty again once it is renewed.
    noticed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # With a reason: an administrator took it back. Without: what earned it is gone, and may come back.
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_reason: Mapped[str | None] = mapped_column(String(300))
    is_public: Mapped[bool] = mapped_column(default=True)
    # Where the award can be shown and verified: /credentials/<credential_id>.
    credential_id: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)
    # What the holder's address is hashed with, so that nobody can try addresses on all credentials at once.
    identity_salt: Mapped[str] = mapped_column(String(32), default=lambda: secrets.token_hex(16))

    badge: Mapped[Badge] = relationship(lazy="raise_on_sql")
    member: Mapped[Member] = relationship(lazy="raise_on_sql")

    @property
    def was_taken_back(self) -> bool:
        """Whether an administrator revoked it: counting again does not bring it back."""
        return self.revoked_at is not None and self.revoked_reason is not None

    def is_held_at(self, at: datetime) -> bool:
        """Whether it stands at this instant."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > at)


def is_held(at: datetime) -> tuple[ColumnElement[bool], ...]:
    """The conditions on an award that stands at this instant."""
    return (
        Award.revoked_at.is_(None),
        or_(Award.expires_at.is_(None), Award.expires_at > at),
    )


class BadgeCount(Base):
    """How far the worker is with counting everybody for a badge; the cursor is the last member."""

    __tablename__ = "badge_counts"

    badge_id: Mapped[int] = mapped_column(
        ForeignKey("badges.id", ondelete="CASCADE"), primary_key=True
    )
    cursor: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    awarded: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
