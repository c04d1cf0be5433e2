"""Reads of recognition: standing, ledger, badges and their evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from community import site_settings
from community.accounts.models import Member
from community.core.clock import now
from community.core.db import db
from community.policies.actor import Actor
from community.policies.standing import level_of, next_bound
from community.recognition.models import Award, Badge, Tier, is_held
from community.recognition.queries_ledger import list_posts


@dataclass(frozen=True)
class AwardRow:
    """An award with the post that earned it, as far as the reader sees that post."""

    id: int
    badge_key: str
    badge_name: Mapping[str, str]
    tier: Tier
    awarded_at: datetime
    credential_id: UUID
    evidence_title: str | None
    evidence_path: str | None


@dataclass(frozen=True)
class Standing:
    """What a profile says: points, level, the way to the next, and the badges."""

    reputation: int
    level: int
    next_level_at: int | None
    awards: list[AwardRow]


def get_standing(actor: Actor, member: Member) -> Standing:
    """The standing of a member as this actor may see it; two statements."""
    settings = site_settings.current()
    level, following = (
        level_of(member.reputation, settings),
        next_bound(member.reputation, settings),
    )
    return Standing(member.reputation, level, following, list_awards(actor, member.id))


def list_awards(actor: Actor, member_id: int, limit: int = 60) -> list[AwardRow]:
    """The badges that a member holds, newest first; private ones only for himself, evidence only where it is seen."""
    statement = (
        select(
            Award.id,
            Badge.key,
            Badge.name,
            Badge.tier,
            Award.awarded_at,
            Award.credential_id,
            Award.evidence_id,
        )
        .join(Badge, Badge.id == Award.badge_id)
        .where(Award.member_id == member_id, Badge.is_active, *is_held(now()))
        .order_by(Award.id.desc())
        .limit(limit)
    )
    if actor.member_id != member_id:
        statement = statement.where(Award.is_public)
    rows = db.session.execute(statement).all()
    evidence = list_posts(actor, {row.evidence_id for row in rows if row.evidence_id})
    nothing = (None, None)
    return [AwardRow(*row[:6], *evidence.get(row.evidence_id or 0, nothing)) for row in rows]
