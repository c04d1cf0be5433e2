"""Tables of the help center: category, section, article, translation, revision, and what readers and experts say."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.articles.states import (
    IN_THE_MAKING,
    CreditKind,
    FeedbackReason,
    RevisionState,
    Significance,
    Staleness,
)
from community.content.models import Subject
from community.core.db import Base, Json, Translated, UTCDateTime, str_enum

MAX_TITLE = 200
MAX_SUMMARY = 400
MAX_SLUG = 100


class HelpCategory(Base):
    """A shelf of sections; its sections see what it lets see, or less."""

    __tablename__ = "help_categories"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[dict[str, str]] = mapped_column(Translated)
    description: Mapped[dict[str, str]] = mapped_column(Translated, default=dict)
    position: Mapped[int] = mapped_column(default=0)
    # Who may see it, as audiences spell grants.
    grants: Mapped[list[str]] = mapped_column(Json)

    sections: Mapped[list["HelpSection"]] = relationship(
        back_populates="category", lazy="raise_on_sql"
    )


class HelpSection(Base):
    """A part of a category; it owns the audience row that its articles point at."""

    __tablename__ = "help_sections"
    __table_args__ = (Index("ix_help_sections_order", "category_id", "position", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("help_categories.id"))
    name: Mapped[dict[str, str]] = mapped_column(Translated)
    description: Mapped[dict[str, str]] = mapped_column(Translated, default=dict)
    position: Mapped[int] = mapped_column(default=0)
    # Grants of its own; None is as its category.
    grants: Mapped[list[str] | None] = mapped_column(Json)
    audience_id: Mapped[int] = mapped_column(ForeignKey("audiences.id"), index=True)
    # None: as the site says.
    verification_days: Mapped[int | None]
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )

    category: Mapped[HelpCategory] = relationship(back_populates="sections", lazy="raise_on_sql")
    slugs: Mapped[list["SectionSlug"]] = relationship(
        back_populates="section", lazy="raise_on_sql", cascade="all, delete-orphan"
    )
    owner: Mapped[Member | None] = relationship(lazy="raise_on_sql")

    def slug(self, locale: str) -> str:
        """The section's word in addresses of this language; each section has one for each language."""
        return next(row.slug for row in self.slugs if row.locale == locale)


class SectionSlug(Base):
    """A section's word in the addresses of one language."""

    __tablename__ = "help_section_slugs"
    __table_args__ = (UniqueConstraint("locale", "slug"),)

    section_id: Mapped[int] = mapped_column(
        ForeignKey("help_sections.id", ondelete="CASCADE"), primary_key=True
    )
    locale: Mapped[str] = mapped_column(String(8), primary_key=True)
    slug: Mapped[str] = mapped_column(String(MAX_SLUG))

    section: Mapped[HelpSection] = relationship(back_populates="slugs", lazy="raise_on_sql")


class Article(Base):
    """What one article is about, in whatever languages; `subject.lang` is the language it was written in."""

    __tablename__ = "articles"
    __table_args__ = (
        Index("ix_articles_section", "section_id", "id"),
        Index("ix_articles_own_audience", "inherits_audience", "section_id"),
    )

    id: Mapped[int] = mapped_column(ForeignKey("subjects.id"), primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("help_sections.id"))
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    # False: the article has grants of its own, which moving it keeps; it shows never more than its section.
    inherits_audience: Mapped[bool] = mapped_column(default=True)
    grants: Mapped[list[str] | None] = mapped_column(Json)
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    archived_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL")
    )

    subject: Mapped[Subject] = relationship(lazy="raise_on_sql")
    section: Mapped[HelpSection] = relationship(lazy="raise_on_sql")
    owner: Mapped[Member | None] = relationship(foreign_keys=[owner_id], lazy="raise_on_sql")
    areas: Mapped[list["ArticleArea"]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan"
    )

    @property
    def product_area_ids(self) -> tuple[int, ...]:
        """The product areas it belongs to (its experts may verify it)."""
        return tuple(row.product_area_id for row in self.areas)

    @property
    def is_archived(self) -> bool:
        """Whether readers no longer find it."""
        return self.archived_at is not None


class ArticleArea(Base):
    """That an article belongs to a product area; it may belong to several."""

    __tablename__ = "article_areas"
    __table_args__ = (Index("ix_article_areas_area", "product_area_id", "article_id"),)

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
    )
    product_area_id: Mapped[int] = mapped_column(
        ForeignKey("product_areas.id", ondelete="CASCADE"), primary_key=True
    )


