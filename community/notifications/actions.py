"""Writes of notifications: what is to be told, who was told, what one wants to hear."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func, select, update

from community.accounts.models import Member
from community.content.models import Follow, FollowState, TargetKind
from community.core.clock import now
from community.core.db import SHARED_KEY, db, insert_once, upsert
from community.core.errors import Invalid, NotFound
from community.core.outbox import record
from community.core.tasks import enqueue_job
from community.core.versions import raise_version
from community.events import SubjectUnfollowed
from community.notifications.kinds import DIGESTS, Channel, Kind
from community.notifications.models import Fanout, Habits, Notification, Preference
from community.notifications.stopping import Stop
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure

LETTERS = (Channel.EMAIL, *DIGESTS)
COLUMNS = {Channel.EMAIL: "at_once", Channel.DAILY: "daily", Channel.WEEKLY: "weekly"}


def tell(
    source: str,
    kind: Kind,
    *,
    subject_id: int | None,
    thread_id: int | None,
    actor_id: int | None,
    words: dict[str, Any],
) -> bool:
    """Note that this is to be told, once for its source; the worker begins after the commit."""
    fresh = insert_once(
        Fanout,
        source=source,
        kind=kind,
        subject_id=subject_id,
        thread_id=thread_id,
        actor_id=actor_id,
        words=words,
        cursor=0,
        told=0,
        created_at=now(),
    )
    if fresh:
        enqueue_job("fan_out")
    return fresh


def ring(member_ids: Sequence[int]) -> None:
    """Raise the number at the bell of these members."""
    if not member_ids:
        return
    mine = _hold_bells(member_ids)
    db.session.execute(update(Member).where(mine).values(unread_count=Member.unread_count + 1))


def _hold_bells(member_ids: Sequence[int]) -> ColumnElement[bool]:
    """Which members these are, whose bells nobody else rings until the commit."""
    mine = Member.id.in_(member_ids)
    # In their order, so that two workers who tell the same members wait for each other and do not block each other.
    held = select(Member.id).where(mine).order_by(Member.id).with_for_update(**SHARED_KEY)
    db.session.execute(held)
    return mine


def mark_read(actor: Actor, notification_id: int | None = None) -> None:
    """Mark one notification of the actor as read, or all."""
    ensure(actor, Permission.ACCOUNT_OWN)
    statement = update(Notification).where(
        Notification.member_id == actor.member_id, Notification.read_at.is_(None)
    )
    if notification_id is not None:
        statement = statement.where(Notification.id == notification_id)
    db.session.execute(statement.values(read_at=now()))
    recount_unread([actor.member_id or 0])


def mark_thread_read(actor: Actor, thread_id: int) -> None:
    """Mark what the actor was told about one thread as read."""
    ensure(actor, Permission.ACCOUNT_OWN)
    statement = update(Notification).where(
        Notification.member_id == actor.member_id,
        Notification.thread_id == thread_id,
        Notification.read_at.is_(None),
    )
    db.session.execute(statement.values(read_at=now()))
    recount_unread([actor.member_id or 0])


def recount_unread(member_ids: Sequence[int]) -> None:
    """Bring the number at the bell of these members to what is unread."""
    unread = (
        select(func.count())
        .select_from(Notification)
        .where(
            Notification.member_id == Member.id,
            Notification.read_at.is_(None),
            Notification.is_shown,
        )
        .correlate(Member)
    )
    # Whoever rings these bells now is waited for, so that the count below sees his news.
    statement = update(Member).where(_hold_bells(member_ids))
    counted = statement.values(unread_count=unread.scalar_subquery())
    db.session.execute(counted.execution_options(synchronize_session=False))


def choose(actor: Actor, wanted: dict[tuple[Kind, Channel], bool]) -> None:
    """Keep what the actor wants to hear by which channel."""
    ensure(actor, Permission.ACCOUNT_OWN)
    for (kind, channel), is_on in wanted.items():
        prefer(actor.member_id or 0, kind, channel, is_on=is_on)
    raise_version("preferences")  # his start list is kept with the first page


def prefer(member_id: int, kind: Kind, channel: Channel, *, is_on: bool) -> None:
    """Keep one choice of a member."""
    upsert(Preference, {"member_id": member_id, "kind": kind, "channel": channel}, is_on=is_on)


def keep_habits(actor: Actor, letters: dict[Channel, bool], quiet: tuple[int, int] | None) -> None:
    """Keep which letters come to the actor at all, and between which hours of his day none with news do."""
    ensure(actor, Permission.ACCOUNT_OWN)
    first, last = quiet or (None, None)
    if first is not None and first == last:
        raise Invalid(_l("Quiet hours begin and end at different hours."), field="quiet_until")
    values = {COLUMNS[channel]: is_on for channel, is_on in letters.items()}
    _set_habits(actor.member_id or 0, quiet_from=first, quiet_until=last, **values)


def _set_habits(member_id: int, **values: Any) -> None:
    # What is not set keeps its value, or begins with its default.
    fresh = {"at_once": True, "daily": True, "weekly": True} | values
    upsert(
        Habits,
        {"member_id": member_id},
        **{
            name: value if name in values else (value, getattr(Habits, name))
            for name, value in fresh.items()
        },
    )


def unsubscribe(stop: Stop) -> None:
    """No more letters: of a thread (muted), of a kind, of a digest, or none at all; NotFound when nobody is there."""
    member_id = stop.member_id
    member = db.session.get(Member, member_id)
    if member is None or member.erased_at is not None:
        raise NotFound
    if stop.thread_id is not None:
        keys = {
            "member_id": member_id,
            "target_kind": TargetKind.SUBJECT,
            "target_id": stop.thread_id,
        }
        upsert(Follow, keys, state=FollowState.MUTED, created_at=(now(), Follow.created_at))
        record(SubjectUnfollowed(member_id=member_id))
    elif stop.kind is not None:
        for channel in LETTERS:
            prefer(member_id, stop.kind, channel, is_on=False)
    else:
        channels = [stop.channel] if stop.channel else LETTERS
        _set_habits(member_id, **{COLUMNS[channel]: False for channel in channels})
