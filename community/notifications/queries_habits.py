"""Reads of when letters may come to members, and of addresses to which none go."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from community.accounts.models import Member
from community.core import paging
from community.core.db import db
from community.core.paging import Page
from community.notifications.kinds import Channel
from community.notifications.models import Habits
from community.notifications.models_mail import AddressFault, IncomingMail, Outcome, StopReason


@dataclass(frozen=True)
class HabitsRow:
    """When and whether letters come to a member; without a choice all do, at any hour."""

    at_once: bool = True
    daily: bool = True
    weekly: bool = True
    quiet_from: int | None = None
    quiet_until: int | None = None
    daily_until: datetime | None = None
    weekly_until: datetime | None = None

    def takes(self, channel: Channel) -> bool:
        """Whether letters of this channel come at all."""
        letters = {
            Channel.EMAIL: self.at_once,
            Channel.DAILY: self.daily,
            Channel.WEEKLY: self.weekly,
        }
        return letters.get(channel, True)


DEFAULT_HABITS = HabitsRow()


def list_habits(member_ids: Collection[int]) -> dict[int, HabitsRow]:
    """The habits of those who chose any; one statement."""
    statement = select(
        Habits.member_id,
        Habits.at_once,
        Habits.daily,
        Habits.weekly,
        Habits.quiet_from,
        Habits.quiet_until,
        Habits.daily_until,
        Habits.weekly_until,
    ).where(Habits.member_id.in_(member_ids))
    return {row[0]: HabitsRow(*row[1:]) for row in db.session.execute(statement)}


def get_habits(member_id: int) -> HabitsRow:
    """The habits of a member, as they are when he chose none."""
    return list_habits([member_id]).get(member_id, DEFAULT_HABITS)


def list_stopped(address_keys: Collection[str | None]) -> frozenset[str]:
    """Those of these folded addresses to which no news go; one statement, none for none."""
    keys = [key for key in address_keys if key]
    if not keys:
        return frozenset()
    statement = select(AddressFault.address_key).where(
        AddressFault.address_key.in_(keys), AddressFault.stopped_at.is_not(None)
    )
    return frozenset(db.session.scalars(statement))


@dataclass(frozen=True)
class FaultRow:
    """An address to which letters cannot be delivered, with whose it is."""

    id: int
    address: str
    times: int
    last_at: datetime
    status: str
    words: str
    reason: StopReason | None
    stopped_at: datetime | None
    member_id: int | None
    name: str | None


FAULT_COLUMNS = (
    AddressFault.id,
    AddressFault.address_key,
    AddressFault.times,
    AddressFault.last_at,
    AddressFault.status,
    AddressFault.words,
    AddressFault.reason,
    AddressFault.stopped_at,
    Member.id,
    Member.name,
)


def find_own_fault(member_id: int | None) -> FaultRow | None:
    """Why no news go to a member's address; None while they do."""
    statement = (
        select(*FAULT_COLUMNS)
        .join(Member, Member.email_key == AddressFault.address_key)
        .where(Member.id == member_id, AddressFault.stopped_at.is_not(None))
    )
    row = db.session.execute(statement).first()
    return FaultRow(*tuple[Any, ...](row)) if row else None


def list_faults(
    after: str | None = None, *, words: str = "", stopped: bool = True
) -> Page[FaultRow]:
    """Addresses that are stopped, or only counted, the latest first; with `words`, those that hold them."""
    state = AddressFault.stopped_at.is_not(None) if stopped else AddressFault.stopped_at.is_(None)
    statement = (
        select(*FAULT_COLUMNS)
        .outerjoin(Member, Member.email_key == AddressFault.address_key)
        .where(state)
    )
    if words:
        statement = statement.where(AddressFault.address_key.contains(words, autoescape=True))
    key = paging.decode(after, 1)
    if key:
        statement = statement.where(AddressFault.id < key[0])
    rows = db.session.execute(statement.order_by(AddressFault.id.desc()).limit(paging.SIZE + 1))
    return paging.cut(
        [FaultRow(*tuple[Any, ...](row)) for row in rows], lambda row: (row.id,), began=bool(key)
    )


def count_incoming(since: datetime) -> dict[Outcome, int]:
    """How many letters came in since then, by what became of them."""
    statement = (
        select(IncomingMail.outcome, func.count())
        .where(IncomingMail.received_at >= since)
        .group_by(IncomingMail.outcome)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}
