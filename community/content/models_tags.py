"""What a merge of two tags carried over, so that it can be undone for exactly that."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from community.content.models import FollowState
from community.core.db import Base, Json, Translated, UTCDateTime, str_enum


class TagMerge(Base):
    """A tag that became a synonym of another: its words, and what it took along; gone once it is undone."""

    __tablename__ = "tag_merges"

    id: Mapped[int] = mapped_column(primary_key=True)
    # The tag itself: while the worker carries over what it holds, and again while it brings that back.
    tag_id: Mapped[int | None] = mapped_column(
        ForeignKey("tags.id", ondelete="SET NULL"), unique=True
    )
    key: Mapped[str] = mapped_column(String(40))
    name: Mapped[dict[str, str]] = mapped_column(Translated)
    description: Mapped[dict[str, str]] = mapped_column(Translated, default=dict)
    # The spellings that led to it.
    synonyms: Mapped[list[str]] = mapped_column(Json, default=list)
    into_id: Mapped[int | None] = mapped_column(
        ForeignKey("tags.id", ondelete="SET NULL"), index=True
    )
    # The later merge that took the tag along into which this one went: that one is undone first.
    within_id: Mapped[int | None] = mapped_column(
        ForeignKey("tag_merges.id", ondelete="SET NULL"), index=True
    )
    merged_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    merged_at: Mapped[datetime] = mapped_column(UTCDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)

    @property
    def may_be_undone(self) -> bool:
        """Whether all is carried over, nobody undoes it, and the other tag is still there."""
        return self.tag_id is None and self.undone_at is None and self.into_id is not None


class TagMergeSubject(Base):
    """A subject that carried the merged tag, and whether it carried the other one, too."""

    __tablename__ = "tag_merge_subjects"

    merge_id: Mapped[int] = mapped_column(
        ForeignKey("tag_merges.id", ondelete="CASCADE"), primary_key=True
    )
    subject_id: Mapped[int] = mapped_column(
        ForeignKey("subjects.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    had_both: Mapped[bool]


class TagMergeFollow(Base):
    """A member who followed or muted the merged tag, since when, and whether the other one, too."""

    __tablename__ = "tag_merge_follows"

    merge_id: Mapped[int] = mapped_column(
        ForeignKey("tag_merges.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    state: Mapped[FollowState] = mapped_column(str_enum(FollowState))
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    had_both: Mapped[bool]
