"""Reads of promises whose clocks have not ended, whatever anybody may see of them."""

from collections.abc import Iterable

from sqlalchemy import func, select

from community.accounts.models import Member
from community.core.db import db
from community.service_levels.models import CalendarRevision, Pause, Promise, PromiseState
from community.service_levels.terms import PromiseKind

WAITING = (PromiseState.RUNNING, PromiseState.PAUSED)


def count_running() -> int:
    """How many promises run or stand still."""
    statement = select(func.count()).select_from(Promise).where(Promise.state.in_(WAITING))
    return db.session.scalars(statement).one()


def find_newest_ended(subject_id: int, kind: PromiseKind) -> Promise | None:
    """The newest promise of a kind on a subject of those that somebody kept, in time or late."""
    statement = select(Promise).where(
        Promise.subject_id == subject_id, Promise.kind == kind, Promise.ended_at.is_not(None)
    )
    return db.session.scalars(statement.order_by(Promise.ordinal.desc()).limit(1)).first()


def is_gone(author_id: int | None) -> bool:
    """Whether whoever asked was erased: he alone could have said that it is solved."""
    member = db.session.get(Member, author_id) if author_id is not None else None
    return member is None or member.erased_at is not None


def list_unfollowed() -> list[int]:
    """The later revisions of calendars that running promises were not all held against yet, oldest first."""
    statement = select(CalendarRevision.id).where(
        CalendarRevision.number > 1, CalendarRevision.followed_at.is_(None)
    )
    return list(db.session.scalars(statement.order_by(CalendarRevision.id).limit(50)))


def lock_concerned(revision: CalendarRevision, limit: int) -> list[Promise]:
    """Locked: waiting promises by earlier revisions of the same hours, behind where it has come to, by their key."""
    earlier = select(CalendarRevision.id).where(
        CalendarRevision.menu_version_id == revision.menu_version_id,
        CalendarRevision.calendar_id == revision.calendar_id,
        CalendarRevision.number < revision.number,
    )
    statement = (
        select(Promise)
        .where(Promise.calendar_revision_id.in_(earlier), Promise.state.in_(WAITING))
        .where(Promise.id > revision.followed_to)
        .order_by(Promise.id)
        .limit(limit)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(statement))


def pauses_of(promise_ids: Iterable[int]) -> dict[int, list[Pause]]:
    """Promise → its pauses, oldest first; one statement."""
    found: dict[int, list[Pause]] = {}
    statement = select(Pause).where(Pause.promise_id.in_(list(promise_ids)))
    for pause in db.session.scalars(statement.order_by(Pause.started_at)):
        found.setdefault(pause.promise_id, []).append(pause)
    return found
