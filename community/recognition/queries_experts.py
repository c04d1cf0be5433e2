"""Who knows a part of the product: by what a badge granted, and by answers there that earned points."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from community.accounts.models import Member, MemberCapability
from community.accounts.queries import Person, get_actor, list_people
from community.content.models import Subject, SubjectKind
from community.content.queries import list_audience_ids, sees
from community.core.clock import now
from community.core.db import db
from community.policies.actor import PUBLIC_AUDIENCE_ID
from community.recognition.models import Award, Badge, LedgerEntry, is_held
from community.recognition.points import Reason

SHOWN = 6
CANDIDATES = 20
# Only the newest answers of an area are looked at, so that a large one is as quick as a small one.
NEWEST = 5000
LATELY = timedelta(days=365)
FOR_ANSWERS = (Reason.ANSWER_HELPFUL, Reason.ANSWER_ACCEPTED, Reason.ANSWER_MARKED)


@dataclass(frozen=True)
class Expert:
    """A member who knows an area, and how many of his answers there earned points within a year."""

    person: Person
    answers: int
    is_recognised: bool


def list_experts(subject: Subject, *, besides: Collection[int] = ()) -> list[Expert]:
    """Those who know the subject's area best and may see the subject, these people left out."""
    area_id = subject.product_area_id
    if area_id is None:
        return []
    recognised, answers = _recognised(area_id), _helpful_answers(area_id)
    ranked = sorted(
        (recognised | answers.keys()) - set(besides),
        key=lambda one: (one not in recognised, -answers.get(one, 0), one),
    )
    shown = _shown_as_recognised(area_id)
    able = _able(ranked[:CANDIDATES])
    seeing = [one for one in ranked[:CANDIDATES] if one in able and _may_see(one, subject)]
    people = list_people(set(seeing[:SHOWN]))
    return [
        Expert(people[one], answers.get(one, 0), one in shown)
        for one in seeing[:SHOWN]
        if one in people
    ]


def _recognised(area_id: int) -> set[int]:
    statement = select(MemberCapability.member_id).where(
        MemberCapability.product_area_id == area_id,
        or_(MemberCapability.until.is_(None), MemberCapability.until > now()),
    )
    return set(db.session.scalars(statement.limit(NEWEST)))


def _shown_as_recognised(area_id: int) -> set[int]:
    """Those who let their badges of the area be seen: the others are found, and nothing is said of them."""
    statement = (
        select(Award.member_id)
        .join(Award.badge)
        .where(Badge.product_area_id == area_id, Badge.is_active)
        .where(Award.is_public, *is_held(now()))
    )
    return set(db.session.scalars(statement.limit(NEWEST)))


def _helpful_answers(area_id: int) -> dict[int, int]:
    """Member → how many of his answers in the area bear points: credited within a year, and not reversed."""
    newest = (
        select(Subject.id)
        .where(Subject.product_area_id == area_id, Subject.kind == SubjectKind.ANSWER)
        .order_by(Subject.id.desc())
        .limit(NEWEST)
    )
    undoing = aliased(LedgerEntry)
    number = func.count(LedgerEntry.subject_id.distinct())
    statement = (
        select(LedgerEntry.member_id, number)
        .where(LedgerEntry.subject_id.in_(newest), LedgerEntry.reason.in_(FOR_ANSWERS))
        .where(LedgerEntry.credited > 0, LedgerEntry.at > now() - LATELY)
        .where(~select(undoing.id).where(undoing.reverses_id == LedgerEntry.id).exists())
        .group_by(LedgerEntry.member_id)
        .order_by(number.desc(), LedgerEntry.member_id)
        .limit(CANDIDATES * 2)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def _able(member_ids: Collection[int]) -> set[int]:
    statement = select(Member.id).where(
        Member.id.in_(member_ids), Member.suspended_at.is_(None), Member.erased_at.is_(None)
    )
    return set(db.session.scalars(statement))


def _may_see(member_id: int, subject: Subject) -> bool:
    if subject.audience_id == PUBLIC_AUDIENCE_ID:
        return subject.is_visible
    return sees(get_actor(member_id, list_audience_ids), subject)
