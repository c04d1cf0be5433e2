"""Scheduled work on badges: counting everybody for a changed badge, notices before an award ends, and its end."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import func, select

from community.accounts.models import Member, MemberCapability
from community.core.clock import now
from community.core.db import SHARED_KEY, db, get_locked, writing
from community.core.outbox import record
from community.core.tasks import enqueue_job
from community.core.versions import raise_version
from community.events import AwardEnding
from community.recognition.actions_counting import COUNT
from community.recognition.awards import settle_badges
from community.recognition.awards_capabilities import (
    BATCH,
    SOURCE,
    remove_ended,
    settle_capabilities,
    source_of,
)
from community.recognition.catalogue import install_area_badges
from community.recognition.models import Award, Badge, BadgeCount, is_held

AT_ONCE = 100
NOTICE = timedelta(days=14)
# How often the end of awards is looked at.
EACH = timedelta(hours=1)


def count_badges() -> None:
    """Count everybody for the badges that wait for it; tells nobody."""
    while (badge_id := _waiting()) is not None:
        with writing():
            _count_batch(badge_id)


def resume_badge_counts() -> None:
    """Begin again what a crash interrupted, or an upgrade left to do."""
    if _waiting() is not None:
        enqueue_job(COUNT)


def _waiting() -> int | None:
    statement = select(BadgeCount.badge_id).where(BadgeCount.finished_at.is_(None))
    found = db.session.scalars(statement.order_by(BadgeCount.badge_id).limit(1)).first()
    db.session.rollback()
    return found


def _count_batch(badge_id: int) -> None:
    # Two workers take turns: the second waits for the row and goes on after the first one's cursor.
    count = get_locked(BadgeCount, badge_id)
    if count.finished_at is not None:
        return
    badge = db.session.get_one(Badge, badge_id, populate_existing=True)
    count.total = count.total or db.session.scalars(select(func.count(Member.id))).one()
    ids = _members(count.cursor)
    if badge.is_active:
        count.awarded += settle_badges([badge], ids, quietly=True)
    _settle_grants(badge, ids)
    count.done += len(ids)
    if len(ids) < AT_ONCE:
        count.finished_at = now()
        raise_version("badges")
    else:
        count.cursor = ids[-1]


def _members(after: int) -> list[int]:
    statement = select(Member.id).where(Member.id > after, Member.erased_at.is_(None))
    return list(db.session.scalars(statement.order_by(Member.id).limit(AT_ONCE)))


def _settle_grants(badge: Badge, member_ids: list[int]) -> None:
    """What a badge grants may have changed, also for those whose awards stay as they are."""
    awards = select(Award).where(Award.badge_id == badge.id, Award.member_id.in_(member_ids))
    granting = set(
        db.session.scalars(
            select(MemberCapability.source).where(
                MemberCapability.member_id.in_(member_ids),
                MemberCapability.source.startswith(SOURCE),
            )
        )
    )
    for award in db.session.scalars(awards).all():
        if badge.grants or source_of(award) in granting:
            settle_capabilities(badge, award)


def recount_badges(progress: Callable[[int], object] = lambda _done: None) -> int:
    """Settle all badges of all members; how many awards were new. Tells nobody."""
    with writing():
        install_area_badges()
    after = made = 0
    while ids := _members(after):
        with writing():
            active = select(Badge).where(Badge.is_active).order_by(Badge.id)
            made += settle_badges(db.session.scalars(active).all(), ids, quietly=True)
        after = ids[-1]
        progress(len(ids))
    return made


def settle_ending_awards() -> int:
    """Tell holders a fortnight before an award ends, once, and take away what ended awards granted; how many told."""
    told = 0
    while ending := _tell_batch():
        told += ending
    if _some_ended():
        with writing():
            raise_version("badges")  # pages that members share show it no longer
    while True:
        with writing():
            if remove_ended() < BATCH:
                return told


def _some_ended() -> bool:
    """Whether an award ended since the job last ran, or a little before."""
    lately = Award.expires_at.between(now() - 2 * EACH, now())
    return db.session.scalars(select(Award.id).where(lately).limit(1)).first() is not None


def _tell_batch() -> int:
    at = now()
    statement = (
        select(Award, Badge)
        .join(Badge, Badge.id == Award.badge_id)
        .where(Award.noticed_at.is_(None), Award.expires_at <= at + NOTICE, *is_held(at))
        .order_by(Award.expires_at, Award.id)
        .limit(AT_ONCE)
        .with_for_update(of=Award, **SHARED_KEY)
    )
    with writing():
        rows = db.session.execute(statement).all()
        for award, badge in rows:
            award.noticed_at = at
            if award.expires_at is not None and badge.is_active:
                record(
                    AwardEnding(
                        award_id=award.id,
                        member_id=award.member_id,
                        badge_key=badge.key,
                        badge_name=badge.name,
                        until=award.expires_at.isoformat(),
                    )
                )
    return len(rows)
