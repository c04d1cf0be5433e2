"""What a member does with his start list: put it away, and take it out again."""

from sqlalchemy import delete

from community.core.clock import now
from community.core.db import db, insert_once
from community.core.versions import raise_version
from community.home.models import StartListAway
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure


def put_away(actor: Actor) -> None:
    """No card on the first page any more; the list itself stays where it is."""
    ensure(actor, Permission.ACCOUNT_OWN)
    if insert_once(StartListAway, member_id=actor.member_id, put_away_at=now()):
        raise_version("start_lists")  # his card is kept with the page


def take_out(actor: Actor) -> None:
    """The card stands on the first page again, while something is left to do."""
    ensure(actor, Permission.ACCOUNT_OWN)
    gone = delete(StartListAway).where(StartListAway.member_id == actor.member_id)
    if db.session.execute(gone.returning(StartListAway.member_id)).first() is not None:
        raise_version("start_lists")
