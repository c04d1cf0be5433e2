"""Tables of the menu and of the promises made from it; the terms themselves are values (`terms.py`)."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.core.db import Base, Json, Translated, UTCDateTime, str_enum
from community.service_levels.calendars import Calendar, Target, Unit, calendar_from_json
from community.service_levels.explanation import Row, row_from_json
from community.service_levels.terms import ANY_SEVERITY, PromiseKind


class VersionState(StrEnum):
    """A version of the menu is worked on, or published and never edited again."""

    DRAFT = "draft"
    PUBLISHED = "published"


class PromiseState(StrEnum):
    """Where a promise's clock stands; a missed one runs on until somebody answers late."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    EXCEEDED = "exceeded"
    MISSED = "missed"
    VOID = "void"


class EndedBy(StrEnum):
    """Who kept a promise: the team and its experts, or the community."""

    TEAM = "team"
    COMMUNITY = "community"


class VoidReason(StrEnum):
    """Why a promise no longer counts."""

    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"
    SPAM = "spam"
    MERGED = "merged"


class PauseReason(StrEnum):
    """Why a clock stands still: the team waits for the customer."""

    NEEDS_INFO = "needs_info"
    WAITING_FOR_CUSTOMER = "waiting_for_customer"


class TokenReason(StrEnum):
    """Why service tokens came or went."""

    GRANTED = "granted"
    EARNED = "earned"
    GIVEN = "given"
    USED = "used"
    RETURNED = "returned"


