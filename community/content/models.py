"""Tables of what all pillars share: one identity and one visibility for each thing that people can see."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.core.db import Base, Translated, UTCDateTime, str_enum


class SubjectKind(StrEnum):
    """What a subject is."""

    ARTICLE = "article"
    QUESTION = "question"
    ANSWER = "answer"
    IDEA = "idea"
    COMMENT = "comment"
    RELEASE = "release"
    INCIDENT = "incident"
    LIVE_HOUR = "live_hour"
    HOUR_QUESTION = "hour_question"
    CLAIM = "claim"
    GLOSSARY_TERM = "glossary_term"


class Visibility(StrEnum):
    """Whether a subject is shown at all; who of those may see it is its audience."""

    PENDING = "pending"
    VISIBLE = "visible"
    HIDDEN = "hidden"
    DELETED = "deleted"


class VoteKind(StrEnum):
    """What a vote says."""

    SAME_QUESTION = "same_question"
    HELPFUL = "helpful"
    SUPPORT = "support"
    OUTDATED = "outdated"
    DOES_NOT_WORK = "does_not_work"
    WANTS_ANSWER = "wants_answer"  # to a question of a live hour; it earns nobody points


class Importance(StrEnum):
    """How much a supporter of an idea needs it."""

    NICE_TO_HAVE = "nice_to_have"
    IMPORTANT = "important"
    CRITICAL = "critical"


class TargetKind(StrEnum):
    """What can be followed or muted: a subject, or a topic."""

    SUBJECT = "subject"
    TAG = "tag"
    AREA = "area"
    BOARD = "board"
    SECTION = "section"
    MEMBER = "member"
    COMPONENT = "component"  # of the service, on the status page; 0 is all of them


class FollowState(StrEnum):
    """Following brings news; muting stops them, whatever else would bring them."""

    FOLLOWING = "following"
    MUTED = "muted"


class FlagReason(StrEnum):
    """What is wrong with a post."""

    SPAM = "spam"
    RUDE = "rude"
    PRIVATE_DATA = "private_data"
    OUTDATED = "outdated"
    OTHER = "other"


class FlagState(StrEnum):
    """What moderators made of a flag."""

    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


class LinkKind(StrEnum):
    """How one subject is tied to another."""

    ABOUT = "about"  # a question about an article
    RAISED_FROM = "raised_from"  # an idea made of a question
    MADE_FROM = "made_from"  # an article made of an answer
    DUPLICATE_OF = "duplicate_of"
    PROMOTED_ON = "promoted_on"  # an answer that staff show on an article
    ANSWERED_BY = "answered_by"
    RELATED = "related"
    SPLIT_FROM = "split_from"  # an idea that was a part of another


class Audience(Base):
    """An interned set of grants: whoever holds one of them sees what points here."""

    __tablename__ = "audiences"

    id: Mapped[int] = mapped_column(Identity(start=2), primary_key=True)  # 1 is `public`
    # The grants, sorted and joined by `|`.
    key: Mapped[str] = mapped_column(String(500), unique=True)


class AudienceGrant(Base):
    """One grant of an audience, spelled as policies/actor.py spells what a person holds."""

    __tablename__ = "audience_grants"
    __table_args__ = (Index("ix_audience_grants_grant", "grant"),)

    audience_id: Mapped[int] = mapped_column(
        ForeignKey("audiences.id", ondelete="CASCADE"), primary_key=True
    )
    grant: Mapped[str] = mapped_column("grant", String(80), primary_key=True)


class ProductArea(Base):
    """A part of the company's product (Billing, Mobile, …)."""

    __tablename__ = "product_areas"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[dict[str, str]] = mapped_column(Translated)
    description: Mapped[dict[str, str]] = mapped_column(
        Translated, default=dict, server_default="{}"
    )
    position: Mapped[int] = mapped_column(default=0)

    owners: Mapped[list["ProductAreaOwner"]] = relationship(
        back_populates="product_area", lazy="raise_on_sql"
    )
    versions: Mapped[list["ProductVersion"]] = relationship(
        back_populates="product_area", lazy="raise_on_sql"
    )


