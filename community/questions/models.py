"""Tables of questions and answers; both share the key of their subject, which says who sees them."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    and_,
    false,
    or_,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.content.models import ProductVersion, Subject
from community.core.db import Base, UTCDateTime, str_enum
from community.questions.states import CloseReason, QuestionState


class Question(Base):
    """A question. What its asker and others made of it stands here; who may see it stands on its subject."""

    __tablename__ = "questions"
    __table_args__ = (
        Index("ix_questions_newest", "created_at", "id"),
        Index("ix_questions_state", "state", "created_at", "id"),
        Index("ix_questions_popular", "popularity", "id"),
        Index("ix_questions_area", "product_area_id", "created_at", "id"),
        Index("ix_questions_area_state", "product_area_id", "state", "created_at", "id"),
        Index("ix_questions_area_popular", "product_area_id", "popularity", "id"),
        Index("ix_questions_state_popular", "state", "popularity", "id"),
        CheckConstraint("votes_imported >= 0", name="imported_not_negative"),
        CheckConstraint(
            "same_question_count >= 0 AND answer_count >= 0", name="counters_not_negative"
        ),
        CheckConstraint(
            "(state = 'closed') = (close_reason IS NOT NULL)", name="closed_has_reason"
        ),
    )

    id: Mapped[int] = mapped_column(ForeignKey("subjects.id"), primary_key=True)
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    title: Mapped[str] = mapped_column(String(200))
    slug: Mapped[str] = mapped_column(String(100))
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    # The body as plain text, for snippets, search and programs that read the page.
    text: Mapped[str] = mapped_column(Text, default="")
    renderer_version: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))

    product_area_id: Mapped[int | None] = mapped_column(
        ForeignKey("product_areas.id", ondelete="SET NULL")
    )
    product_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("product_versions.id", ondelete="SET NULL")
    )
    severity: Mapped[str | None] = mapped_column(String(8))

    state: Mapped[QuestionState] = mapped_column(
        str_enum(QuestionState), default=QuestionState.OPEN
    )
    close_reason: Mapped[CloseReason | None] = mapped_column(str_enum(CloseReason))
    state_changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # When the asker was last reminded that the team waits for his reply.
    reminded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # It was asked elsewhere, before it was imported.
    is_historic: Mapped[bool] = mapped_column(default=False)
    duplicate_of_id: Mapped[int | None] = mapped_column(
        ForeignKey("questions.id", ondelete="SET NULL"), index=True
    )

    # A subject's key and not an answer's: two tables that name each other could not be filled or emptied in order.
    accepted_answer_id: Mapped[int | None] = mapped_column(
        ForeignKey("subjects.id", ondelete="SET NULL"), index=True
    )
    accepted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    accepted_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL")
    )
    accepted_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("product_versions.id", ondelete="SET NULL")
    )

    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    claimed_until: Mapped[datetime | None] = mapped_column(UTCDateTime)

    same_question_count: Mapped[int] = mapped_column(default=0)
    votes_imported: Mapped[int] = mapped_column(default=0)
    answer_count: Mapped[int] = mapped_column(default=0)
    # Votes *helpful* of all its answers, and the sum that the list "popular" is ordered by.
    helpful_count: Mapped[int] = mapped_column(default=0)
    popularity: Mapped[int] = mapped_column(default=0)
    views_count: Mapped[int] = mapped_column(default=0)

    subject: Mapped[Subject] = relationship(foreign_keys="Question.id", lazy="raise_on_sql")
    product_version: Mapped[ProductVersion | None] = relationship(
        foreign_keys=[product_version_id], lazy="raise_on_sql"
    )
    answers: Mapped[list["Answer"]] = relationship(back_populates="question", lazy="raise_on_sql")
    changes: Mapped[list["QuestionChange"]] = relationship(
        back_populates="question", lazy="raise_on_sql"
    )

    @property
    def is_closed(self) -> bool:
        """Whether no new answers are taken."""
        return self.state is QuestionState.CLOSED

    @property
    def can_be_claimed(self) -> bool:
        """Whether somebody may say that he is answering it."""
        return self.state in (QuestionState.OPEN, QuestionState.NEEDS_INFO, QuestionState.ANSWERED)

    def holder_at(self, at: datetime) -> int | None:
        """Who is answering it at that instant; a claim ends by itself."""
        until = self.claimed_until
        return self.claimed_by_id if until is not None and until > at else None

    @property
    def is_solved(self) -> bool:
        """Whether the asker accepted an answer."""
        return self.accepted_answer_id is not None


class Answer(Base):
    """An answer. *Official* and *verified* stand here, *accepted* on its question: three facts, not one."""

    __tablename__ = "answers"
    __table_args__ = (
        Index("ix_answers_question", "question_id", "id"),
        CheckConstraint("votes_imported >= 0", name="imported_not_negative"),
        CheckConstraint(
            "helpful_count >= 0 AND outdated_count >= 0 AND does_not_work_count >= 0",
            name="counters_not_negative",
        ),
    )

    id: Mapped[int] = mapped_column(ForeignKey("subjects.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text, default="")
    renderer_version: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    # An answer can be a help article plus a sentence.
    article_id: Mapped[int | None] = mapped_column(
        ForeignKey("subjects.id", ondelete="SET NULL"), index=True
    )
    product_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("product_versions.id", ondelete="SET NULL")
    )

    helpful_count: Mapped[int] = mapped_column(default=0)
    votes_imported: Mapped[int] = mapped_column(default=0)
    outdated_count: Mapped[int] = mapped_column(default=0)
    does_not_work_count: Mapped[int] = mapped_column(default=0)

    official_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    official_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL")
    )
    official_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("product_versions.id", ondelete="SET NULL")
    )
    verified_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    verified_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL")
    )
    verified_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("product_versions.id", ondelete="SET NULL")
    )

    subject: Mapped[Subject] = relationship(foreign_keys="Answer.id", lazy="raise_on_sql")
    question: Mapped[Question] = relationship(back_populates="answers", lazy="raise_on_sql")

    @property
    def is_official(self) -> bool:
        """Whether staff stand behind what it says now."""
        return holds(self.official_at, self.official_by_id, self.edited_at, self.edited_by_id)

    @property
    def is_verified(self) -> bool:
        """Whether an expert of the area tried what it says now."""
        return holds(self.verified_at, self.verified_by_id, self.edited_at, self.edited_by_id)


def holds(
    at: datetime | None, by_id: int | None, edited_at: datetime | None, edited_by_id: int | None
) -> bool:
    """Whether a mark speaks of an answer's present words: nobody but whoever gave it has changed them since."""
    if at is None:
        return False
    return edited_at is None or edited_at <= at or (by_id is not None and by_id == edited_by_id)


