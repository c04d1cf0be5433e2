"""Reads for those who manage badges: all of them, who would hold one, its awards, how far the worker is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from community.accounts.models import Member
from community.accounts.queries import Person, list_people
from community.content.models import ProductArea
from community.core import paging
from community.core.clock import now
from community.core.db import db
from community.core.errors import NotFound
from community.core.paging import Page
from community.recognition.metrics import list_candidates
from community.recognition.models import Award, Badge, BadgeCount, is_held
from community.recognition.reckonings import list_reckonings

NAMES_SHOWN = 12
# A preview looks at so many who may hold a badge that counts deeds.
CANDIDATES = 1000


@dataclass(frozen=True)
class Count:
    """How far the worker is with counting everybody for a badge."""

    done: int
    total: int
    awarded: int
    is_finished: bool


@dataclass(frozen=True)
class ManagedBadge:
    """A badge of the list with its holders and its count."""

    badge: Badge
    area_name: Mapping[str, str] | None
    holders: int
    count: Count | None


def list_managed_badges() -> list[ManagedBadge]:
    """All badges in their order, also those that rest; one statement, there are few."""
    holders = (
        select(func.count(Award.member_id.distinct()))
        .where(Award.badge_id == Badge.id, *is_held(now()))
        .correlate(Badge)
        .scalar_subquery()
    )
    statement = (
        select(Badge, ProductArea.name, holders, BadgeCount)
        .outerjoin(ProductArea, ProductArea.id == Badge.product_area_id)
        .outerjoin(BadgeCount, BadgeCount.badge_id == Badge.id)
        .order_by(Badge.position, Badge.id)
    )
    return [
        ManagedBadge(badge, name, number, _count(count))
        for badge, name, number, count in db.session.execute(statement)
    ]


def _count(row: BadgeCount | None) -> Count | None:
    if row is None:
        return None
    return Count(row.done, row.total, row.awarded, row.finished_at is not None)


def find_count(badge: Badge) -> Count | None:
    """How far the worker is with this badge."""
    return _count(db.session.get(BadgeCount, badge.id, populate_existing=True))


def get_managed_badge(key: str) -> Badge:
    """The badge with this key, resting ones too; else NotFound."""
    badge = db.session.scalars(select(Badge).where(Badge.key == key)).first()
    if badge is None:
        raise NotFound
    return badge


@dataclass(frozen=True)
class Preview:
    """Who would hold a badge: how many, and the first names; of very many candidates the first were looked at."""

    holders: int
    names: tuple[str, ...]
    looked_at: int = 0
    candidates: int = 0

    @property
    def is_part(self) -> bool:
        """Whether not all were looked at who come into question."""
        return self.looked_at < self.candidates


def preview_holders(badge: Badge) -> Preview:
    """Who would hold this badge, which need not be saved, if all that was ever done counted."""
    near: list[int] | None = None
    candidates = 0
    if not badge.is_on_one_post:
        near, candidates = list_candidates(badge.metric, badge.threshold, CANDIDATES)
    at, found = now(), list_reckonings([badge], near)
    holders = sorted(
        member_id
        for (_badge_id, member_id), reckoning in found.items()
        if any(one.until is None or one.until > at for one in reckoning.earned)
    )
    statement = select(Member.name).where(
        Member.erased_at.is_(None), Member.id.in_(holders[:NAMES_SHOWN])
    )
    names = db.session.scalars(statement.order_by(Member.id))
    return Preview(len(holders), tuple(names), len(near or ()), candidates)


@dataclass(frozen=True)
class AwardLine:
    """An award of a badge as administrators see it."""

    award: Award
    person: Person | None
    is_held: bool


def list_awards_of(badge: Badge, after: str | None = None) -> Page[AwardLine]:
    """The awards of a badge, latest first, also those that ended or were taken back."""
    statement = select(Award).where(Award.badge_id == badge.id)
    key = paging.decode(after, 1)
    if key:
        statement = statement.where(Award.id < key[0])
    rows: list[Any] = list(
        db.session.scalars(statement.order_by(Award.id.desc()).limit(paging.SIZE + 1))
    )
    page = paging.cut(rows, lambda row: (row.id,), began=key is not None)
    people, at = list_people({row.member_id for row in page.items}), now()
    lines = [AwardLine(row, people.get(row.member_id), row.is_held_at(at)) for row in page.items]
    return Page(lines, page.older, page.newer)


@dataclass(frozen=True)
class ManagedAward:
    """One award with its badge and its holder."""

    award: Award
    badge: Badge
    person: Person | None
    is_held: bool


def get_award(award_id: int) -> ManagedAward:
    """The award with this key, else NotFound."""
    statement = select(Award, Badge).join(Badge, Badge.id == Award.badge_id)
    row = db.session.execute(statement.where(Award.id == award_id)).first()
    if row is None:
        raise NotFound
    award, badge = row
    person = list_people({award.member_id}).get(award.member_id)
    return ManagedAward(award, badge, person, award.is_held_at(now()))


def next_position() -> int:
    """Where a new badge stands unless one says otherwise: at the end."""
    found: int = db.session.scalars(select(func.coalesce(func.max(Badge.position), 0))).one()
    return found + 1
