"""Reads of vote rings: who voted for whom lately, and the cases with their evidence."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from community import site_settings
from community.accounts.queries import Person, list_people
from community.content.models import Subject, Vote, VoteKind
from community.core import paging
from community.core.clock import now
from community.core.db import db
from community.core.errors import NotFound
from community.core.paging import Page
from community.recognition.facts import OF_VOTES
from community.recognition.models_rings import RingCase, RingState, RingVote
from community.recognition.rings import Definition, Pairs

SHOWN = 100


@dataclass(frozen=True)
class Evidence:
    """A vote of a ring, as it is kept."""

    vote_id: int
    subject_id: int
    kind: VoteKind
    voter_id: int
    author_id: int
    at: datetime


@dataclass(frozen=True)
class CaseRow:
    """A case with its people, and the newest of its votes."""

    id: int
    state: RingState
    found_at: datetime
    decided_at: datetime | None
    decided_by: Person | None
    reason: str
    people: list[Person]
    vote_count: int
    votes: list[Evidence]


def definition() -> Definition:
    """The definition under the settings in force."""
    settings = site_settings.current()
    return Definition(
        votes=settings.ring_votes,
        factor=settings.ring_factor,
        share=settings.ring_share,
        members=settings.ring_members,
    )


def count_pairs() -> Pairs:
    """(voter, author) → votes within the time that is looked at; those apart that were found fine."""
    statement = select(Vote.member_id, Subject.author_id, func.count())
    rows = db.session.execute(
        statement.join(Subject, Subject.id == Vote.subject_id)
        .where(*_looked_at())
        .group_by(Vote.member_id, Subject.author_id)
    )
    return {(voter, author or 0): count for voter, author, count in rows}


def list_votes_within(members: Collection[int]) -> list[Evidence]:
    """The votes of these members for each other's posts, as far as they are looked at."""
    statement = select(
        Vote.id, Vote.subject_id, Vote.kind, Vote.member_id, Subject.author_id, Vote.created_at
    ).join(Subject, Subject.id == Vote.subject_id)
    within = statement.where(
        Vote.member_id.in_(members), Subject.author_id.in_(members), *_looked_at()
    )
    rows: Any = db.session.execute(within.order_by(Vote.id))
    return [Evidence(*row) for row in rows]


def is_vote() -> ColumnElement[bool]:
    """That a vote is the one of a case: SQLite may give the key of a vote that was taken back to another."""
    return and_(
        Vote.id == RingVote.vote_id,
        Vote.member_id == RingVote.voter_id,
        Vote.subject_id == RingVote.subject_id,
    )


def _looked_at() -> tuple[ColumnElement[bool], ...]:
    days = site_settings.current().ring_days
    fine = (
        select(RingVote.vote_id)
        .join(RingCase, RingCase.id == RingVote.case_id)
        .where(is_vote(), RingCase.state == RingState.RESTORED)
        .correlate(Vote)
    )
    return (
        Vote.created_at > now() - timedelta(days=days),
        Vote.kind.in_(OF_VOTES),
        Vote.cast_by_id.is_(None),
        Subject.author_id.is_not(None),
        Subject.author_id != Vote.member_id,
        ~fine.exists(),
    )


def get_case(case_id: int) -> RingCase:
    """The case, or NotFound."""
    case = db.session.get(RingCase, case_id)
    if case is None:
        raise NotFound
    return case


def list_unsettled_votes(case_id: int) -> dict[int, list[int]]:
    """subject → the votes of this case on it that do not stand yet as was decided."""
    state = db.session.scalars(select(RingCase.state).where(RingCase.id == case_id)).one()
    counts = Vote.voided_at.is_(None)
    statement = (
        select(RingVote.subject_id, RingVote.vote_id)
        .join(Vote, is_vote())
        .where(RingVote.case_id == case_id, ~counts if state is RingState.RESTORED else counts)
    )
    found: dict[int, list[int]] = {}
    for subject_id, vote_id in db.session.execute(statement.order_by(RingVote.subject_id)):
        found.setdefault(subject_id, []).append(vote_id)
    return found


def list_unsettled_cases() -> list[int]:
    """Cases with votes that do not stand yet as was decided: a crash came between."""
    is_restored = RingCase.state == RingState.RESTORED
    statement = (
        select(RingCase.id)
        .join(RingVote, RingVote.case_id == RingCase.id)
        .join(Vote, is_vote())
        .where(Vote.voided_at.is_not(None) == is_restored)
    )
    return list(db.session.scalars(statement.distinct().order_by(RingCase.id)))


def list_cases(*, is_decided: bool, after: str | None = None) -> Page[CaseRow]:
    """Cases that wait, or that were decided, newest first; four statements."""
    waits = RingCase.state == RingState.PENDING
    statement = select(RingCase).where(~waits if is_decided else waits)
    key = paging.decode(after, 1)
    if key:
        statement = statement.where(RingCase.id < key[0])
    statement = statement.order_by(RingCase.id.desc()).limit(paging.SIZE + 1)
    cases = paging.cut(
        list(db.session.scalars(statement)), lambda one: (one.id,), began=key is not None
    )
    return Page(_with_evidence(cases.items), older=cases.older, newer=cases.newer)


def get_row(case: RingCase) -> CaseRow:
    """A case with its people and its evidence; two statements."""
    return _with_evidence([case])[0]


def count_waiting() -> int:
    """How many cases wait for a moderator."""
    statement = select(func.count()).where(RingCase.state == RingState.PENDING)
    return db.session.scalars(statement).one()


def _with_evidence(cases: Collection[RingCase]) -> list[CaseRow]:
    ids = [case.id for case in cases]
    votes: dict[int, list[Evidence]] = {}
    counts: dict[int, int] = {}
    for case_id, count, _place, *vote in db.session.execute(_newest_votes(ids)) if ids else ():
        votes.setdefault(case_id, []).append(Evidence(*vote))
        counts[case_id] = count
    members = {case.id: [int(one) for one in case.members_key.split(".")] for case in cases}
    deciders = {case.decided_by_id for case in cases if case.decided_by_id}
    people = list_people({one for group in members.values() for one in group} | deciders)
    return [
        CaseRow(
            case.id,
            case.state,
            case.found_at,
            case.decided_at,
            people.get(case.decided_by_id or 0),
            case.reason,
            people=[people[one] for one in members[case.id] if one in people],
            vote_count=counts.get(case.id, 0),
            votes=votes.get(case.id, []),
        )
        for case in cases
    ]


def _newest_votes(case_ids: list[int]) -> Select[Any]:
    """Of each case its newest votes, with how many there are."""
    ranked = (
        select(
            RingVote.case_id,
            func.count().over(partition_by=RingVote.case_id).label("count"),
            func.row_number()
            .over(
                partition_by=RingVote.case_id,
                order_by=(RingVote.at.desc(), RingVote.vote_id.desc()),
            )
            .label("place"),
            RingVote.vote_id,
            RingVote.subject_id,
            RingVote.kind,
            RingVote.voter_id,
            RingVote.author_id,
            RingVote.at,
        )
        .where(RingVote.case_id.in_(case_ids))
        .subquery()
    )
    return select(ranked).where(ranked.c.place <= SHOWN).order_by(ranked.c.case_id, ranked.c.place)
