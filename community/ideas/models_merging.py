"""Tables of ideas that lead to another: which was merged into which, and who supports the whole."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base, UTCDateTime


class IdeaSupporter(Base):
    """That a member supports an idea or one merged into it, once; the vote that counts is his first among them."""

    __tablename__ = "idea_supporters"
    __table_args__ = (Index("ix_idea_supporters_member", "member_id", "root_id"),)

    root_id: Mapped[int] = mapped_column(
        ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("votes.id", ondelete="CASCADE"), unique=True)


class IdeaMerge(Base):
    """That an idea was merged into another, and what it was before; undone ones are kept."""

    __tablename__ = "idea_merges"
    __table_args__ = (
        # An idea is merged into one other at a time.
        Index(
            "uq_idea_merges_standing",
            "child_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
        Index("ix_idea_merges_parent", "parent_id"),
        CheckConstraint("child_id <> parent_id", name="not_itself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), index=True)
    # What it was merged into, which may be merged into a third by now.
    parent_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    from_status_id: Mapped[int] = mapped_column(ForeignKey("idea_statuses.id"))
    from_changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
