"""Tables of the changelog: releases with their words in each language, and the ideas that came with them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.content.models import Audience, Subject
from community.core.db import Base, Translated, UTCDateTime, str_enum


class ReleaseState(StrEnum):
    """A release is prepared, then published once."""

    DRAFT = "draft"
    PUBLISHED = "published"


class Release(Base):
    """An entry of the changelog. While it is a draft its subject is seen by staff alone, whatever `audience` says."""

    __tablename__ = "releases"
    __table_args__ = (
        Index("ix_releases_changelog", "state", "released_at", "id"),
        CheckConstraint(
            "state = 'draft' OR published_at IS NOT NULL", name="published_has_its_time"
        ),
    )

    id: Mapped[int] = mapped_column(ForeignKey("subjects.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    slug: Mapped[str] = mapped_column(String(80))
    state: Mapped[ReleaseState] = mapped_column(str_enum(ReleaseState), default=ReleaseState.DRAFT)
    # Who sees it once it is published.
    audience_id: Mapped[int] = mapped_column(ForeignKey("audiences.id"))
    released_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    published_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL")
    )
    # When the worker publishes it, and whose decision that is.
    due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    due_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    # What supporters of each of its ideas read, by language and with variables, unless an idea has words of its own.
    ideas_body: Mapped[dict[str, str]] = mapped_column(Translated, default=dict)

    subject: Mapped[Subject] = relationship(lazy="raise_on_sql")
    audience: Mapped[Audience] = relationship(lazy="raise_on_sql")
    texts: Mapped[list["ReleaseText"]] = relationship(
        back_populates="release", lazy="raise_on_sql", order_by="ReleaseText.lang"
    )

    @property
    def is_published(self) -> bool:
        """Whether its audience sees it."""
        return self.state is ReleaseState.PUBLISHED


class ReleaseText(Base):
    """What a release says in one language."""

    __tablename__ = "release_texts"
    __table_args__ = (UniqueConstraint("release_id", "lang"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id", ondelete="CASCADE"))
    lang: Mapped[str] = mapped_column(String(8))
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[int]

    release: Mapped[Release] = relationship(back_populates="texts", lazy="raise_on_sql")


class ReleaseIdea(Base):
    """That an idea comes with a release; the worker ships it, or what it leads to, after the release was published."""

    __tablename__ = "release_ideas"
    __table_args__ = (
        UniqueConstraint("release_id", "idea_id"),
        Index("ix_release_ideas_idea", "idea_id"),
        Index("ix_release_ideas_waiting", "settled_at", "release_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id", ondelete="CASCADE"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    # What its own supporters read, with variables; empty for the release's text for all.
    body: Mapped[str] = mapped_column(Text, default="")
    lang: Mapped[str | None] = mapped_column(String(8))
    change_id: Mapped[int | None] = mapped_column(
        ForeignKey("idea_status_changes.id", ondelete="SET NULL"), index=True
    )
    # When the worker was done with it; without a change it was shipped or taken away before.
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
