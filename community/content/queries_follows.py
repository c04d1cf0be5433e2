"""What a member follows or has muted, and the names of what can be followed beside subjects."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, tuple_

from community.accounts.models import Member
from community.content.models import Follow, FollowState, ProductArea, Tag, TargetKind
from community.content.queries import find_follow
from community.content.queries_tags import is_borne
from community.core import paging
from community.core.db import db
from community.core.errors import NotFound
from community.core.paging import Page
from community.policies.actor import Actor

TOPICS_SHOWN = 300
Name = Mapping[str, str] | str


@dataclass(frozen=True)
class Topic:
    """A tag, a product area or a member as a follower names it; `word` is how it stands in addresses."""

    kind: TargetKind
    id: int
    word: str
    name: Name


@dataclass(frozen=True)
class FollowRow:
    """That the member follows or muted something."""

    kind: TargetKind
    target_id: int
    state: FollowState
    created_at: datetime

    @property
    def is_muted(self) -> bool:
        """Whether nothing of it is told."""
        return self.state is FollowState.MUTED


def _topics(kind: TargetKind) -> Any:
    if kind is TargetKind.TAG:
        return select(Tag.id, Tag.key, Tag.name).where(Tag.merged_into_id.is_(None))
    if kind is TargetKind.AREA:
        return select(ProductArea.id, ProductArea.key, ProductArea.name)
    return select(Member.id, Member.handle, Member.name).where(Member.erased_at.is_(None))


COLUMN: Mapping[TargetKind, Any] = {
    TargetKind.TAG: Tag.id,
    TargetKind.AREA: ProductArea.id,
    TargetKind.MEMBER: Member.id,
}


def get_topic(kind: TargetKind, topic_id: int) -> Topic:
    """The topic that can be followed; NotFound when there is none."""
    statement = _topics(kind).where(COLUMN[kind] == topic_id)
    if kind is TargetKind.TAG:
        statement = statement.where(is_borne())
    row = db.session.execute(statement).first()
    if row is None:
        raise NotFound
    return Topic(kind, *row)


def own_follows(actor: Actor, kind: TargetKind) -> Select[*tuple[Any, ...]]:
    """What makes a `FollowRow` of each thing of this kind that the actor follows or has muted."""
    columns = (Follow.target_kind, Follow.target_id, Follow.state, Follow.created_at)
    return select(*columns).where(Follow.member_id == actor.member_id, Follow.target_kind == kind)


def list_followed_topics(actor: Actor) -> list[tuple[Topic, FollowRow]]:
    """The tags, areas and members that the actor follows or has muted; one statement for each of these kinds."""
    found: list[tuple[Topic, FollowRow]] = []
    for kind, column in COLUMN.items():
        statement = (
            _topics(kind)
            .join(Follow, (Follow.target_kind == kind) & (Follow.target_id == column))
            .where(Follow.member_id == actor.member_id)
            .add_columns(Follow.state, Follow.created_at)
            .order_by(Follow.created_at, column)
            .limit(TOPICS_SHOWN)
        )
        for topic_id, word, name, state, at in db.session.execute(statement):
            follow = FollowRow(kind, topic_id, state, at)
            found.append((Topic(kind, topic_id, word, name), follow))
    return found


def list_followed_subjects(actor: Actor, after: str | None = None) -> Page[FollowRow]:
    """The questions, ideas and articles that the actor follows or has muted, the latest first."""
    statement = own_follows(actor, TargetKind.SUBJECT)
    key = paging.decode(after, 2, words=True)
    begin = paging.as_instant(key[0]) if key else None
    if key and begin is not None:
        statement = statement.where(
            tuple_(Follow.created_at, Follow.target_id) < tuple_(begin, key[1])
        )
    order = (Follow.created_at.desc(), Follow.target_id.desc())
    rows = db.session.execute(statement.order_by(*order).limit(paging.SIZE + 1))
    found = [FollowRow(*row) for row in rows]
    return paging.cut(
        found, lambda row: (row.created_at.isoformat(), row.target_id), began=begin is not None
    )


def find_own(actor: Actor, kind: TargetKind, target_id: int) -> FollowRow | None:
    """What the actor said about this, if he follows or muted it."""
    statement = own_follows(actor, kind).where(Follow.target_id == target_id)
    row = db.session.execute(statement).first()
    return FollowRow(*row) if row else None


def is_following_member(actor: Actor, member_id: int) -> bool:
    """Whether the actor follows this member; no statement for visitors."""
    return find_follow(actor, TargetKind.MEMBER, member_id) is FollowState.FOLLOWING
