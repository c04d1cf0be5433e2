"""Tables of what a month was worth to an organisation, of the reckoning's progress, and of claims."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base, Json, UTCDateTime, str_enum
from community.credits.states import ENDED, ClaimState
from community.uptime.months import Month, month_of

_LIVING = text("state NOT IN ({})".format(", ".join(f"'{one}'" for one in sorted(ENDED))))


class MonthCredit(Base):
    """A month of an organisation that was promised uptime, with all that explains the figure."""

    __tablename__ = "month_credits"
    __table_args__ = (
        UniqueConstraint("organisation_id", "month"),
        Index("ix_month_credits_closing", "reminded_at", "claim_until"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent_in_bounds"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    month: Mapped[date] = mapped_column(Date)
    plan_version_id: Mapped[int] = mapped_column(ForeignKey("plan_versions.id"), index=True)
    percent: Mapped[int]
    uptime: Mapped[int]  # thousandths of a percent, rounded down: to be shown, never compared
    down_seconds: Mapped[int] = mapped_column(BigInteger)
    working: Mapped[dict[str, Any]] = mapped_column(Json)
    claim_until: Mapped[datetime] = mapped_column(UTCDateTime)
    revision: Mapped[int] = mapped_column(default=1)
    computed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def of(self) -> Month:
        """The month as a value."""
        return month_of(self.month)


class CreditRun(Base):
    """How far the worker is with a month; `revision` rises each time that it must begin again."""

    __tablename__ = "credit_runs"
    __table_args__ = (Index("ix_credit_runs_waiting", "done_at", "month"),)

    month: Mapped[date] = mapped_column(Date, primary_key=True)
    cursor: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=1)
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class CreditClaim(Base):
    """A claim of an organisation for a month; nobody's own, so that it stays when its writer leaves."""

    __tablename__ = "credit_claims"
    __table_args__ = (
        Index(
            "uq_credit_claims_living",
            "organisation_id",
            "month",
            unique=True,
            sqlite_where=_LIVING,
            postgresql_where=_LIVING,
        ),
        Index("ix_credit_claims_organisation", "organisation_id", "id"),
        Index("ix_credit_claims_state", "state", "submitted_at", "id"),
        CheckConstraint("percent IS NULL OR percent BETWEEN 1 AND 100", name="percent_in_bounds"),
        CheckConstraint(
            "state NOT IN ('approved', 'applied') OR percent IS NOT NULL", name="approved_percent"
        ),
    )

    id: Mapped[int] = mapped_column(ForeignKey("subjects.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    credit_id: Mapped[int] = mapped_column(
        ForeignKey("month_credits.id", ondelete="CASCADE"), index=True
    )
    month: Mapped[date] = mapped_column(Date)
    state: Mapped[ClaimState] = mapped_column(str_enum(ClaimState))
    note: Mapped[str] = mapped_column(Text, default="")
    own_minutes: Mapped[int | None]
    reference: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    percent: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    invoice: Mapped[str] = mapped_column(String(80), default="")
    applied_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def of(self) -> Month:
        """The month as a value."""
        return month_of(self.month)


class ClaimStep(Base):
    """That a claim came into a state: when, by whom, with which words."""

    __tablename__ = "claim_steps"
    __table_args__ = (Index("ix_claim_steps_claim", "claim_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("credit_claims.id", ondelete="CASCADE"))
    state: Mapped[ClaimState] = mapped_column(str_enum(ClaimState))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    text: Mapped[str] = mapped_column(Text, default="")
