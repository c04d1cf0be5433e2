"""What badges let their holders do: written and taken away with the award that grants it."""

from sqlalchemy import delete, select

from community.accounts.models import MemberCapability
from community.core.clock import now
from community.core.db import db
from community.recognition.models import Award, Badge

BATCH, SOURCE = 500, "award:"


def source_of(award: Award) -> str:
    """How a capability names the award that grants it."""
    return f"{SOURCE}{award.id}"


def settle_capabilities(badge: Badge, award: Award) -> None:
    """Bring what an award grants to what its badge says, in the badge's area and until the award ends."""
    source = source_of(award)
    wanted = set(badge.grants) if badge.is_active and award.is_held_at(now()) else set()
    statement = select(MemberCapability).where(
        MemberCapability.member_id == award.member_id, MemberCapability.source == source
    )
    for row in db.session.scalars(statement).all():
        if row.capability in wanted and row.product_area_id == badge.product_area_id:
            row.until = award.expires_at
            wanted.remove(row.capability)
        else:
            db.session.delete(row)
    db.session.add_all(
        MemberCapability(
            member_id=award.member_id,
            capability=capability,
            product_area_id=badge.product_area_id,
            until=award.expires_at,
            source=source,
        )
        for capability in sorted(wanted)
    )


def remove_ended() -> int:
    """Take away, some at a time, what ended with its award; how many. Nobody could use it since."""
    ended = select(MemberCapability.id).where(
        MemberCapability.until <= now(), MemberCapability.source.startswith(SOURCE)
    )
    ids = list(db.session.scalars(ended.limit(BATCH)))
    db.session.execute(delete(MemberCapability).where(MemberCapability.id.in_(ids)))
    return len(ids)
