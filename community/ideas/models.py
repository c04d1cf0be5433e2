"""Tables of the idea board."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Computed, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.content.models import Audience, ProductArea, Subject
from community.core.db import Base, Translated, UTCDateTime, str_enum


class Meaning(StrEnum):
    """What a status means, however it is named."""

    PENDING = "pending"
    OPEN = "open"
    UNDER_REVIEW = "under_review"
    NEEDS_INFO = "needs_info"
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    BETA = "beta"
    SHIPPED = "shipped"
    DECLINED = "declined"
    DUPLICATE = "duplicate"
    ALREADY_AVAILABLE = "already_available"
    ARCHIVED = "archived"


ENDS = frozenset({Meaning.DECLINED, Meaning.DUPLICATE, Meaning.ALREADY_AVAILABLE, Meaning.ARCHIVED})
CLOSED_TO_VOTES = ENDS | {Meaning.SHIPPED}
ROADMAP = (Meaning.PLANNED, Meaning.IN_PROGRESS, Meaning.BETA, Meaning.SHIPPED)


class Board(Base):
    """A place for ideas about one thing, with its own audience."""

    __tablename__ = "boards"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[dict[str, str]] = mapped_column(Translated)
    description: Mapped[dict[str, str]] = mapped_column(Translated, default=dict)
    audience_id: Mapped[int] = mapped_column(ForeignKey("audiences.id"))
    product_area_id: Mapped[int | None] = mapped_column(
        ForeignKey("product_areas.id", ondelete="SET NULL")
    )
    position: Mapped[int] = mapped_column(default=0)
    is_moderated: Mapped[bool] = mapped_column(default=False)
    # How many open ideas one may support at a time; None is no budget.
    vote_budget: Mapped[int | None]

    audience: Mapped[Audience] = relationship(lazy="raise_on_sql")
    product_area: Mapped[ProductArea | None] = relationship(lazy="raise_on_sql")


class IdeaStatus(Base):
    """A step of an idea's life: its name and order can be changed, its meaning cannot."""

    __tablename__ = "idea_statuses"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    meaning: Mapped[Meaning] = mapped_column(str_enum(Meaning))
    name: Mapped[dict[str, str]] = mapped_column(Translated)
    colour: Mapped[str] = mapped_column(String(16), default="")
    position: Mapped[int] = mapped_column(default=0)

    @property
    def accepts_votes(self) -> bool:
        """Whether ideas in this status can be supported."""
        return self.meaning not in CLOSED_TO_VOTES

    @property
    def needs_reason(self) -> bool:
        """Whether the public text must give a reason."""
        return self.meaning in (Meaning.DECLINED, Meaning.DUPLICATE, Meaning.ALREADY_AVAILABLE)


class Idea(Base):
    """A wish with its supporters; `supporters` is what people see: those with an account and those imported."""

    __tablename__ = "ideas"
    __table_args__ = (
        Index("ix_ideas_top", "board_id", "supporters", "id"),
        Index("ix_ideas_new", "board_id", "id"),
        Index("ix_ideas_status", "status_id", "supporters", "id"),
        Index("ix_ideas_supporters", "supporters", "id"),
        Index("ix_ideas_changed", "status_id", "status_changed_at", "id"),
    )

    id: Mapped[int] = mapped_column(ForeignKey("subjects.id"), primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    status_id: Mapped[int] = mapped_column(ForeignKey("idea_statuses.id"))
    status_changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    title: Mapped[str] = mapped_column(String(200))
    slug: Mapped[str] = mapped_column(String(80))
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[int]
    supporter_count: Mapped[int] = mapped_column(default=0)
    votes_imported: Mapped[int] = mapped_column(default=0)
    supporters: Mapped[int] = mapped_column(
        Integer, Computed("supporter_count + votes_imported", persisted=True)
    )
    comment_count: Mapped[int] = mapped_column(default=0)
    merged_into_id: Mapped[int | None] = mapped_column(
        ForeignKey("ideas.id", ondelete="SET NULL"), index=True
    )
    assignee_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    edited_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    subject: Mapped[Subject] = relationship(lazy="raise_on_sql")
    board: Mapped[Board] = relationship(lazy="raise_on_sql")
    status: Mapped[IdeaStatus] = relationship(lazy="raise_on_sql")
    author: Mapped[Member | None] = relationship(foreign_keys=[author_id], lazy="raise_on_sql")


class StatusChange(Base):
    """A step from one status to another with what was told to everybody."""

    __tablename__ = "idea_status_changes"
    __table_args__ = (
        Index("ix_idea_status_changes_idea", "idea_id", "id"),
        Index("ix_idea_status_changes_at", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    from_status_id: Mapped[int | None] = mapped_column(ForeignKey("idea_statuses.id"))
    to_status_id: Mapped[int] = mapped_column(ForeignKey("idea_statuses.id"))
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[int]
    lang: Mapped[str] = mapped_column(String(8))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class OfficialResponse(Base):
    """What the company answers to an idea, whatever its status; the newest one stands."""

    __tablename__ = "idea_official_responses"
    __table_args__ = (Index("ix_idea_official_responses_idea", "idea_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[int]
    lang: Mapped[str] = mapped_column(String(8))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class IdeaFigures(Base):
    """What lists sort by beyond votes, kept by the worker; `as_of` is shown."""

    __tablename__ = "idea_figures"
    __table_args__ = (Index("ix_idea_figures_trending", "trending", "idea_id"),)

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True
    )
    organisations: Mapped[int] = mapped_column(default=0)
    # A sum of annual values, which are as great.
    value: Mapped[int] = mapped_column(BigInteger, default=0)
    trending: Mapped[float] = mapped_column(Float, default=0.0)
    is_stale: Mapped[bool] = mapped_column(default=True, index=True)
    as_of: Mapped[datetime | None] = mapped_column(UTCDateTime)
