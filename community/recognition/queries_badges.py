"""Reads of badges: the gallery, one badge with its holders, and how far the reader is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from community.accounts.models import Member
from community.accounts.queries import Person, list_people
from community.content.models import ProductArea
from community.core import paging
from community.core.clock import now
from community.core.db import db
from community.core.errors import NotFound
from community.core.i18n import local
from community.core.paging import Page
from community.policies.actor import Actor
from community.recognition.metrics_votes import list_best
from community.recognition.models import Award, Badge, Tier, is_held
from community.recognition.queries_ledger import list_posts
from community.recognition.reckonings import list_reckonings, poll_of

EVIDENCE_SHOWN = 20
CHIPS = 2


@dataclass(frozen=True)
class Progress:
    """How far a member is with a badge: the number, until when its oldest deed counts, and the posts that count."""

    number: int
    threshold: int
    until: datetime | None = None
    evidence: tuple[int, ...] = ()

    @property
    def missing(self) -> int:
        """How many more it takes."""
        return max(0, self.threshold - self.number)


@dataclass(frozen=True)
class BadgeRow:
    """A badge of the gallery with what the reader has of it."""

    badge: Badge
    area_key: str
    area_name: Mapping[str, str] | None
    holders: int
    earned_at: datetime | None = None
    progress: Progress | None = None


def list_badges(actor: Actor) -> list[BadgeRow]:
    """The gallery with the number of holders and, for a member, what he has; four statements at most."""
    holders = (
        select(func.count(Award.member_id.distinct()))
        .where(Award.badge_id == Badge.id, *is_held(now()))
        .correlate(Badge)
        .scalar_subquery()
    )
    statement = (
        select(Badge, ProductArea.key, ProductArea.name, holders)
        .outerjoin(ProductArea, ProductArea.id == Badge.product_area_id)
        .where(Badge.is_active)
        .order_by(Badge.position, Badge.id)
    )
    rows = db.session.execute(statement).all()
    mine = _earned_by(actor)
    ways = list_progress(actor, [row[0] for row in rows])
    return [
        BadgeRow(badge, key or "", name, number, mine.get(badge.id), ways.get(badge.id))
        for badge, key, name, number in rows
    ]


def _earned_by(actor: Actor) -> dict[int, datetime]:
    if actor.member_id is None:
        return {}
    statement = (
        select(Award.badge_id, func.min(Award.awarded_at))
        .where(Award.member_id == actor.member_id, *is_held(now()))
        .group_by(Award.badge_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def list_progress(actor: Actor, badges: Sequence[Badge]) -> dict[int, Progress]:
    """How far the actor is with each of these badges; two statements, none for visitors."""
    if actor.member_id is None:
        return {}
    counted = [one for one in badges if not one.is_on_one_post]
    found = list_reckonings(counted, [actor.member_id])
    ways = {one.id: Progress(0, one.threshold) for one in badges}
    for badge in counted:
        reckoning = found.get((badge.id, actor.member_id))
        if reckoning is not None and reckoning.counted:
            window, oldest = badge.reckoned_by.window, reckoning.counted[0].at
            posts = dict.fromkeys(one.evidence_id for one in reversed(reckoning.counted))
            ways[badge.id] = Progress(
                reckoning.number,
                badge.threshold,
                oldest + window if window else None,
                tuple(one for one in posts if one is not None)[:EVIDENCE_SHOWN],
            )
    polls = {one.id: poll_of(one) for one in badges if one.is_on_one_post}
    best = list_best(list(polls.values()), actor.member_id)
    for badge in badges:
        if badge.id in polls and polls[badge.id] in best:
            subject_id, number = best[polls[badge.id]]
            ways[badge.id] = Progress(number, badge.threshold, evidence=(subject_id,))
    return ways


def get_badge(key: str) -> Badge:
    """The badge with this key, else NotFound."""
    # What was awarded leads to its badge, even while that rests.
    is_awarded = select(Award.id).where(Award.badge_id == Badge.id).exists()
    statement = select(Badge).where(Badge.key == key, or_(Badge.is_active, is_awarded))
    badge = db.session.scalars(statement).first()
    if badge is None:
        raise NotFound
    return badge


def find_area_name(badge: Badge) -> Mapping[str, str] | None:
    """The name of the product area that a badge is for."""
    if badge.product_area_id is None:
        return None
    statement = select(ProductArea.name).where(ProductArea.id == badge.product_area_id)
    return db.session.scalars(statement).first()


@dataclass(frozen=True)
class OwnAward:
    """One's own award of a badge, with the post that earned it."""

    id: int
    awarded_at: datetime
    expires_at: datetime | None
    evidence_id: int | None


