"""How many will be told of a decision before it is made, and how many have been since."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from community.accounts.models import Member, Membership
from community.content.models import Audience, Subject
from community.content.queries_audiences import OPEN_AUDIENCES
from community.core.clock import now
from community.core.db import db
from community.notifications import recipients
from community.notifications.models import Fanout

# Without its row, what changed longer ago than this was told and forgotten, or came by an import.
FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Reach:
    """So many people at so many organisations; at most so many where not everybody sees the idea."""

    people: int
    organisations: int
    is_bound: bool


def reach_of_idea(idea_id: int, but: int | None) -> Reach:
    """Whom a decision of this member about an idea would be told to; one statement."""
    return reach_of_ideas([idea_id], but)


def reach_of_ideas(idea_ids: Collection[int], but: int | None) -> Reach:
    """Whom decisions of this member about these ideas would be told to, each person once; one statement."""
    told = (
        select(Member.id)
        .where(Member.id.in_(recipients.attached_to_each(idea_ids)), Member.id != (but or 0))
        .where(Member.suspended_at.is_(None), Member.erased_at.is_(None))
        .cte("told")
    )
    organisations = (
        select(func.count(Membership.organisation_id.distinct()))
        .join(told, told.c.id == Membership.member_id)
        .where(Membership.left_at.is_(None))
    )
    closed = (
        select(Subject.id)
        .join(Audience, Audience.id == Subject.audience_id)
        .where(Subject.id.in_(idea_ids), Audience.key.not_in(OPEN_AUDIENCES))
    )
    counts = select(
        select(func.count()).select_from(told).scalar_subquery(),
        organisations.scalar_subquery(),
        closed.exists(),
    )
    people, at, is_bound = db.session.execute(counts).one()
    return Reach(people, at, is_bound=bool(is_bound))


@dataclass(frozen=True)
class Telling:
    """How far the worker is with telling a decision; of what was told long ago nobody remembers how many."""

    told: int | None
    is_done: bool


def find_telling(change_id: int, changed_at: datetime) -> Telling:
    """Of a change of status; nothing told yet while the worker has not begun."""
    statement = select(Fanout.told, Fanout.done_at).where(
        Fanout.source == f"IdeaStatusChanged:{change_id}"
    )
    row = db.session.execute(statement).first()
    if row is not None:
        return Telling(row.told, row.done_at is not None)
    is_past = changed_at < now() - FORGOTTEN_AFTER
    return Telling(None if is_past else 0, is_past)
