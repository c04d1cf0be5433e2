"""A flag that was decided is opened again when its member finds something wrong once more."""

from typing import Any

from sqlalchemy import or_, update

from community.content.models import Flag, FlagState
from community.core.db import writer


def open_again(subject_id: int, member_id: int | None, **said: Any) -> bool:
    """Open a member's decided flag with what he says now; False while it waits, or what it led to still holds.

    What moderators decided about it stays in the audit.
    """
    decided = or_(Flag.state == FlagState.DISMISSED, Flag.lifted_at.is_not(None))
    statement = update(Flag).where(
        Flag.subject_id == subject_id, Flag.member_id == member_id, decided
    )
    opened = statement.values(
        state=FlagState.OPEN, decided_by_id=None, decided_at=None, lifted_at=None, **said
    )
    return writer().execute(opened.returning(Flag.id)).first() is not None
