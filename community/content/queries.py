"""Reads of what all pillars share, and the one rule of who sees what."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from community import site_settings
from community.accounts.queries import Person, list_people
from community.content.models import (
    Comment,
    Follow,
    FollowState,
    ProductArea,
    ProductVersion,
    Subject,
    SubjectTag,
    Tag,
    TagSynonym,
    TargetKind,
    Visibility,
    Vote,
    VoteKind,
)
from community.content.models_kept import KeptTotal
from community.content.queries_audiences import AUDIENCES_OF, owner_of
from community.core.db import db
from community.core.errors import Gone, NotFound
from community.core.hints import unsearched
from community.core.kept import kept
from community.policies.actor import VISITOR, Actor
from community.policies.permission import Permission
from community.policies.registry import can

Statement = TypeVar("Statement", bound=Select[*tuple[Any, ...]])


def list_audience_ids(actor: Actor) -> frozenset[int]:
    """The audiences that hold one of the actor's grants: one statement, for a visitor none while none changes."""
    if actor.is_visitor:
        return kept("visitors_audiences", lambda: _audience_ids_of(actor))
    return _audience_ids_of(actor)


def _audience_ids_of(actor: Actor) -> frozenset[int]:
    values = {"grants": list(actor.grants), "owner": owner_of(actor)}
    return frozenset(db.session.scalars(AUDIENCES_OF, values))


def everybody() -> Actor:
    """A visitor with his audiences, for what is the same for whoever asks."""
    return replace(VISITOR, audience_ids=list_audience_ids(VISITOR))


def is_seen_by(actor: Actor, subject: Any = Subject) -> ColumnElement[bool]:
    """The condition that is the whole rule: visible and in the audience, or one's own and not deleted.

    `subject` is Subject or an alias of it.
    """
    seen = and_(
        unsearched(subject.visibility) == Visibility.VISIBLE,
        unsearched(subject.audience_id).in_(sorted(actor.audience_ids)),
    )
    if not actor.is_person:
        return seen
    own = and_(subject.author_id == actor.member_id, subject.visibility != Visibility.DELETED)
    return or_(seen, own)


def visible_to(statement: Statement, actor: Actor, key: InstrumentedAttribute[int]) -> Statement:
    """The statement joined to subjects by this key and narrowed to what the actor sees; each list goes through here."""
    return statement.join(Subject, Subject.id == key).where(is_seen_by(actor))


def ensure_visible(actor: Actor, subject: Subject) -> None:
    """Nothing, or NotFound; Gone for what was there for this actor and is deleted. Moderators see hidden things."""
    in_audience = (
        subject.audience_id in actor.audience_ids or actor.is_author_of(subject) or actor.is_system
    )
    if (
        subject.visibility is Visibility.DELETED
        and in_audience
        and not can(actor, Permission.SEE_HIDDEN)
    ):
        raise Gone
    if not sees(actor, subject):
        raise NotFound


def sees(actor: Actor, subject: Subject) -> bool:
    """Whether the actor sees this subject: the rule of `is_seen_by`, and moderators see hidden things."""
    if actor.is_system:
        return True
    if subject.audience_id in actor.audience_ids and (
        subject.is_visible or can(actor, Permission.SEE_HIDDEN)
    ):
        return True
    # Asked last: a page of what others see too is the same for its author (accounts/sharing.py).
    return subject.visibility is not Visibility.DELETED and actor.is_author_of(subject)


def get_subject(actor: Actor, subject_id: int) -> Subject:
    """The subject; NotFound or Gone when the actor does not see it. A comment is seen where what it is on is seen."""
    subject = db.session.get(Subject, subject_id)
    if subject is None:
        raise NotFound
    ensure_visible(actor, subject)
    return subject


def get_comment(actor: Actor, comment_id: int) -> Comment:
    """The comment; NotFound or Gone when the actor does not see it or what it is on."""
    comment = db.session.get(Comment, comment_id)
    if comment is None:
        raise NotFound
    get_subject(actor, comment.on_id)
    get_subject(actor, comment_id)
    return comment


def is_shown(subject_id: int) -> bool:
    """Whether a subject is visible to its audience, read in the present transaction."""
    return db.session.get_one(Subject, subject_id).is_visible


@dataclass(frozen=True)
class CommentRow:
    """A comment as it stands on a page."""

    id: int
    on_id: int
    html: str
    lang: str
    created_at: datetime
    edited_at: datetime | None
    author_id: int | None
    visibility: Visibility
    # How many stand under the same post, of which the last ones may be all that is shown.
    total: int = 0
    author: Person | None = None


# Where many are folded, so many of the last remain; and so many are shown at most when one asks for all.
LAST_COMMENTS, MOST_COMMENTS = 3, 500


