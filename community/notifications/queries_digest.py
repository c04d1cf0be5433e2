"""Reads for the letters of a day and of a week: whose turn it is, and what he was not told otherwise."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select, true
from sqlalchemy.orm import aliased

from community.accounts.models import Member
from community.content.models import Follow, FollowState, Subject, TargetKind, Visibility
from community.content.queries import is_seen_by, visible_to
from community.core.db import db
from community.ideas.models import Board, Idea, IdeaStatus, Meaning, StatusChange
from community.notifications.kinds import Channel, Kind
from community.notifications.models import Habits, Notification, Preference
from community.notifications.queries import NewsRow, is_reached, leads_nowhere, without_unseen
from community.notifications.queries_named import OF_POSTS
from community.policies.actor import Actor

# What is older than that is no news any more.
REACH = timedelta(days=14)
# What stands in digests alone, and makes one when it was asked for.
SECTIONS = (Kind.QUESTION_DIGEST, Kind.IDEAS_SHIPPED)
UNTIL = {Channel.DAILY: Habits.daily_until, Channel.WEEKLY: Habits.weekly_until}
Between = tuple[datetime, datetime]


def list_time_zones() -> list[str]:
    """The time zones in which members read."""
    return list(db.session.scalars(select(Member.time_zone).distinct()))


def list_due(channel: Channel, zone: str, until: datetime, *, after: int, limit: int) -> list[int]:
    """The next members of this zone whose digest up to that instant was not looked at, and who may have one."""
    waiting = exists().where(
        Notification.member_id == Member.id,
        Notification.read_at.is_(None),
        Notification.mailed_at.is_(None),
        Notification.created_at >= until - REACH,
        Notification.created_at < until,
    )
    asked = exists().where(
        Preference.member_id == Member.id,
        Preference.kind.in_(SECTIONS),
        Preference.channel == channel,
        Preference.is_on,
    )
    looked_at = exists().where(Habits.member_id == Member.id, UNTIL[channel] >= until)
    statement = (
        select(Member.id)
        .where(Member.id > after, Member.time_zone == zone, Member.email_confirmed_at.is_not(None))
        .where(Member.suspended_at.is_(None), Member.erased_at.is_(None))
        .where(or_(waiting, asked), ~looked_at)
    )
    return list(db.session.scalars(statement.order_by(Member.id).limit(limit)))


_thread, _named = aliased(Subject), aliased(Notification)


def list_news(actor: Actor, kinds: Collection[Kind], until: datetime, limit: int) -> list[NewsRow]:
    """What the actor was told and has neither read nor been mailed, still sees and has not muted, the latest first."""
    is_thread_shown = or_(
        _thread.id.is_(None),
        _thread.visibility == Visibility.VISIBLE,
        _thread.author_id == actor.member_id,
    )
    muted = exists().where(
        Follow.member_id == actor.member_id,
        Follow.target_kind == TargetKind.SUBJECT,
        Follow.target_id == Notification.thread_id,
        Follow.state == FollowState.MUTED,
    )
    statement = (
        select(Notification.id, Notification.kind, Notification.words, Notification.thread_id)
        .outerjoin(Subject, Subject.id == Notification.subject_id)
        .outerjoin(_thread, _thread.id == Notification.thread_id)
        .where(Notification.member_id == actor.member_id, Notification.kind.in_(kinds))
        .where(Notification.read_at.is_(None), Notification.mailed_at.is_(None))
        .where(Notification.mail_due_at.is_(None), ~muted, is_thread_shown)
        .where(Notification.created_at >= until - REACH, Notification.created_at < until)
        .where(or_(Notification.subject_id.is_(None), is_seen_by(actor)))
        .where(is_reached(actor, _thread), ~leads_nowhere(), ~_is_said_of_name(kinds))
    )
    rows = db.session.execute(statement.order_by(Notification.id.desc()).limit(limit))
    return without_unseen(actor, [NewsRow(*row) for row in rows])


def _is_said_of_name(kinds: Collection[Kind]) -> ColumnElement[bool]:
    """Whether news of a post say no more than that it names the member, which he knows or which stands beside them."""
    known = or_(_named.read_at.is_not(None), _named.mailed_at.is_not(None))
    of_same = exists().where(
        _named.member_id == Notification.member_id,
        _named.subject_id == Notification.subject_id,
        _named.kind == Kind.MENTIONED,
        true() if Kind.MENTIONED in kinds else known,
    )
    return and_(Notification.kind.in_(OF_POSTS), of_same)


def list_known(member_id: int, thread_ids: Collection[int]) -> set[int]:
    """Those of these threads of which the member has read, or was mailed, already."""
    statement = select(Notification.thread_id).where(
        Notification.member_id == member_id,
        Notification.thread_id.in_(thread_ids),
        or_(Notification.read_at.is_not(None), Notification.mailed_at.is_not(None)),
    )
    return {found for found in db.session.scalars(statement) if found is not None}


def list_shipped(actor: Actor, between: Between, limit: int) -> list[tuple[int, str, str]]:
    """(id, title, path) of ideas that the actor sees and that were shipped between two instants."""
    shipped = (
        select(StatusChange.idea_id)
        .join(IdeaStatus, IdeaStatus.id == StatusChange.to_status_id)
        .where(IdeaStatus.meaning == Meaning.SHIPPED)
        .where(StatusChange.created_at >= between[0], StatusChange.created_at < between[1])
    )
    statement = visible_to(select(Idea.id, Idea.title, Idea.slug, Board.slug), actor, Idea.id)
    statement = (
        statement.join(Board, Board.id == Idea.board_id)
        .join(IdeaStatus, IdeaStatus.id == Idea.status_id)
        .where(Idea.id.in_(shipped), IdeaStatus.meaning == Meaning.SHIPPED)
        .order_by(Idea.supporters.desc(), Idea.id)
        .limit(limit)
    )
    rows = db.session.execute(statement)
    return [(key, title, f"/ideas/{board}/{key}-{slug}") for key, title, slug, board in rows]
