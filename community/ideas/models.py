"""Tables of the idea board."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    false,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.content.models import Audience, ProductArea, Subject
from community.core.db import Base, Translated, UTCDateTime, str_enum
from community.ideas.circumstances import Circumstances, HowOften


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


class DeclineReason(StrEnum):
    """Why an idea is declined; the public text says more."""

    OUT_OF_SCOPE = "out_of_scope"
    LITTLE_DEMAND = "little_demand"
    TOO_COSTLY = "too_costly"
    OTHER_WAY = "other_way"
    AGAINST_DIRECTION = "against_direction"
    NOT_POSSIBLE = "not_possible"


ENDS = frozenset({Meaning.DECLINED, Meaning.DUPLICATE, Meaning.ALREADY_AVAILABLE, Meaning.ARCHIVED})
CLOSED_TO_VOTES = ENDS | {Meaning.SHIPPED}
OPEN_TO_VOTES = frozenset(Meaning) - CLOSED_TO_VOTES
ROADMAP = (Meaning.PLANNED, Meaning.IN_PROGRESS, Meaning.BETA, Meaning.SHIPPED)


class Board(Base):
    """A place for ideas about one thing, with its own audience."""

    __tablename__ = "boards"
    __table_args__ = (CheckConstraint("vote_budget > 0", name="budget"),)

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
    # How many open ideas of others one may support at a time; None is no budget.
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
    # `#rrggbb`, readable on paper; empty for the tone of its meaning.
    colour: Mapped[str] = mapped_column(String(16), default="")
    position: Mapped[int] = mapped_column(default=0)
    # A retired one stays where it was given, and is given no more.
    is_active: Mapped[bool] = mapped_column(default=True, server_default=true())

    @property
    def accepts_votes(self) -> bool:
        """Whether ideas in this status can be supported."""
        return self.meaning not in CLOSED_TO_VOTES

    @property
    def can_be_given(self) -> bool:
        """Whether ideas can be given this status: it is in use, and waiting is what it begins with."""
        return self.is_active and self.meaning is not Meaning.PENDING

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
        # Several statuses may mean the same: what came to one of them last is read in this order.
        Index("ix_ideas_changed_last", "status_changed_at", "id"),
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
    # Plain words beside the body: what is wrong today, how often it is met, and what is done about it.
    problem: Mapped[str] = mapped_column(Text, default="", server_default="")
    how_often: Mapped[HowOften | None] = mapped_column(str_enum(HowOften))
    way_round: Mapped[str] = mapped_column(Text, default="", server_default="")
    # Of one that is merged into another: what it was then.
    supporter_count: Mapped[int] = mapped_column(default=0)
    votes_imported: Mapped[int] = mapped_column(default=0)
    supporters: Mapped[int] = mapped_column(
        Integer, Computed("supporter_count + votes_imported", persisted=True)
    )
    comment_count: Mapped[int] = mapped_column(default=0)
    merged_into_id: Mapped[int | None] = mapped_column(
        ForeignKey("ideas.id", ondelete="SET NULL"), index=True
    )
    # How many ideas are merged into it, at whatever remove.
    merged_count: Mapped[int] = mapped_column(default=0, server_default="0")
    # It is a part of another one, or a part of it stands on its own.
    is_split: Mapped[bool] = mapped_column(default=False, server_default=false())
    assignee_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    edited_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    subject: Mapped[Subject] = relationship(lazy="raise_on_sql")
    board: Mapped[Board] = relationship(lazy="raise_on_sql")
    status: Mapped[IdeaStatus] = relationship(lazy="raise_on_sql")
    author: Mapped[Member | None] = relationship(foreign_keys=[author_id], lazy="raise_on_sql")

    @property
    def circumstances(self) -> Circumstances:
        """What its author told beside the body."""
        return Circumstances(self.problem, self.how_often, self.way_round)


class StatusChange(Base):
    """A step from one status to another with what was told to everybody."""

    __tablename__ = "idea_status_changes"
    __table_args__ = (
        Index("ix_idea_status_changes_idea", "idea_id", "id"),
        Index("ix_idea_status_changes_to", "to_status_id", "asked_at", "created_at"),
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
    # None for what the portal itself does.
    author_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    reason: Mapped[DeclineReason | None] = mapped_column(str_enum(DeclineReason))
    # Another way to the same end: a subject, or a page of the portal.
    way_round_id: Mapped[int | None] = mapped_column(
        ForeignKey("subjects.id", ondelete="SET NULL"), index=True
    )
    way_round_path: Mapped[str | None] = mapped_column(String(300))
    # When supporters were asked whether what was shipped solves their problem.
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class OfficialResponse(Base):
    """What the company answers to an idea, whatever its status; the newest one stands, an edit replaces one."""

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
    replaces_id: Mapped[int | None] = mapped_column(
        ForeignKey("idea_official_responses.id", ondelete="SET NULL"), index=True
    )


class IdeaFigures(Base):
    """What lists sort by beyond votes, kept by the worker; `as_of` is shown."""

    __tablename__ = "idea_figures"
    __table_args__ = (
        Index("ix_idea_figures_trending", "trending", "idea_id"),
        Index("ix_idea_figures_value", "value", "idea_id"),
        Index("ix_idea_figures_reach", "reach", "idea_id"),
        Index("ix_idea_figures_rice", "rice", "idea_id"),
    )

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True
    )
    organisations: Mapped[int] = mapped_column(default=0)
    # A sum of annual values, which are as great.
    value: Mapped[int] = mapped_column(BigInteger, default=0)
    # How many supporters said that it is critical, important, nice to have.
    critical: Mapped[int] = mapped_column(default=0, server_default="0")
    important: Mapped[int] = mapped_column(default=0, server_default="0")
    nice_to_have: Mapped[int] = mapped_column(default=0, server_default="0")
    trending: Mapped[float] = mapped_column(Float, default=0.0)
    # People: members of the organisations behind it and supporters without one, or what product managers reckon.
    reach: Mapped[int] = mapped_column(default=0, server_default="0")
    # Reach × impact × confidence ÷ effort; 0 where nobody has said them.
    rice: Mapped[float] = mapped_column(Float, default=0.0, server_default="0")
    # When the team last said something to everybody: an official answer, or a decision with its text.
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    is_stale: Mapped[bool] = mapped_column(default=True, index=True)
    as_of: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
