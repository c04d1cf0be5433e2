"""Table of edits that members suggest to questions and answers of others."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from community.content.suggestions import MAX_ANSWER, UNDECIDED, SuggestionState
from community.core.db import Base, UTCDateTime, str_enum


class PostSuggestion(Base):
    """A member's edited copy of a question or an answer, which version he copied, and what became of it."""

    __tablename__ = "post_suggestions"
    __table_args__ = (
        Index(
            "uq_post_suggestions_undecided",
            "subject_id",
            "author_id",
            unique=True,
            sqlite_where=text("state IN ('held', 'open')"),
            postgresql_where=text("state IN ('held', 'open')"),
        ),
        Index("ix_post_suggestions_queue", "state", "created_at", "id"),
        Index("ix_post_suggestions_author", "author_id", "created_at", "id"),
        Index("ix_post_suggestions_subject", "subject_id", "state"),
        CheckConstraint("base >= 1", name="base_is_a_version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subjects.id", ondelete="CASCADE"))
    # The thread: the question itself, or the one that the answer is given to.
    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.id", ondelete="CASCADE"), index=True
    )
    author_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    # The version that was copied: 1 is what was first posted.
    base: Mapped[int]
    title: Mapped[str | None] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(String(300))
    state: Mapped[SuggestionState] = mapped_column(str_enum(SuggestionState))
    # The version that it became when it was accepted.
    version: Mapped[int | None]
    # What its author is told.
    answer: Mapped[str] = mapped_column(String(MAX_ANSWER), default="")
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @property
    def is_answer(self) -> bool:
        """Whether it would change an answer, and not the question itself."""
        return self.subject_id != self.question_id

    @property
    def is_undecided(self) -> bool:
        """Whether it may still be changed, withdrawn or decided."""
        return self.state in UNDECIDED
