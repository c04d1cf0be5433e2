"""What a member does with the secret address of his calendar: make it, make another, end it."""

import secrets

from sqlalchemy import delete

from community.circles.models import CalendarAddress
from community.core.clock import now
from community.core.db import db, upsert
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure


def make_address(actor: Actor) -> None:
    """A new secret address; the one before, if there was one, finds nothing any more."""
    ensure(actor, Permission.ACCOUNT_OWN)
    keys = {"member_id": actor.member_id}
    upsert(CalendarAddress, keys, nonce=secrets.token_hex(16), created_at=now())


def end_address(actor: Actor) -> None:
    """No calendar fetches anything any more."""
    ensure(actor, Permission.ACCOUNT_OWN)
    db.session.execute(delete(CalendarAddress).where(CalendarAddress.member_id == actor.member_id))