class Plan(Base):
    """The lasting identity of a plan; what it promises stands in its versions."""

    __tablename__ = "plans"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class MenuVersion(Base):
    """One whole menu; `digest` names its terms once it is published."""

    __tablename__ = "menu_versions"
    __table_args__ = (
        Index("ix_menu_versions_in_force", "state", "effective_from"),
        Index(
            "uq_menu_versions_one_draft",
            "state",
            unique=True,
            sqlite_where=text("state = 'draft'"),
            postgresql_where=text("state = 'draft'"),
        ),
        CheckConstraint(
            "state = 'draft' OR (effective_from IS NOT NULL AND published_at IS NOT NULL)",
            name="published_has_dates",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    state: Mapped[VersionState] = mapped_column(str_enum(VersionState), default=VersionState.DRAFT)
    time_zone: Mapped[str] = mapped_column(String(64))
    effective_from: Mapped[datetime | None] = mapped_column(UTCDateTime, unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    published_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL")
    )
    digest: Mapped[str | None] = mapped_column(String(64))


class PlanVersion(Base):
    """What one plan promises in one version of the menu."""

    __tablename__ = "plan_versions"
    __table_args__ = (UniqueConstraint("menu_version_id", "plan_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    menu_version_id: Mapped[int] = mapped_column(ForeignKey("menu_versions.id", ondelete="CASCADE"))
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), index=True)
    position: Mapped[int]
    name: Mapped[dict[str, str]] = mapped_column(Translated)
    summary: Mapped[dict[str, str]] = mapped_column(Translated)
    price: Mapped[dict[str, str]] = mapped_column(Translated)
    is_default: Mapped[bool] = mapped_column(default=False)
    tokens_a_month: Mapped[int] = mapped_column(default=0)
    idea_votes: Mapped[int] = mapped_column(default=10)
    claim_window_days: Mapped[int] = mapped_column(default=0)


class Severity(Base):
    """A severity and its written definition, as one version of the menu states it."""

    __tablename__ = "severities"
    __table_args__ = (UniqueConstraint("menu_version_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    menu_version_id: Mapped[int] = mapped_column(ForeignKey("menu_versions.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(8))
    position: Mapped[int]
    name: Mapped[dict[str, str]] = mapped_column(Translated)
    definition: Mapped[dict[str, str]] = mapped_column(Translated)


class SupportCalendar(Base):
    """The lasting identity of some hours; what they are stands in its revisions."""

    __tablename__ = "support_calendars"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class CalendarRevision(Base):
    """Hours as they were at some time. A version of the menu may get later revisions with days added ahead.

    `followed_to` is the last promise that such a later revision was held against, `followed_at` the end of that.
    """

    __tablename__ = "calendar_revisions"
    __table_args__ = (UniqueConstraint("menu_version_id", "calendar_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    calendar_id: Mapped[int] = mapped_column(ForeignKey("support_calendars.id"), index=True)
    menu_version_id: Mapped[int] = mapped_column(ForeignKey("menu_versions.id", ondelete="CASCADE"))
    number: Mapped[int]
    position: Mapped[int]
    name: Mapped[dict[str, str]] = mapped_column(Translated)
    time_zone: Mapped[str | None] = mapped_column(String(64))
    windows: Mapped[list[Any]] = mapped_column(Json)
    holidays: Mapped[list[Any]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    followed_to: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    followed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def calendar(self) -> Calendar:
        """The hours as a value."""
        return calendar_from_json(
            {"windows": self.windows, "holidays": self.holidays, "zone": self.time_zone}
        )


class TargetRow(Base):
    """A target of a plan version; severity `""` is any."""

    __tablename__ = "targets"
    __table_args__ = (
        UniqueConstraint("plan_version_id", "kind", "severity"),
        CheckConstraint("amount > 0", name="amount_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_version_id: Mapped[int] = mapped_column(ForeignKey("plan_versions.id", ondelete="CASCADE"))
    kind: Mapped[PromiseKind] = mapped_column(str_enum(PromiseKind))
    severity: Mapped[str] = mapped_column(String(8), default=ANY_SEVERITY)
    amount: Mapped[int]
    unit: Mapped[Unit] = mapped_column(str_enum(Unit))
    calendar_id: Mapped[int] = mapped_column(ForeignKey("support_calendars.id"), index=True)


class Floor(Base):
    """The least that every team does for everyone, in one version of the menu."""

    __tablename__ = "floors"
    __table_args__ = (
        UniqueConstraint("menu_version_id", "kind"),
        CheckConstraint("amount > 0", name="amount_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    menu_version_id: Mapped[int] = mapped_column(ForeignKey("menu_versions.id", ondelete="CASCADE"))
    kind: Mapped[PromiseKind] = mapped_column(str_enum(PromiseKind))
    amount: Mapped[int]
    unit: Mapped[Unit] = mapped_column(str_enum(Unit))
    calendar_id: Mapped[int] = mapped_column(ForeignKey("support_calendars.id"), index=True)


class UptimeObjective(Base):
    """The uptime of a calendar month in UTC that a plan version promises, in thousandths of a percent."""

    __tablename__ = "uptime_objectives"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_version_id: Mapped[int] = mapped_column(
        ForeignKey("plan_versions.id", ondelete="CASCADE"), unique=True
    )
    objective: Mapped[int]
    covers: Mapped[dict[str, str]] = mapped_column(Translated)


class Exclusion(Base):
    """Maintenance that a plan version leaves out of uptime; without windows at any hour, without a row none."""

    __tablename__ = "uptime_exclusions"
    __table_args__ = (CheckConstraint("notice_minutes >= 0", name="notice_not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_version_id: Mapped[int] = mapped_column(
        ForeignKey("plan_versions.id", ondelete="CASCADE"), unique=True
    )
    notice_minutes: Mapped[int]
    windows: Mapped[list[Any]] = mapped_column(Json)
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")

    @property
    def hours(self) -> Calendar | None:
        """The hours within which maintenance is left out; None for any."""
        if not self.windows:
            return None
        return calendar_from_json({"windows": self.windows, "holidays": [], "zone": self.time_zone})


class CreditTier(Base):
    """Below this uptime (thousandths of a percent) so many percent of the month's price are credited."""

    __tablename__ = "credit_tiers"
    __table_args__ = (
        UniqueConstraint("plan_version_id", "below"),
        CheckConstraint("percent BETWEEN 1 AND 100", name="percent_in_bounds"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_version_id: Mapped[int] = mapped_column(ForeignKey("plan_versions.id", ondelete="CASCADE"))
    below: Mapped[int]
    percent: Mapped[int]


class Promise(Base):
    """One promise on one subject with all that explains it, whatever is edited later."""

    __tablename__ = "promises"
    __table_args__ = (
        UniqueConstraint("subject_id", "kind", "ordinal"),
        Index("ix_promises_due", "state", "due_at", "id"),
        Index("ix_promises_warn", "state", "warned_at", "warn_at"),
        Index("ix_promises_lead", "state", "led_at", "lead_at"),
        Index(
            "ix_promises_waiting",
            "due_at",
            "id",
            "kind",
            sqlite_where=text("ended_at IS NULL AND voided_at IS NULL"),
            postgresql_where=text("ended_at IS NULL AND voided_at IS NULL"),
        ),
        Index("ix_promises_organisation", "organisation_id", "state"),
        Index("ix_promises_of_customer", "organisation_id", "id"),
        Index("ix_promises_started", "started_at", "id"),
        CheckConstraint("warn_at <= due_at AND started_at <= due_at", name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subjects.id", ondelete="CASCADE"))
    kind: Mapped[PromiseKind] = mapped_column(str_enum(PromiseKind))
    ordinal: Mapped[int] = mapped_column(default=1)
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id", ondelete="SET NULL")
    )
    plan_version_id: Mapped[int] = mapped_column(ForeignKey("plan_versions.id"), index=True)
    calendar_revision_id: Mapped[int] = mapped_column(
        ForeignKey("calendar_revisions.id"), index=True
    )
    time_zone: Mapped[str] = mapped_column(String(64))
    severity: Mapped[str | None] = mapped_column(String(8))
    target_amount: Mapped[int]
    target_unit: Mapped[Unit] = mapped_column(str_enum(Unit))
    target_seconds: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # A better target than the first one counts from the instant at which it was promised.
    counted_from: Mapped[datetime | None] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    warn_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # When whoever leads the area is told, and when that was done.
    lead_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    led_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    state: Mapped[PromiseState] = mapped_column(str_enum(PromiseState))
    rows: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    warned_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    missed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_by: Mapped[EndedBy | None] = mapped_column(str_enum(EndedBy))
    ended_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    elapsed_seconds: Mapped[int | None]
    was_outside_hours: Mapped[bool | None]
    late_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    voided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    void_reason: Mapped[VoidReason | None] = mapped_column(str_enum(VoidReason))
    # A service token lifted it to the target of this plan; what was promised before stands beside it.
    raised_to_id: Mapped[int | None] = mapped_column(ForeignKey("plan_versions.id"), index=True)
    raised_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    due_unraised_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    pauses: Mapped[list["Pause"]] = relationship(
        back_populates="promise", lazy="raise_on_sql", order_by="Pause.started_at"
    )

    @property
    def target(self) -> Target:
        """The target as a value."""
        return Target(self.target_amount, self.target_unit)

    @property
    def counts_from(self) -> datetime:
        """The instant from which the target's time counts."""
        return self.counted_from or self.started_at

    @property
    def explanation(self) -> tuple[Row, ...]:
        """The stored rows as values."""
        return tuple(map(row_from_json, self.rows))


class Pause(Base):
    """A time in which a promise's clock stands still."""

    __tablename__ = "promise_pauses"

    id: Mapped[int] = mapped_column(primary_key=True)
    promise_id: Mapped[int] = mapped_column(
        ForeignKey("promises.id", ondelete="CASCADE"), index=True
    )
    reason: Mapped[PauseReason] = mapped_column(str_enum(PauseReason))
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    promise: Mapped[Promise] = relationship(back_populates="pauses", lazy="raise_on_sql")


class ServiceTokenEntry(Base):
    """A line of the ledger of service tokens; `balance` is what an organisation holds after it."""

    __tablename__ = "service_token_entries"
    __table_args__ = (
        UniqueConstraint("organisation_id", "number"),
        UniqueConstraint("occasion", "organisation_id"),
        CheckConstraint("balance >= 0", name="never_below_zero"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    number: Mapped[int]
    amount: Mapped[int]
    balance: Mapped[int]
    reason: Mapped[TokenReason] = mapped_column(str_enum(TokenReason))
    subject_id: Mapped[int | None] = mapped_column(
        ForeignKey("subjects.id", ondelete="SET NULL"), index=True
    )
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    # What the line is for, once: a month, an award, a promise, or the form by which it was given.
    occasion: Mapped[str] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
