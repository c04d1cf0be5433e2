"""Reads of recognition: standing, ledger, badges and their evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from community import site_settings
from community.accounts.models import Member
from community.accounts.queries import Person, list_people
from community.articles.queries_places import find_places
from community.content.models import Subject
from community.content.queries import is_seen_by
from community.core.clock import now
from community.core.db import db
from community.core.errors import NotFound
from community.ideas.models import Board, Idea
from community.policies.actor import Actor
from community.policies.standing import level_of, next_bound
from community.questions.models import Answer, Question
from community.recognition.awards import (
    count_accepted,
    count_checks,
    count_edits,
    votes_of_others,
)
from community.recognition.models import Award, Badge, Metric, Tier


@dataclass(frozen=True)
class BadgeRow:
    """A badge of the gallery with what the reader has of it."""

    id: int
    key: str
    name: Mapping[str, str]
    rule: Mapping[str, str]
    tier: Tier
    threshold: int
    holders: int
    earned_at: datetime | None = None


@dataclass(frozen=True)
class AwardRow:
    """An award with the post that earned it, as far as the reader sees that post."""

    id: int
    badge_key: str
    badge_name: Mapping[str, str]
    tier: Tier
    awarded_at: datetime
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


def _holding() -> tuple[object, ...]:
    return (Award.revoked_at.is_(None), or_(Award.expires_at.is_(None), Award.expires_at > now()))


def list_awards(actor: Actor, member_id: int, limit: int = 60) -> list[AwardRow]:
    """The badges that a member holds, newest first; private ones only for himself, evidence only where it is seen."""
    statement = (
        select(Award.id, Badge.key, Badge.name, Badge.tier, Award.awarded_at, Award.evidence_id)
        .join(Badge, Badge.id == Award.badge_id)
        .where(Award.member_id == member_id, *_holding())  # type: ignore[arg-type]
        .order_by(Award.id.desc())
        .limit(limit)
    )
    if actor.member_id != member_id:
        statement = statement.where(Award.is_public)
    rows = db.session.execute(statement).all()
    evidence = list_evidence(actor, {row.evidence_id for row in rows if row.evidence_id})
    nothing = (None, None)
    return [AwardRow(*row[:5], *evidence.get(row.evidence_id or 0, nothing)) for row in rows]


def list_evidence(actor: Actor, ids: set[int]) -> dict[int, tuple[str, str]]:
    """Title and path of these posts, as far as the actor sees them; three statements at most."""
    if not ids:
        return {}
    answers = (
        select(Answer.id, Question.id.label("question_id"), Question.title, Question.slug)
        .join(Question, Question.id == Answer.question_id)
        .join(Subject, Subject.id == Answer.id)
        .where(Answer.id.in_(ids), is_seen_by(actor))
    )
    found = {
        row.id: (row.title, f"/questions/{row.question_id}-{row.slug}#answer-{row.id}")
        for row in db.session.execute(answers)
    }
    if found.keys() >= ids:
        return found
    ideas = (
        select(Idea.id, Idea.title, Idea.slug, Board.slug.label("board"))
        .join(Board, Board.id == Idea.board_id)
        .join(Subject, Subject.id == Idea.id)
        .where(Idea.id.in_(ids), is_seen_by(actor))
    )
    for row in db.session.execute(ideas):
        found[row.id] = (row.title, f"/ideas/{row.board}/{row.id}-{row.slug}")
    return found if found.keys() >= ids else found | find_places(actor, ids - found.keys())


def list_badges(actor: Actor) -> list[BadgeRow]:
    """The gallery with the number of holders and, for a member, what he has; three statements at most."""
    holders = (
        select(func.count(Award.member_id.distinct()))
        .where(Award.badge_id == Badge.id, *_holding())  # type: ignore[arg-type]
        .correlate(Badge)
        .scalar_subquery()
    )
    statement = (
        select(Badge.id, Badge.key, Badge.name, Badge.rule, Badge.tier, Badge.threshold, holders)
        .where(Badge.is_active)
        .order_by(Badge.position, Badge.id)
    )
    rows = db.session.execute(statement).all()
    mine = _earned_by(actor)
    return [BadgeRow(*(*row, mine.get(row.id))) for row in rows]


def _earned_by(actor: Actor) -> dict[int, datetime]:
    if actor.member_id is None:
        return {}
    statement = (
        select(Award.badge_id, func.min(Award.awarded_at))
        .where(Award.member_id == actor.member_id, *_holding())  # type: ignore[arg-type]
        .group_by(Award.badge_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def get_badge(key: str) -> Badge:
    """The badge with this key, else NotFound."""
    badge = db.session.scalars(select(Badge).where(Badge.key == key, Badge.is_active)).first()
    if badge is None:
        raise NotFound
    return badge


@dataclass(frozen=True)
class Holder:
    """A member who holds a badge."""

    person: Person
    awarded_at: datetime
    evidence_title: str | None
    evidence_path: str | None


def list_holders(actor: Actor, badge: Badge, limit: int = 50) -> list[Holder]:
    """Those who earned a badge lately, with the posts that show it."""
    statement = (
        select(Award.member_id, Award.awarded_at, Award.evidence_id)
        .where(Award.badge_id == badge.id, Award.is_public, *_holding())  # type: ignore[arg-type]
        .order_by(Award.id.desc())
        .limit(limit)
    )
    rows = db.session.execute(statement).all()
    people = list_people({row.member_id for row in rows})
    evidence = list_evidence(actor, {row.evidence_id for row in rows if row.evidence_id})
    return [
        Holder(people[row.member_id], row.awarded_at, *evidence.get(row.evidence_id, (None, None)))
        for row in rows
        if row.member_id in people and not people[row.member_id].is_erased
    ]


def my_number(actor: Actor, badge: Badge) -> int | None:
    """How far the actor is with a badge; None for visitors."""
    if actor.member_id is None:
        return None
    if badge.metric is Metric.ACCEPTED_ANSWERS:
        return count_accepted(actor.member_id)
    if badge.metric is Metric.EDITS_ACCEPTED:
        return count_edits(actor.member_id)
    if badge.metric is Metric.ARTICLE_CHECKS:
        return count_checks(actor.member_id, badge)
    if badge.metric is Metric.HELPFUL_VOTES:
        statement = select(func.max(votes_of_others())).where(Answer.author_id == actor.member_id)
    else:
        statement = select(func.max(Idea.supporter_count)).where(Idea.author_id == actor.member_id)
    return db.session.scalars(statement).first() or 0
