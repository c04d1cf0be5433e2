"""What is said and done on a revision's way to its readers."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.articles.lifecycle import Step
from community.core.db import Base, UTCDateTime, str_enum

MAX_NOTE = 4000


class ReviewNote(Base):
    """One step of a revision with what was written about it, or a comment; oldest first by id."""

    __tablename__ = "article_review_notes"
    __table_args__ = (Index("ix_article_review_notes_revision", "revision_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("article_revisions.id", ondelete="CASCADE"))
    # None: the portal did it, or whoever did is gone.
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    step: Mapped[Step] = mapped_column(str_enum(Step))
    text: Mapped[str] = mapped_column(Text, default="")
    # Which saving of the words it was said of.
    saves: Mapped[int]
    # When it was to be published, of a schedule.
    publish_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    member: Mapped[Member | None] = relationship(lazy="raise_on_sql")
