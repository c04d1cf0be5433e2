"""Reads of what the team keeps about an idea; the caller has checked that the actor sees it and is of the team."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from community.accounts.models import Member, MemberRole
from community.core.db import db
from community.core.errors import NotFound
from community.ideas.models import StatusChange
from community.ideas.models_life import InternalNote, ScheduledChange, ScheduleState
from community.policies.actor import Role

NOTES_SHOWN, CHANGES_SHOWN = 100, 20


def list_notes(idea_id: int) -> list[InternalNote]:
    """The internal notes with their authors, newest first; one statement."""
    statement = (
        select(InternalNote)
        .options(joinedload(InternalNote.author))
        .where(InternalNote.idea_id == idea_id)
        .order_by(InternalNote.id.desc())
        .limit(NOTES_SHOWN)
    )
    return list(db.session.scalars(statement))


def get_note(idea_id: int, note_id: int) -> InternalNote:
    """A note on this idea, else NotFound."""
    note = db.session.get(InternalNote, note_id)
    if note is None or note.idea_id != idea_id:
        raise NotFound
    return note


def list_settled(idea_id: int) -> list[ScheduledChange]:
    """What was planned for an idea and no longer waits, newest first."""
    statement = (
        select(ScheduledChange)
        .where(ScheduledChange.idea_id == idea_id, ScheduledChange.state != ScheduleState.WAITING)
        .order_by(ScheduledChange.id.desc())
        .limit(CHANGES_SHOWN)
    )
    return list(db.session.scalars(statement))


def list_changes(idea_id: int) -> list[StatusChange]:
    """The changes of status, newest first."""
    statement = select(StatusChange).where(StatusChange.idea_id == idea_id)
    return list(db.session.scalars(statement.order_by(StatusChange.id.desc()).limit(CHANGES_SHOWN)))


@dataclass(frozen=True)
class ManagerRow:
    """A member who can be given an idea."""

    id: int
    name: str
    handle: str


def list_product_managers() -> list[ManagerRow]:
    """Those who decide about ideas, by name."""
    deciding = select(MemberRole.member_id).where(
        MemberRole.role.in_((Role.PRODUCT_MANAGER, Role.ADMIN))
    )
    statement = (
        select(Member.id, Member.name, Member.handle)
        .where(Member.id.in_(deciding))
        .where(Member.suspended_at.is_(None), Member.erased_at.is_(None))
        .order_by(Member.name, Member.id)
    )
    return [ManagerRow(*row) for row in db.session.execute(statement)]
