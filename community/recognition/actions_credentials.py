"""What holders do with their awards."""

from uuid import UUID

from sqlalchemy import select

from community.core.db import db, get_locked
from community.core.versions import raise_version
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.recognition.models import Award


def show_award(actor: Actor, credential_id: UUID, *, is_public: bool) -> Award:
    """Show one's own award to everybody, or to nobody; NotFound for an award of somebody else."""
    ensure(actor, Permission.ACCOUNT_OWN)
    statement = select(Award.id).where(
        Award.credential_id == credential_id, Award.member_id == actor.member_id
    )
    award = get_locked(Award, db.session.scalars(statement).first() or 0)
    if award.is_public != is_public:
        award.is_public = is_public
        raise_version("awards")  # kept pages show it, or must no longer
    return award
