"""What administrators do with badges: make them, change their rules, take awards back and restore them."""

from dataclasses import asdict
from typing import Any

from flask_babel import lazy_gettext as _l
from slugify import slugify
from sqlalchemy import select

from community.core.audit import audit
from community.core.clock import now
from community.core.db import db, get_locked, insert_once
from community.core.errors import Conflict, Invalid
from community.core.outbox import record
from community.core.versions import raise_version
from community.events import AwardRestored, AwardRevoked
from community.policies.actor import Actor
from community.policies.permission import Permission
from community.policies.registry import ensure
from community.recognition.actions_counting import ask_to_count
from community.recognition.awards_earlier import forget_rules, keep_rule
from community.recognition.badge_facts import (
    KEY_LENGTH,
    LOOKS,
    REASON_LENGTH,
    RESERVED,
    SAME_RULE,
    BadgeFacts,
    check_facts,
)
from community.recognition.models import Award, Badge


def create_badge(actor: Actor, key: str, facts: BadgeFacts, *, behind_us: bool) -> Badge:
    """A new badge; `behind_us`: what was done before counts too. Invalid on the field that does not fit."""
    ensure(actor, Permission.BADGES_MANAGE)
    check_facts(facts)
    plain = slugify(key, max_length=KEY_LENGTH)
    since = None if behind_us else now()
    free = plain and plain not in RESERVED
    if not free or not insert_once(Badge, key=plain, counts_from=since, **asdict(facts)):
        raise Invalid(
            _l("There is a badge with this key already, or it holds no letters."), field="key"
        )
    badge = db.session.scalars(select(Badge).where(Badge.key == plain)).one()
    _counted_anew(badge)
    audit(actor.member_id, "badge.created", ("badge", badge.id), key=plain, **_numbers(facts))
    return badge


def change_badge(actor: Actor, key: str, facts: BadgeFacts, *, behind_us: bool) -> bool:
    """Change a badge; whether anything changed. Without `behind_us` awards stay, the new rule counts from now on."""
    ensure(actor, Permission.BADGES_MANAGE)
    check_facts(facts)
    found = db.session.scalars(select(Badge.id).where(Badge.key == key)).one()
    badge = get_locked(Badge, found)
    wanted = asdict(facts)
    changed = {name for name, value in wanted.items() if getattr(badge, name) != value}
    anew = bool(changed - LOOKS)
    counts_all = behind_us and badge.counts_from is not None
    if not changed and not counts_all:
        return False
    if behind_us:
        badge.counts_from = None
        forget_rules(badge)
    elif changed - SAME_RULE:
        keep_rule(badge)
        badge.counts_from = now()
    for name in changed:
        setattr(badge, name, wanted[name])
    if anew or counts_all:
        _counted_anew(badge)
    raise_version("badges")
    audit(
        actor.member_id,
        "badge.changed",
        ("badge", badge.id),
        fields=sorted(changed),
        behind_us=behind_us,
        **_numbers(facts),
    )
    return True


def _counted_anew(badge: Badge) -> None:
    db.session.flush()  # the worker's count names the badge
    ask_to_count(badge.id)
    raise_version("badges")


def _numbers(facts: BadgeFacts) -> dict[str, Any]:
    """What the record keeps of a badge: numbers and keys."""
    kept = asdict(facts)
    return {name: value for name, value in kept.items() if name not in ("name", "rule")}


def revoke_award(actor: Actor, award_id: int, reason: str) -> Award:
    """Take an award back: its holder is told why, and counting again does not bring it back."""
    ensure(actor, Permission.BADGES_MANAGE)
    if not reason.strip():
        raise Invalid(_l("Please write why: the holder reads it."), field="reason")
    award = get_locked(Award, award_id)
    if not award.is_held_at(now()):
        raise Conflict(_l("Nobody holds this award any more."))
    award.revoked_at, award.revoked_reason = now(), reason.strip()[:REASON_LENGTH]
    badge = db.session.get_one(Badge, award.badge_id)
    raise_version("badges")
    audit(actor.member_id, "award.revoked", ("award", award.id), badge=badge.key)
    record(
        AwardRevoked(
            award_id=award.id,
            member_id=award.member_id,
            badge_key=badge.key,
            badge_name=badge.name,
            reason=award.revoked_reason,
            revoked_at=award.revoked_at.isoformat(),
            actor_id=actor.member_id,
        )
    )
    return award


def restore_award(actor: Actor, award_id: int) -> Award:
    """Give a revoked award back; what it is worth today is counted by the worker."""
    ensure(actor, Permission.BADGES_MANAGE)
    award = get_locked(Award, award_id)
    if not award.was_taken_back:
        raise Conflict(_l("This award was not taken back."))
    award.revoked_at = award.revoked_reason = None
    badge = db.session.get_one(Badge, award.badge_id)
    raise_version("badges")
    audit(actor.member_id, "award.restored", ("award", award.id), badge=badge.key)
    record(
        AwardRestored(
            award_id=award.id,
            member_id=award.member_id,
            badge_key=badge.key,
            badge_name=badge.name,
            actor_id=actor.member_id,
        )
    )
    return award
