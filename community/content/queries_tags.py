"""Reads of tags: all of them with their figures, the synonyms of one, and the tags that stand beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, tuple_, union_all
from sqlalchemy.orm import aliased

from community.content.models import Subject, SubjectTag, Tag, TagSynonym, Visibility
from community.content.models_tags import TagMerge
from community.content.queries import TagRow
from community.core import paging
from community.core.db import db
from community.core.errors import NotFound
from community.core.paging import Page
from community.policies.actor import PUBLIC_AUDIENCE_ID

SIZE = 60
RELATED = 8
# Related tags are looked for on the newest of its subjects, so that a tag on a million is as quick as one on ten.
NEWEST = 500


@dataclass(frozen=True)
class TagFigures:
    """A tag with what is under it."""

    id: int
    key: str
    name: Mapping[str, str]
    description: Mapping[str, str]
    question_count: int
    open_count: int
    follower_count: int


COLUMNS: tuple[Any, ...] = (
    Tag.id,
    Tag.key,
    Tag.name,
    Tag.description,
    Tag.question_count,
    Tag.open_count,
    Tag.follower_count,
)


def is_borne() -> ColumnElement[bool]:
    """The condition on a tag that something which everybody sees bears it: until then its word is not shown.

    One bearer a tag is looked for, rather than all of them at once, as EXISTS would let PostgreSQL do.
    """
    bearer = select(SubjectTag.subject_id).join(Subject, Subject.id == SubjectTag.subject_id)
    seen = bearer.where(Subject.visibility == Visibility.VISIBLE, SubjectTag.tag_id == Tag.id)
    public = seen.where(Subject.audience_id == PUBLIC_AUDIENCE_ID)
    return public.limit(1).correlate(Tag).scalar_subquery().is_not(None)


def find_shown_tag(key: str) -> Tag | None:
    """As `content.queries.find_tag`, of the tags that everybody may see; one statement."""
    named = select(func.coalesce(Tag.merged_into_id, Tag.id)).where(Tag.key == key)
    other = select(TagSynonym.tag_id).where(TagSynonym.key == key)
    meant = union_all(named, other).scalar_subquery()
    return db.session.scalars(select(Tag).where(Tag.id.in_(meant), is_borne())).first()


def list_tags(
    key_part: str = "", after: str | None = None, *, size: int = SIZE, with_unseen: bool = False
) -> Page[TagFigures]:
    """Tags, those on most questions first; with a part of a key, those that or whose synonyms hold it.

    `with_unseen` lists those, too, that nothing visible bears: for whoever manages them.
    """
    statement = select(*COLUMNS).where(Tag.merged_into_id.is_(None))
    if not with_unseen:
        statement = statement.where(is_borne())
    if key_part:
        meant = select(TagSynonym.tag_id).where(TagSynonym.key.contains(key_part, autoescape=True))
        held = Tag.key.contains(key_part, autoescape=True)
        statement = statement.where(or_(held, Tag.id.in_(meant)))
    key = paging.decode(after, 2)
    if key:
        statement = statement.where(tuple_(Tag.question_count, Tag.id) < tuple_(*key))
    order = (Tag.question_count.desc(), Tag.id.desc())
    rows = db.session.execute(statement.order_by(*order).limit(size + 1))
    found = [TagFigures(*row) for row in rows]
    return paging.cut(
        found, lambda row: (row.question_count, row.id), size=size, began=key is not None
    )


def get_tag(tag_id: int) -> Tag:
    """The tag with this id; NotFound when there is none or it is being merged."""
    tag = db.session.get(Tag, tag_id)
    if tag is None or tag.merged_into_id is not None:
        raise NotFound
    return tag


def list_synonyms(tag_id: int) -> list[str]:
    """What else leads to the tag, by key."""
    statement = select(TagSynonym.key).where(TagSynonym.tag_id == tag_id)
    return list(db.session.scalars(statement.order_by(TagSynonym.key)))


def list_former_keys(tag_id: int) -> list[str]:
    """The synonyms that once were a tag's key, so that they stay."""
    statement = select(TagSynonym.key).where(TagSynonym.tag_id == tag_id, TagSynonym.is_former)
    return list(db.session.scalars(statement.order_by(TagSynonym.key)))


def list_merges(tag_id: int) -> list[TagMerge]:
    """The merges into this tag that stand, the latest first."""
    statement = select(TagMerge).where(TagMerge.into_id == tag_id, TagMerge.undone_at.is_(None))
    return list(db.session.scalars(statement.order_by(TagMerge.id.desc()).limit(SIZE)))


def list_merging() -> list[TagRow]:
    """The tags that are being carried over to others, or brought back."""
    parting = select(TagMerge.tag_id).where(TagMerge.undone_at.is_not(None))
    moving = or_(Tag.merged_into_id.is_not(None), Tag.id.in_(parting))
    statement = select(Tag.id, Tag.key, Tag.name).where(moving)
    return [TagRow(*row) for row in db.session.execute(statement.order_by(Tag.id).limit(SIZE))]


def list_related(tag_id: int) -> list[TagRow]:
    """The tags that stand most often beside this one on what everybody sees; one statement."""
    newest = (
        select(SubjectTag.subject_id)
        .where(SubjectTag.tag_id == tag_id)
        .order_by(SubjectTag.subject_id.desc())
        .limit(NEWEST)
        .subquery()
    )
    beside = aliased(SubjectTag)
    statement = (
        select(beside.tag_id, func.count().label("times"))
        .join(newest, newest.c.subject_id == beside.subject_id)
        .join(Subject, Subject.id == beside.subject_id)
        .where(beside.tag_id != tag_id, Subject.visibility == Visibility.VISIBLE)
        .where(Subject.audience_id == PUBLIC_AUDIENCE_ID)
        .group_by(beside.tag_id)
        .order_by(func.count().desc(), beside.tag_id)
        .limit(RELATED)
        .subquery()
    )
    rows = select(Tag.id, Tag.key, Tag.name).join(statement, statement.c.tag_id == Tag.id)
    ordered = rows.where(Tag.merged_into_id.is_(None)).order_by(statement.c.times.desc(), Tag.id)
    return [TagRow(*row) for row in db.session.execute(ordered)]
