"""Whether what was shipped solves the problem: who is asked, what they said, and what that comes to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from community import site_settings
from community.accounts.models import Member
from community.accounts.queries import Person, person_columns
from community.core.clock import now
from community.core.db import db
from community.ideas.models import Idea, IdeaStatus, Meaning, StatusChange
from community.ideas.models_life import Verdict
from community.ideas.models_merging import IdeaSupporter
from community.policies.actor import Actor

SHOWN, BATCH, ROUNDS = 100, 100, 5
# What was shipped longer ago than this when it could have been asked about is past.
ASKED_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class Tally:
    """What supporters said about what was shipped."""

    yes: int = 0
    total: int = 0

    @property
    def percent(self) -> int:
        """How many of a hundred say yes, rounded down."""
        return 100 * self.yes // self.total if self.total else 0

    @property
    def sends_back(self) -> bool:
        """Whether enough say that it does not solve their problem."""
        settings = site_settings.current()
        enough = self.total >= settings.idea_verdicts_needed
        return enough and 100 * self.yes < settings.idea_verdicts_percent * self.total


def find_shipping(idea: Idea) -> StatusChange | None:
    """The change by which an idea was shipped; None while it is not shipped."""
    statement = (
        select(StatusChange)
        .join(IdeaStatus, IdeaStatus.id == StatusChange.to_status_id)
        .where(
            StatusChange.idea_id == idea.id,
            StatusChange.to_status_id == idea.status_id,
            IdeaStatus.meaning == Meaning.SHIPPED,
        )
    )
    return db.session.scalars(statement.order_by(StatusChange.id.desc()).limit(1)).first()


def is_supporter(member_id: int | None, idea_id: int) -> bool:
    """Whether the member's vote for this idea, or for one merged into it, counts."""
    statement = select(IdeaSupporter.vote_id).where(
        IdeaSupporter.root_id == idea_id, IdeaSupporter.member_id == member_id
    )
    return db.session.scalars(statement).first() is not None


def find_verdict(actor: Actor, change_id: int) -> Verdict | None:
    """What the actor answered."""
    statement = select(Verdict).where(
        Verdict.change_id == change_id, Verdict.member_id == actor.member_id
    )
    return db.session.scalars(statement).first()


def tally_of(change_id: int) -> Tally:
    """What was said since this shipping."""
    counts = select(Verdict.solves, func.count()).where(Verdict.change_id == change_id)
    rows = db.session.execute(counts.group_by(Verdict.solves))
    said: Mapping[bool, int] = {row[0]: row[1] for row in rows}
    return Tally(yes=said.get(True, 0), total=sum(said.values()))


@dataclass(frozen=True)
class VerdictRow:
    """An answer as product managers read it."""

    solves: bool
    body: str
    lang: str
    created_at: datetime
    author: Person | None


def list_verdicts(change_id: int) -> list[VerdictRow]:
    """The answers since this shipping, those with words first, newest first."""
    statement: Any = (
        select(Verdict.solves, Verdict.body, Verdict.lang, Verdict.created_at, *person_columns())
        .join(Member, Member.id == Verdict.member_id)
        .where(Verdict.change_id == change_id)
        .order_by((Verdict.body == ""), Verdict.id.desc())
        .limit(SHOWN)
    )
    return [_answer(*row) for row in db.session.execute(statement)]


def _answer(solves: bool, body: str, lang: str, at: datetime, *person: Any) -> VerdictRow:
    return VerdictRow(solves, body, lang, at, Person(*person))


@dataclass(frozen=True)
class Round:
    """What was said since an idea was shipped, for each time that it was."""

    shipped_at: datetime
    asked_at: datetime | None
    tally: Tally
    answers: list[VerdictRow]


def list_rounds(idea_id: int) -> list[Round]:
    """Each shipping of an idea with its answers, newest first; an idea is shipped few times."""
    statement = (
        select(StatusChange.id, StatusChange.created_at, StatusChange.asked_at)
        .join(IdeaStatus, IdeaStatus.id == StatusChange.to_status_id)
        .where(StatusChange.idea_id == idea_id, IdeaStatus.meaning == Meaning.SHIPPED)
        .order_by(StatusChange.id.desc())
        .limit(ROUNDS)
    )
    return [
        Round(row.created_at, row.asked_at, tally_of(row.id), list_verdicts(row.id))
        for row in db.session.execute(statement).all()
    ]


def list_to_ask() -> list[tuple[int, int, bool]]:
    """(change, idea, still shipped by it) of what was shipped so long ago that supporters can tell."""
    latest = now() - timedelta(days=site_settings.current().idea_verdict_days)
    statement = (
        select(
            StatusChange.id,
            StatusChange.idea_id,
            (Idea.status_id == StatusChange.to_status_id)
            & (Idea.status_changed_at == StatusChange.created_at),
        )
        .join(Idea, Idea.id == StatusChange.idea_id)
        .join(IdeaStatus, IdeaStatus.id == StatusChange.to_status_id)
        .where(
            IdeaStatus.meaning == Meaning.SHIPPED,
            StatusChange.asked_at.is_(None),
            StatusChange.created_at <= latest,
            StatusChange.created_at > latest - ASKED_WITHIN,
        )
        .order_by(StatusChange.id)
        .limit(BATCH)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(statement)]