def official_holds(answer: Any = Answer) -> ColumnElement[bool]:
    """The condition on an answer that staff stand behind its present words; as `holds`."""
    return _holds_in_sql(answer, answer.official_at, answer.official_by_id)


def verified_holds(answer: Any = Answer) -> ColumnElement[bool]:
    """The condition on an answer that an expert tried what it says now; as `holds`."""
    return _holds_in_sql(answer, answer.verified_at, answer.verified_by_id)


def _holds_in_sql(answer: Any, at: Any, by_id: Any) -> ColumnElement[bool]:
    unchanged = or_(
        answer.edited_at.is_(None), answer.edited_at <= at, answer.edited_by_id == by_id
    )
    return and_(at.is_not(None), unchanged)


class QuestionChange(Base):
    """One change of a question's state: who, when, why, and what was written about it."""

    __tablename__ = "question_changes"
    __table_args__ = (Index("ix_question_changes_question", "question_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"))
    came_from: Mapped[QuestionState] = mapped_column(str_enum(QuestionState))
    to: Mapped[QuestionState] = mapped_column(str_enum(QuestionState))
    reason: Mapped[CloseReason | None] = mapped_column(str_enum(CloseReason))
    text: Mapped[str] = mapped_column(String(1000), default="")
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    # As with posts: whether whoever made it was of the team then.
    by_team: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The asker replied by changing the question itself: no post of his says so.
    by_edit: Mapped[bool] = mapped_column(default=False, server_default=false())
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    question: Mapped[Question] = relationship(back_populates="changes", lazy="raise_on_sql")


class QuestionInvitation(Base):
    """That somebody was asked to answer a question, once; whether he may see it is found when he is told."""

    __tablename__ = "question_invitations"
    __table_args__ = (Index("ix_question_invitations_member", "member_id", "created_at"),)

    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