class ProductAreaOwner(Base):
    """A member of staff who looks after an area."""

    __tablename__ = "product_area_owners"

    product_area_id: Mapped[int] = mapped_column(
        ForeignKey("product_areas.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )

    product_area: Mapped[ProductArea] = relationship(back_populates="owners", lazy="raise_on_sql")


class ProductVersion(Base):
    """A released version of an area of the product."""

    __tablename__ = "product_versions"
    __table_args__ = (UniqueConstraint("product_area_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    product_area_id: Mapped[int] = mapped_column(ForeignKey("product_areas.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(40))
    released_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    product_area: Mapped[ProductArea] = relationship(back_populates="versions", lazy="raise_on_sql")


class Subject(Base):
    """The identity of a thing that people can see, follow, comment on, flag, revise or find; its row shares the key."""

    __tablename__ = "subjects"
    __table_args__ = (
        Index("ix_subjects_author", "author_id", "id"),
        Index("ix_subjects_own", "author_id", "visibility", "audience_id"),
        Index("ix_subjects_moderation", "visibility", "id"),
        Index("ix_subjects_audience", "audience_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[SubjectKind] = mapped_column(str_enum(SubjectKind))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id", ondelete="SET NULL"), index=True
    )
    audience_id: Mapped[int] = mapped_column(ForeignKey("audiences.id"))
    visibility: Mapped[Visibility] = mapped_column(str_enum(Visibility), default=Visibility.VISIBLE)
    visibility_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL")
    )
    visibility_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    visibility_reason: Mapped[str | None] = mapped_column(String(500))
    lang: Mapped[str] = mapped_column(String(8))
    product_area_id: Mapped[int | None] = mapped_column(
        ForeignKey("product_areas.id", ondelete="SET NULL"), index=True
    )
    # Whether its author was staff or an expert of the area when he wrote it: what he became since changes nothing.
    by_team: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    activity_at: Mapped[datetime] = mapped_column(UTCDateTime)

    author: Mapped[Member | None] = relationship(foreign_keys=[author_id], lazy="raise_on_sql")

    @property
    def is_visible(self) -> bool:
        """Whether those in its audience see it."""
        return self.visibility is Visibility.VISIBLE


class Vote(Base):
    """One vote of a member; the organisation is that of the moment it was cast."""

    __tablename__ = "votes"
    __table_args__ = (
        UniqueConstraint("subject_id", "member_id", "kind"),
        Index("ix_votes_member", "member_id", "kind", "subject_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subjects.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    kind: Mapped[VoteKind] = mapped_column(str_enum(VoteKind))
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id", ondelete="SET NULL"), index=True
    )
    importance: Mapped[Importance | None] = mapped_column(str_enum(Importance))
    reason: Mapped[str | None] = mapped_column(String(2000))
    # Who cast it for the member, and where that wish was heard.
    cast_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    source: Mapped[str | None] = mapped_column(String(200))
    voided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Follow(Base):
    """That a member follows or mutes a subject or a topic."""

    __tablename__ = "follows"
    __table_args__ = (Index("ix_follows_target", "target_kind", "target_id", "state"),)

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    target_kind: Mapped[TargetKind] = mapped_column(str_enum(TargetKind), primary_key=True)
    target_id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[FollowState] = mapped_column(str_enum(FollowState), default=FollowState.FOLLOWING)
    # Nothing but his vote made him follow it, so it goes with the vote.
    is_of_vote: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Comment(Base):
    """A remark on a subject; `on_id` is what it stands under."""

    __tablename__ = "comments"
    __table_args__ = (Index("ix_comments_on", "on_id", "id"),)

    id: Mapped[int] = mapped_column(ForeignKey("subjects.id"), primary_key=True)
    on_id: Mapped[int] = mapped_column(ForeignKey("subjects.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[int]
    edited_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    subject: Mapped[Subject] = relationship(foreign_keys="Comment.id", lazy="raise_on_sql")


class Flag(Base):
    """What a member finds wrong with a subject, and what moderators made of it."""

    __tablename__ = "flags"
    __table_args__ = (
        UniqueConstraint("subject_id", "member_id"),
        Index("ix_flags_queue", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subjects.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    reason: Mapped[FlagReason] = mapped_column(str_enum(FlagReason))
    note: Mapped[str] = mapped_column(String(500), default="")
    state: Mapped[FlagState] = mapped_column(str_enum(FlagState), default=FlagState.OPEN)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    lifted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # what it led to was undone


class Revision(Base):
    """What a post said before an edit; number 1 is what was first posted."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("subject_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subjects.id", ondelete="CASCADE"))
    number: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    # Who accepted it, where its author suggested it to others.
    approved_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL")
    )
    title: Mapped[str | None] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    lang: Mapped[str] = mapped_column(String(8))
    note: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Link(Base):
    """A tie between two subjects."""

    __tablename__ = "links"
    __table_args__ = (
        UniqueConstraint("from_id", "to_id", "kind"),
        Index("ix_links_to", "to_id", "kind"),
        CheckConstraint("from_id <> to_id", name="not_itself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("subjects.id", ondelete="CASCADE"))
    to_id: Mapped[int] = mapped_column(ForeignKey("subjects.id", ondelete="CASCADE"))
    kind: Mapped[LinkKind] = mapped_column(str_enum(LinkKind))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Tag(Base):
    """A word that things are sorted by. Its figures count public questions and are kept by the worker."""

    __tablename__ = "tags"
    __table_args__ = (Index("ix_tags_popular", "question_count", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[dict[str, str]] = mapped_column(Translated)
    description: Mapped[dict[str, str]] = mapped_column(Translated, default=dict)
    # While the worker carries what it holds over to another tag, whose synonym it becomes.
    merged_into_id: Mapped[int | None] = mapped_column(
        ForeignKey("tags.id", ondelete="SET NULL"), index=True
    )
    question_count: Mapped[int] = mapped_column(default=0, server_default="0")
    open_count: Mapped[int] = mapped_column(default=0, server_default="0")
    follower_count: Mapped[int] = mapped_column(default=0, server_default="0")


class TagSynonym(Base):
    """Another spelling that leads to a tag."""

    __tablename__ = "tag_synonyms"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id", ondelete="CASCADE"), index=True)
    # It was the key of a tag: the address that it had leads on for ever.
    is_former: Mapped[bool] = mapped_column(default=False)


class SubjectTag(Base):
    """That a subject carries a tag."""

    __tablename__ = "subject_tags"
    __table_args__ = (Index("ix_subject_tags_tag", "tag_id", "subject_id"),)

    subject_id: Mapped[int] = mapped_column(
        ForeignKey("subjects.id", ondelete="CASCADE"), primary_key=True
    )
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True)


class SlugRedirect(Base):
    """An old address; it answers 301 to wherever its target stands now, for ever."""

    __tablename__ = "slug_redirects"

    path: Mapped[str] = mapped_column(String(500), primary_key=True)
    target_kind: Mapped[str] = mapped_column(String(32))
    target_id: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
