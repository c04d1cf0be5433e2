"""The table of what members began to write and have not sent: drafts of questions, answers, ideas, comments, changes.

A draft of an article is a revision, and the key of a form that `aids.py` makes names no person: other things.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base, Json, UTCDateTime, str_enum


class Purpose(StrEnum):
    """What a text is to become."""

    QUESTION = "question"
    ANSWER = "answer"
    IDEA = "idea"
    QUESTION_EDIT = "question_edit"
    ANSWER_EDIT = "answer_edit"
    COMMENT = "comment"
    COMMENT_EDIT = "comment_edit"


@dataclass(frozen=True)
class Place:
    """For what a member writes: a question (about an article, or 0), an answer (to a question), an idea (0).

    A comment is on a post, and a change is of one.
    """

    purpose: Purpose
    about_id: int = 0


@dataclass(frozen=True)
class Words:
    """What stands in a form: its title, its text, and what was chosen beside them.

    `since` is the stamp of the draft that the form went on with, "" without one; None where the form does not say.
    """

    title: str
    body: str
    choices: dict[str, str] = field(default_factory=dict)
    since: str | None = None


class UnsentText(Base):
    """What a member began to write, one for each place; nobody else ever sees it.

    One that was sent stays without words for a while, so that what a browser still keeps does not bring it back.
    """

    __tablename__ = "unsent_texts"
    __table_args__ = (
        UniqueConstraint("member_id", "purpose", "about_id"),
        Index("ix_unsent_texts_kept", "kept_at", "id"),
        Index("ix_unsent_texts_sent", "sent_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    purpose: Mapped[Purpose] = mapped_column(str_enum(Purpose))
    # No foreign key: 0 stands for nothing, and words outlive the question that they were meant for.
    about_id: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(200), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    choices: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    kept_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def stamp(self) -> str:
        """How a form names the draft that it goes on with."""
        return self.kept_at.isoformat()
