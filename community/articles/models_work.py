"""Tables of writers' work: tasks of owners, suggested edits of members, links between pages."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from community.articles.states_work import LinkState, TaskKind
from community.content.suggestions import MAX_ANSWER, SuggestionState
from community.core.db import Base, UTCDateTime, str_enum

MAX_HREF = 1000
MAX_HEADING = 300


class ArticleTask(Base):
    """What a language of an article asks of its owner: open until the rows no longer call for it."""

    __tablename__ = "article_tasks"
    __table_args__ = (
        Index(
            "uq_article_tasks_open",
            "translation_id",
            "kind",
            unique=True,
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
        Index("ix_article_tasks_owner", "owner_id", "done_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    translation_id: Mapped[int] = mapped_column(
        ForeignKey("article_translations.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[TaskKind] = mapped_column(str_enum(TaskKind))
    # The article's owner, else its section's; None: any writer's.
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    # The text that asks for it.
    revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("article_revisions.id", ondelete="SET NULL"), index=True
    )
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    done_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )


class ArticleSuggestion(Base):
    """A member's edited copy (a revision of its own), what it was copied from, and what became of it."""

    __tablename__ = "article_suggestions"
    __table_args__ = (
        Index(
            "uq_article_suggestions_undecided",
            "translation_id",
            "author_id",
            unique=True,
            sqlite_where=text("state IN ('held', 'open')"),
            postgresql_where=text("state IN ('held', 'open')"),
        ),
        Index("ix_article_suggestions_queue", "state", "revision_id"),
        Index("ix_article_suggestions_author", "author_id", "revision_id"),
    )

    revision_id: Mapped[int] = mapped_column(
        ForeignKey("article_revisions.id", ondelete="CASCADE"), primary_key=True
    )
    translation_id: Mapped[int] = mapped_column(
        ForeignKey("article_translations.id", ondelete="CASCADE"), index=True
    )
    base_id: Mapped[int | None] = mapped_column(
        ForeignKey("article_revisions.id", ondelete="SET NULL"), index=True
    )
    author_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    state: Mapped[SuggestionState] = mapped_column(str_enum(SuggestionState))
    # What its author is told.
    answer: Mapped[str] = mapped_column(String(MAX_ANSWER), default="")
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @property
    def is_undecided(self) -> bool:
        """Whether it may still be changed, withdrawn or decided."""
        return self.state in (SuggestionState.HELD, SuggestionState.OPEN)


class ArticleLink(Base):
    """A link of a published text to a page or picture of the portal, and where it led when last looked at."""

    __tablename__ = "article_links"
    __table_args__ = (
        UniqueConstraint("translation_id", "place"),
        Index("ix_article_links_state", "state", "id"),
        Index("ix_article_links_target", "target_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    translation_id: Mapped[int] = mapped_column(
        ForeignKey("article_translations.id", ondelete="CASCADE")
    )
    # The how manieth link of the text it is.
    place: Mapped[int]
    href: Mapped[str] = mapped_column(String(MAX_HREF))
    words: Mapped[str] = mapped_column(String(MAX_HEADING))
    # The heading under which it stands.
    heading: Mapped[str] = mapped_column(String(MAX_HEADING), default="")
    heading_id: Mapped[str] = mapped_column(String(MAX_HEADING), default="")
    state: Mapped[LinkState] = mapped_column(str_enum(LinkState), default=LinkState.OK)
    # No key: what is purged leaves a broken link behind.
    target_id: Mapped[int | None]
    # The present address of what moved.
    moved_to: Mapped[str] = mapped_column(String(MAX_HREF), default="")
    checked_at: Mapped[datetime] = mapped_column(UTCDateTime)