def list_comments(
    actor: Actor, on_ids: Collection[int], *, whole: int = 0
) -> dict[int, list[CommentRow]]:
    """The comments under these subjects, oldest first; of many only the last, but all of `whole`; one statement."""
    if not on_ids:
        return {}
    place = func.row_number().over(partition_by=Comment.on_id, order_by=Comment.id.desc())
    columns = select(
        Comment.id,
        Comment.on_id,
        Comment.html,
        Subject.lang,
        Subject.created_at,
        Comment.edited_at,
        Comment.author_id,
        Subject.visibility,
        func.count().over(partition_by=Comment.on_id).label("total"),
        place.label("place"),
    )
    statement = visible_to(columns.select_from(Comment), actor, Comment.id).where(
        Comment.on_id.in_(on_ids)
    )
    grouped: dict[int, list[CommentRow]] = {}
    for row in db.session.execute(_unfolded(statement, whole)):
        grouped.setdefault(row.on_id, []).append(CommentRow(*row[:-1]))
    return grouped


def _unfolded(statement: Select[Any], whole: int) -> Select[Any]:
    """Of all comments those that are shown."""
    every = statement.subquery()
    shown = or_(
        every.c.total <= site_settings.current().comments_shown,
        every.c.place <= LAST_COMMENTS,
        (every.c.on_id == whole) & (every.c.place <= MOST_COMMENTS),
    )
    return select(every).where(shown).order_by(every.c.id)


def with_authors(comments: Iterable[CommentRow], people: Mapping[int, Person]) -> list[CommentRow]:
    """The comments with the people who wrote them."""
    return [replace(comment, author=people.get(comment.author_id or 0)) for comment in comments]


def list_my_votes(
    actor: Actor, subject_ids: Collection[int], kind: VoteKind | None = None
) -> set[tuple[int, VoteKind]]:
    """(subject, kind) of the actor's own votes among these; no statement for visitors."""
    if not actor.is_person or not subject_ids:
        return set()
    statement = select(Vote.subject_id, Vote.kind).where(
        Vote.member_id == actor.member_id, Vote.subject_id.in_(subject_ids)
    )
    if kind is not None:
        statement = statement.where(Vote.kind == kind)
    return {(row.subject_id, row.kind) for row in db.session.execute(statement)}


def find_follow(actor: Actor, kind: TargetKind, target_id: int) -> FollowState | None:
    """Whether the actor follows or mutes this; no statement for visitors."""
    if not actor.is_person:
        return None
    statement = select(Follow.state).where(
        Follow.member_id == actor.member_id,
        Follow.target_kind == kind,
        Follow.target_id == target_id,
    )
    return db.session.scalars(statement).first()


@dataclass(frozen=True)
class AreaRow:
    """A product area as lists show it."""

    id: int
    key: str
    name: Mapping[str, str]


def list_product_areas() -> list[AreaRow]:
    """All product areas in their order; one statement."""
    statement = select(ProductArea.id, ProductArea.key, ProductArea.name).order_by(
        ProductArea.position, ProductArea.id
    )
    return [AreaRow(*row) for row in db.session.execute(statement)]


def find_product_area(key: str) -> ProductArea | None:
    """The product area with this key."""
    return db.session.scalars(select(ProductArea).where(ProductArea.key == key)).first()


def list_product_versions(product_area_id: int) -> list[ProductVersion]:
    """The versions of an area, newest first."""
    statement = select(ProductVersion).where(ProductVersion.product_area_id == product_area_id)
    return list(
        db.session.scalars(
            statement.order_by(ProductVersion.released_at.desc(), ProductVersion.id.desc())
        )
    )


@dataclass(frozen=True)
class TagRow:
    """A tag as lists show it."""

    id: int
    key: str
    name: Mapping[str, str]


def list_tags_of(subject_ids: Collection[int]) -> dict[int, list[TagRow]]:
    """The tags of these subjects; one statement."""
    if not subject_ids:
        return {}
    statement = (
        select(SubjectTag.subject_id, Tag.id, Tag.key, Tag.name)
        .join(Tag, Tag.id == SubjectTag.tag_id)
        .where(SubjectTag.subject_id.in_(subject_ids))
        .order_by(Tag.key)
    )
    grouped: dict[int, list[TagRow]] = {}
    for row in db.session.execute(statement):
        grouped.setdefault(row.subject_id, []).append(TagRow(row.id, row.key, row.name))
    return grouped


def find_tag(key: str) -> Tag | None:
    """The tag of this key or of a synonym with this key; of one that is being merged, the tag it goes to."""
    tag = db.session.scalars(select(Tag).where(Tag.key == key)).first()
    if tag is None:
        statement = select(Tag).join(TagSynonym, TagSynonym.tag_id == Tag.id)
        tag = db.session.scalars(statement.where(TagSynonym.key == key)).first()
    if tag is None or tag.merged_into_id is None:
        return tag
    return db.session.get(Tag, tag.merged_into_id)


def kept_totals(containers: Collection[str]) -> dict[tuple[str, str], int]:
    """(container, state) → total, in one statement."""
    if not containers:
        return {}
    statement = select(KeptTotal.container, KeptTotal.state, KeptTotal.total).where(
        KeptTotal.container.in_(containers)
    )
    return {(row.container, row.state): row.total for row in db.session.execute(statement)}


def list_authors(ids: Iterable[int | None]) -> dict[int, Person]:
    """The people behind these ids, in one statement."""
    return list_people({one for one in ids if one is not None})
