"""Tables of people: members, what they may, the organisations they belong to, and how they sign in."""

import unicodedata
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.core.db import Base, Json, Translated, UTCDateTime, str_enum
from community.core.files import picture_url
from community.policies.actor import Role

MAX_NAME = 80


def fold(text: str) -> str:
    """The form in which handles and addresses are unique: NFKC, casefolded."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


class Member(Base):
    """A person with an account; one without a password was imported or is voted for, and can be claimed."""

    __tablename__ = "members"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(MAX_NAME))
    handle: Mapped[str] = mapped_column(String(40))
    handle_key: Mapped[str] = mapped_column(String(80), unique=True)
    email: Mapped[str | None] = mapped_column(String(320))
    email_key: Mapped[str | None] = mapped_column(String(320), unique=True)
    email_confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    password_hash: Mapped[str | None] = mapped_column(String(255))
    locale: Mapped[str] = mapped_column(String(8), default="en")
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    bio: Mapped[str] = mapped_column(String(1000), default="")
    picture_key: Mapped[str | None] = mapped_column(String(80))
    # Standing: written by recognition's handlers only.
    reputation: Mapped[int] = mapped_column(default=0)
    level: Mapped[int] = mapped_column(default=0)
    # He stands on no list of who has most points.
    is_off_leaderboards: Mapped[bool] = mapped_column(default=False)
    unread_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    suspended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    suspended_reason: Mapped[str | None] = mapped_column(String(500))
    erased_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Where an imported member comes from: `importer:name`.
    source_key: Mapped[str | None] = mapped_column(String(200), unique=True)

    roles: Mapped[list["MemberRole"]] = relationship(back_populates="member", lazy="raise_on_sql")
    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="member", lazy="raise_on_sql"
    )

    @property
    def is_suspended(self) -> bool:
        """Whether the member can only read and leave."""
        return self.suspended_at is not None

    @property
    def picture_url(self) -> str | None:
        """The address of the member's picture, None for initials."""
        return picture_url(self.picture_key, 256)

    @property
    def can_sign_in(self) -> bool:
        """Whether there is a confirmed address and a password."""
        return (
            self.password_hash is not None
            and self.email_confirmed_at is not None
            and self.erased_at is None
        )


class MemberRole(Base):
    """A role that a member holds; everybody is `member` without a row."""

    __tablename__ = "member_roles"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[Role] = mapped_column(str_enum(Role), primary_key=True)

    member: Mapped[Member] = relationship(back_populates="roles", lazy="raise_on_sql")


class MemberCapability(Base):
    """What a badge granted, in an area or everywhere, until when; written by recognition's handlers only."""

    __tablename__ = "member_capabilities"
    __table_args__ = (UniqueConstraint("member_id", "capability", "product_area_id", "source"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    capability: Mapped[str] = mapped_column(String(40))
    product_area_id: Mapped[int | None] = mapped_column(
        ForeignKey("product_areas.id", ondelete="CASCADE")
    )
    until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    source: Mapped[str] = mapped_column(String(80))


class Organisation(Base):
    """A customer company; its annual value (whole units of the company's currency) is for staff only."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    country: Mapped[str | None] = mapped_column(String(2))
    annual_value: Mapped[int | None] = mapped_column(BigInteger)
    external_id: Mapped[str | None] = mapped_column(String(120), unique=True)
    fields: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    domains: Mapped[list["OrganisationDomain"]] = relationship(
        back_populates="organisation", lazy="raise_on_sql"
    )
    entitlements: Mapped[list["Entitlement"]] = relationship(
        back_populates="organisation", lazy="raise_on_sql"
    )


class OrganisationDomain(Base):
    """A mail domain whose confirmed addresses belong to the organisation, once an administrator verified it."""

    __tablename__ = "organisation_domains"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisations.id", ondelete="CASCADE"), index=True
    )
    domain: Mapped[str] = mapped_column(String(253), unique=True)
    verified_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    verified_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL")
    )

    organisation: Mapped[Organisation] = relationship(back_populates="domains", lazy="raise_on_sql")


class Membership(Base):
    """That a member belongs, or belonged, to an organisation."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("member_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisations.id", ondelete="CASCADE"), index=True
    )
    joined_at: Mapped[datetime] = mapped_column(UTCDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    is_contact: Mapped[bool] = mapped_column(default=False)

    member: Mapped[Member] = relationship(back_populates="memberships", lazy="raise_on_sql")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")


class Entitlement(Base):
    """Which plan an organisation is promised, from when to when, at which version of the menu if pinned."""

    __tablename__ = "entitlements"
    __table_args__ = (
        Index("ix_entitlements_organisation", "organisation_id", "starts_at"),
        CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    plan_key: Mapped[str] = mapped_column(String(40), index=True)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    pinned_version_id: Mapped[int | None]

    organisation: Mapped[Organisation] = relationship(
        back_populates="entitlements", lazy="raise_on_sql"
    )


class Segment(Base):
    """One named rule over plan, value, country and imported fields, used by support, product and billing alike."""

    __tablename__ = "segments"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[dict[str, str]] = mapped_column(Translated)
    rule: Mapped[dict[str, Any]] = mapped_column(Json)


class SegmentMembership(Base):
    """That an organisation is in a segment, stored when the organisation or the rule changes."""

    __tablename__ = "segment_memberships"

    segment_id: Mapped[int] = mapped_column(
        ForeignKey("segments.id", ondelete="CASCADE"), primary_key=True
    )
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class SignInSession(Base):
    """One sign-in of a member on one device; only the token's hash is kept."""

    __tablename__ = "sign_in_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    browser: Mapped[str] = mapped_column(String(200), default="")
    network: Mapped[str] = mapped_column(String(64), default="")


class TokenPurpose(StrEnum):
    """What a mailed link is for."""

    CONFIRM = "confirm"
    RESET = "reset"
    CHANGE_EMAIL = "change_email"
    CLAIM = "claim"


class AccountToken(Base):
    """A mailed link: used once, for one purpose, until it expires; only its hash is kept."""

    __tablename__ = "account_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[TokenPurpose] = mapped_column(str_enum(TokenPurpose))
    # None while a newcomer has not confirmed: there is no member before that.
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), index=True
    )
    email: Mapped[str] = mapped_column(String(320), index=True)
    name: Mapped[str] = mapped_column(String(MAX_NAME), default="")
    # Where to go on afterwards: a signed intent.
    intent: Mapped[str | None] = mapped_column(String(2000))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
