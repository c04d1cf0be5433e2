"""A badge may earn its holder's organisation a service token."""

from community.core.clock import now
from community.core.db import db
from community.events import BadgeAwarded
from community.recognition.models import Award, Badge, Capability
from community.service_levels.actions_tokens import earn_token


def note_award(event: BadgeAwarded) -> None:
    """Once for an award, while it is held."""
    award = db.session.get(Award, event.award_id)
    badge = db.session.get(Badge, award.badge_id) if award else None
    if award is None or badge is None or not award.is_held_at(now()):
        return
    if Capability.SERVICE_TOKEN in badge.grants:
        earn_token(award.member_id, award.id)