class Translation(Base):
    """An article in one language: its address, the revision that readers see, the one in the making."""

    __tablename__ = "article_translations"
    __table_args__ = (
        UniqueConstraint("article_id", "locale"),
        UniqueConstraint("section_id", "locale", "slug"),
        # A section's page is one walk along this index.
        Index("ix_article_translations_list", "section_id", "is_live", "position", "id"),
        Index("ix_article_translations_views", "is_live", "locale", "views", "id"),
        Index("ix_article_translations_newest", "is_live", "locale", "published_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    # The article's section and place again: the address and the order must be unique and quick.
    section_id: Mapped[int] = mapped_column(ForeignKey("help_sections.id"))
    position: Mapped[int] = mapped_column(default=0)
    locale: Mapped[str] = mapped_column(String(8))
    slug: Mapped[str] = mapped_column(String(MAX_SLUG))
    # Published, and the article not archived.
    is_live: Mapped[bool] = mapped_column(default=False)
    published_revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("article_revisions.id", use_alter=True), index=True
    )
    draft_revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("article_revisions.id", use_alter=True), index=True
    )
    # The verification that holds for what readers see.
    verification_id: Mapped[int | None] = mapped_column(
        ForeignKey("article_verifications.id", use_alter=True, ondelete="SET NULL"), index=True
    )
    staleness: Mapped[Staleness] = mapped_column(str_enum(Staleness), default=Staleness.CURRENT)
    first_published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Of the text that readers see: a typo keeps them, a greater edit begins anew.
    helpful_count: Mapped[int] = mapped_column(default=0)
    unhelpful_count: Mapped[int] = mapped_column(default=0)
    views: Mapped[int] = mapped_column(default=0)

    article: Mapped[Article] = relationship(lazy="raise_on_sql")
    published: Mapped["ArticleRevision | None"] = relationship(
        foreign_keys=[published_revision_id], lazy="raise_on_sql", viewonly=True
    )
    draft: Mapped["ArticleRevision | None"] = relationship(
        foreign_keys=[draft_revision_id], lazy="raise_on_sql", viewonly=True
    )

    @property
    def title(self) -> str:
        """The newest title there is, the slug before the first; needs `draft` and `published`."""
        words = self.draft or self.published
        return words.title if words else self.slug


class ArticleRevision(Base):
    """What a translation said, says or may say, with its HTML as rendered when it was written."""

    __tablename__ = "article_revisions"
    __table_args__ = (
        UniqueConstraint("translation_id", "number"),
        Index("ix_article_revisions_schedule", "state", "publish_at"),
        Index("ix_article_revisions_rebake", "renderer_version", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    translation_id: Mapped[int] = mapped_column(
        ForeignKey("article_translations.id", ondelete="CASCADE")
    )
    number: Mapped[int]
    # Counts the times a draft was saved: whoever saves names the one he saw.
    saves: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(String(MAX_TITLE))
    summary: Mapped[str] = mapped_column(String(MAX_SUMMARY), default="")
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    # [level, id, text] of each heading.
    toc: Mapped[list[Any]] = mapped_column(Json)
    text: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[int]
    state: Mapped[RevisionState] = mapped_column(str_enum(RevisionState))
    significance: Mapped[Significance] = mapped_column(str_enum(Significance))
    note: Mapped[str] = mapped_column(String(300), default="")
    # A member who is no writer wrote it; it becomes the draft when it is accepted.
    is_suggestion: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    # All who wrote in it: none of them approves it.
    writer_ids: Mapped[list[int]] = mapped_column(Json, default=list, server_default="[]")
    # Whom it waits for; None is any reviewer.
    reviewer_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    approved_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    approved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Who published it, or let the portal do so at its minute.
    published_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    # The revision whose verification and feedback hold for this one too (typo edits); None: itself.
    basis_id: Mapped[int | None] = mapped_column(
        ForeignKey("article_revisions.id", ondelete="SET NULL"), index=True
    )
    # What it was translated from, and the old revision whose words it brings back.
    source_id: Mapped[int | None] = mapped_column(
        ForeignKey("article_revisions.id", ondelete="SET NULL"), index=True
    )
    restored_id: Mapped[int | None] = mapped_column(
        ForeignKey("article_revisions.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    publish_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    author: Mapped[Member | None] = relationship(foreign_keys=[author_id], lazy="raise_on_sql")

    @property
    def is_in_the_making(self) -> bool:
        """Whether it may still become what readers see."""
        return self.state in IN_THE_MAKING

    @property
    def is_approved(self) -> bool:
        """Whether a reviewer approved these very words."""
        return self.approved_at is not None

    @property
    def writers(self) -> frozenset[int]:
        """All who wrote in it."""
        return frozenset({*self.writer_ids, *([self.author_id] if self.author_id else [])})

    @property
    def basis(self) -> int:
        """The revision that verification and feedback point at."""
        return self.basis_id or self.id


class Verification(Base):
    """That somebody who may checked a revision, and until when that holds."""

    __tablename__ = "article_verifications"
    __table_args__ = (Index("ix_article_verifications_until", "valid_until", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(
        ForeignKey("article_revisions.id", ondelete="CASCADE"), index=True
    )
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    verified_at: Mapped[datetime] = mapped_column(UTCDateTime)
    valid_until: Mapped[datetime] = mapped_column(UTCDateTime)

    member: Mapped[Member | None] = relationship(lazy="raise_on_sql")


class Feedback(Base):
    """Whether a revision helped, once a person; a visitor's key tells a day's visits apart, then it is forgotten."""

    __tablename__ = "article_feedback"
    __table_args__ = (
        UniqueConstraint("revision_id", "member_id"),
        UniqueConstraint("revision_id", "visitor_key"),
        CheckConstraint("member_id IS NULL OR visitor_key IS NULL", name="one_person"),
        Index("ix_article_feedback_forget", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("article_revisions.id", ondelete="CASCADE"))
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    visitor_key: Mapped[str | None] = mapped_column(String(32))
    was_helpful: Mapped[bool]
    reason: Mapped[FeedbackReason | None] = mapped_column(str_enum(FeedbackReason))
    text: Mapped[str] = mapped_column(String(2000), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class ArticleAuthor(Base):
    """The credit of somebody who made an article what it is."""

    __tablename__ = "article_authors"

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    kind: Mapped[CreditKind] = mapped_column(str_enum(CreditKind))
    credited_at: Mapped[datetime] = mapped_column(UTCDateTime)
