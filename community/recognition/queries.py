"""Reads of recognition: standing, ledger, badges and their evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from community.accounts.models import Member
from community.articles.queries_places import find_places
from community.content.models import Subject
from community.content.queries import is_seen_by
from community.core import paging
from community.core.clock import now
from community.core.db import db
from community.core.paging import Page
from community.ideas.models import Board, Idea
from community.policies.actor import Actor
from community.questions.models import Answer, Question
from community.recognition.models import Award, Badge, LedgerEntry, Tier, is_held
from community.recognition.points import LEVELS, Reason


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
    following = [bound for bound in LEVELS if bound > member.reputation]
    awards = list_awards(actor, member.id)
    return Standing(member.reputation, member.level, following[0] if following else None, awards)


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
    evidence = list_evidence(actor, {row.evidence_id for row in rows if row.evidence_id})
    nothing = (None, None)
    return [AwardRow(*row[:6], *evidence.get(row.evidence_id or 0, nothing)) for row in rows]


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


@dataclass(frozen=True)
class EntryRow:
    """A line of the ledger as its owner reads it."""

    id: int
    reason: Reason
    subject_id: int
    earned: int
    credited: int
    at: datetime
    is_reversal: bool


def list_ledger(actor: Actor, after: str | None = None) -> Page[EntryRow]:
    """The actor's own ledger, newest first."""
    statement = select(
        LedgerEntry.id,
        LedgerEntry.reason,
        LedgerEntry.subject_id,
        LedgerEntry.earned,
        LedgerEntry.credited,
        LedgerEntry.at,
        LedgerEntry.reverses_id.is_not(None),
    ).where(LedgerEntry.member_id == actor.member_id)
    key = paging.decode(after, 1)
    if key:
        statement = statement.where(LedgerEntry.id < key[0])
    statement = statement.order_by(LedgerEntry.id.desc()).limit(paging.SIZE + 1)
    rows = [EntryRow(*row) for row in db.session.execute(statement)]
    return paging.cut(rows, lambda row: (row.id,), began=key is not None)