def list_own_awards(actor: Actor, badge: Badge) -> list[OwnAward]:
    """What the actor holds of a badge, newest first; nothing for visitors."""
    if actor.member_id is None:
        return []
    statement = (
        select(Award.id, Award.awarded_at, Award.expires_at, Award.evidence_id)
        .where(Award.badge_id == badge.id, Award.member_id == actor.member_id, *is_held(now()))
        .order_by(Award.awarded_at.desc(), Award.id.desc())
        .limit(EVIDENCE_SHOWN)
    )
    return [OwnAward(*row) for row in db.session.execute(statement)]


@dataclass(frozen=True)
class Holder:
    """A member who holds a badge."""

    award_id: int
    person: Person
    awarded_at: datetime
    evidence_title: str | None
    evidence_path: str | None


def list_holders(actor: Actor, badge: Badge, after: str | None = None) -> Page[Holder]:
    """Those who earned a badge and let it be seen, latest first, with the posts that show it."""
    statement = select(Award.id, Award.member_id, Award.awarded_at, Award.evidence_id).where(
        Award.badge_id == badge.id, Award.is_public, *is_held(now())
    )
    statement = statement.join(Award.member).where(Member.suspended_at.is_(None))
    key = paging.decode(after, 1)
    if key:
        statement = statement.where(Award.id < key[0])
    rows = db.session.execute(statement.order_by(Award.id.desc()).limit(paging.SIZE + 1)).all()
    page = paging.cut(list(rows), lambda row: (row.id,), began=key is not None)
    people = list_people({row.member_id for row in page.items})
    evidence = list_posts(actor, {row.evidence_id for row in page.items if row.evidence_id})
    nobody = (None, None)
    holders = [
        Holder(
            row.id, people[row.member_id], row.awarded_at, *evidence.get(row.evidence_id, nobody)
        )
        for row in page.items
        if row.member_id in people and not people[row.member_id].is_erased
    ]
    return Page(holders, page.older, page.newer)


@dataclass(frozen=True)
class Chip:
    """A badge beside a name, in the reader's language."""

    key: str
    name: str
    tier: Tier


TIERS = list(Tier)


def list_chips(member_ids: Collection[int | None], area_id: int | None) -> dict[int, list[Chip]]:
    """The highest badges of an area that these members hold and let be seen; one statement, none without an area."""
    ids = sorted({one for one in member_ids if one is not None})
    if area_id is None or not ids:
        return {}
    statement = (
        select(Award.member_id, Badge.key, Badge.name, Badge.tier)
        .join(Badge, Badge.id == Award.badge_id)
        .where(Badge.product_area_id == area_id, Badge.is_active)
        .join(Award.member)
        .where(Award.member_id.in_(ids), Award.is_public, *is_held(now()))
        .where(Member.suspended_at.is_(None))
        .order_by(Award.id)
    )
    chips: dict[int, dict[str, Chip]] = {}
    for member_id, key, name, tier in db.session.execute(statement):
        chips.setdefault(member_id, {})[key] = Chip(key, local(name), tier)
    return {
        member_id: sorted(held.values(), key=lambda one: -TIERS.index(one.tier))[:CHIPS]
        for member_id, held in chips.items()
    }
