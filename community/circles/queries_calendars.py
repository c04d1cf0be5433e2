"""Reads of the secret addresses from which calendars fetch live hours."""

import hmac

from community.accounts.models import Member
from community.accounts.queries import get_actor
from community.circles.calendar_tokens import DIGITS, token_of
from community.circles.models import CalendarAddress
from community.content.queries import list_audience_ids
from community.core.db import db
from community.core.errors import NotFound
from community.policies.actor import Actor

LARGEST = 2_147_483_647


def find_token(actor: Actor) -> str | None:
    """The secret of the actor's own calendar address; None while he has none."""
    row = db.session.get(CalendarAddress, actor.member_id)
    return token_of(row) if row else None


def get_reader(token: str) -> Actor:
    """Whose calendar asks, with what he may see now; NotFound for what is no address, or no longer one."""
    number, _, proof = token.partition("-")
    known = number.isascii() and number.isdecimal() and len(proof) == DIGITS
    if not known or len(number) > len(str(LARGEST)) or int(number) > LARGEST:
        raise NotFound
    row, member = db.session.get(CalendarAddress, int(number)), db.session.get(Member, int(number))
    if row is None or member is None or member.erased_at is not None or not proof.isascii():
        raise NotFound
    if not hmac.compare_digest(token_of(row), token):
        raise NotFound
    return get_actor(row.member_id, list_audience_ids)
