"""Reads of notifications."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from community.articles.models import Article
from community.content.models import Subject
from community.content.queries import is_seen_by
from community.core import paging
from community.core.db import db
from community.core.errors import NotFound
from community.core.paging import Page
from community.notifications.catalogue import KINDS
from community.notifications.kinds import Channel, Kind
from community.notifications.models import Notification, Preference
from community.policies.actor import Actor

# (member, kind, channel) → wanted.
Choices = dict[tuple[int, Kind, Channel], bool]


@dataclass(frozen=True)
class NewsRow:
    """Something that a member was told."""

    id: int
    kind: Kind
    words: dict[str, Any]
    thread_id: int | None


@dataclass(frozen=True)
class NotificationRow(NewsRow):
    """A notification as the list shows it."""

    created_at: datetime
    read_at: datetime | None


News = TypeVar("News", bound=NewsRow)
_thread = aliased(Subject)


def list_notifications(actor: Actor, after: str | None = None) -> Page[NotificationRow]:
    """What the actor was told, newest first; what he no longer sees, or what it stands in, is left out."""
    statement = (
        select(
            Notification.id,
            Notification.kind,
            Notification.words,
            Notification.thread_id,
            Notification.created_at,
            Notification.read_at,
        )
        .outerjoin(Subject, Subject.id == Notification.subject_id)
        .outerjoin(_thread, _thread.id == Notification.thread_id)
        .where(Notification.member_id == actor.member_id, Notification.is_shown)
        .where(or_(Notification.subject_id.is_(None), is_seen_by(actor)))
        .where(is_reached(actor, _thread), ~leads_nowhere())
    )
    key = paging.decode(after, 1)
    if key:
        statement = statement.where(Notification.id < key[0])
    statement = statement.order_by(Notification.id.desc()).limit(paging.SIZE + 1)
    rows = [NotificationRow(*row) for row in db.session.execute(statement)]
    return paging.cut(without_unseen(actor, rows), lambda row: (row.id,), began=key is not None)


def is_reached(actor: Actor, thread: Any) -> ColumnElement[bool]:
    """The condition that news may name its thread, if any: whoever left a circle reads no titles of it.

    `thread` is an alias of Subject, joined from the outside; one's own is always reached.
    """
    in_audience = thread.audience_id.in_(sorted(actor.audience_ids))
    return or_(thread.id.is_(None), in_audience, thread.author_id == actor.member_id)


def without_unseen(actor: Actor, rows: Sequence[News]) -> list[News]:
    """These news, each without what it quotes of another post that the actor does not see (any more)."""
    quoted = {row.words["quoted_id"] for row in rows if "quoted_id" in row.words}
    if not quoted:
        return list(rows)
    statement = select(Subject.id).where(Subject.id.in_(quoted), is_seen_by(actor))
    unseen = quoted - set(db.session.scalars(statement))
    return [
        replace(row, words=row.words | {"excerpt": ""})
        if row.words.get("quoted_id") in unseen
        else row
        for row in rows
    ]


def leads_nowhere() -> ColumnElement[bool]:
    """The condition of news of a new article that readers find no longer."""
    archived = exists().where(
        Article.id == Notification.subject_id, Article.archived_at.is_not(None)
    )
    return and_(Notification.kind == Kind.ARTICLE_ADDED, archived)


def get_own(actor: Actor, notification_id: int) -> Notification:
    """A notification of the actor; NotFound for those of others."""
    row = db.session.get(Notification, notification_id)
    if row is None or row.member_id != actor.member_id:
        raise NotFound
    return row


def list_choices(member_ids: Collection[int]) -> Choices:
    """(member, kind, channel) → wanted, for what was chosen; one statement."""
    statement = select(
        Preference.member_id, Preference.kind, Preference.channel, Preference.is_on
    ).where(Preference.member_id.in_(member_ids))
    return {(row[0], row[1], row[2]): row[3] for row in db.session.execute(statement)}


def wants(choices: Choices, member_id: int, kind: Kind, channel: Channel) -> bool:
    """Whether a member hears of a kind by a channel: his choice, else the kind's default."""
    return channel in KINDS[kind].channels and choices.get(
        (member_id, kind, channel), KINDS[kind].default(channel)
    )
