"""Members whom posts name."""

from __future__ import annotations

from community.accounts.models import Member, Organisation
from community.core.db import writing
from tests.makers import make_member


def named(handle: str, *, reputation: int = 0, organisation: Organisation | None = None) -> Member:
    """A member with exactly this handle."""
    member = make_member(handle.title(), reputation=reputation, organisation=organisation)
    with writing() as rows:
        row = rows.get_one(Member, member.id)
        row.handle = row.handle_key = handle
    return row
