"""Reads of one's own ledger: entries with their evidence, what was taken back, the day's limit, and the sum."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, Subquery, cast, func, literal, null, select, tuple_, union_all
from sqlalchemy.orm import aliased

from community.articles.queries_places import find_places
from community.content.models import Subject
from community.content.queries import is_seen_by
from community.core import paging
from community.core.clock import now
from community.core.db import UTCDateTime, db
from community.core.paging import Page
from community.ideas.models import Board, Idea
from community.policies.actor import Actor
from community.questions.addresses import answer_path, thread_path
from community.questions.models import Answer, Question
from community.questions.queries_places import place_of_answer
from community.recognition.ledger import is_capped
from community.recognition.models import LedgerEntry
from community.recognition.points import Reason


@dataclass(frozen=True)
class EntryRow:
    """A line of the ledger as its owner reads it, with what took it back."""

    id: int
    reason: Reason
    subject_id: int
    earned: int
    credited: int
    at: datetime
    taken_back: int | None
    taken_back_at: datetime | None


@dataclass(frozen=True)
class Sums:
    """What all entries add up to, which may be below 0, and what of today's capped points is used."""

    total: int
    today: int


_reversal = aliased(LedgerEntry)


def list_ledger(actor: Actor, after: str | None = None) -> Page[EntryRow]:
    """The actor's own entries, newest first, each beside its reversal; one statement."""
    statement = (
        select(
            LedgerEntry.id,
            LedgerEntry.reason,
            LedgerEntry.subject_id,
            LedgerEntry.earned,
            LedgerEntry.credited,
            LedgerEntry.at,
            _reversal.credited,
            _reversal.at,
        )
        .outerjoin(_reversal, _reversal.reverses_id == LedgerEntry.id)
        .where(LedgerEntry.member_id == actor.member_id, LedgerEntry.reverses_id.is_(None))
    )
    key = paging.decode(after, 2, words=True)
    at = paging.as_instant(key[0]) if key else None
    if key and at is not None:
        place = tuple_(LedgerEntry.at, LedgerEntry.id)
        statement = statement.where(place < tuple_(literal(at, UTCDateTime), key[1]))
    statement = statement.order_by(LedgerEntry.at.desc(), LedgerEntry.id.desc())
    rows = [EntryRow(*row) for row in db.session.execute(statement.limit(paging.SIZE + 1))]
    return paging.cut(rows, lambda row: (row.at.isoformat(), row.id), began=at is not None)


def get_sums(actor: Actor) -> Sums:
    """What the actor's entries add up to; one statement."""
    today = func.sum(LedgerEntry.credited).filter(*is_capped(now()))
    statement = select(func.coalesce(func.sum(LedgerEntry.credited), 0), func.coalesce(today, 0))
    row = db.session.execute(statement.where(LedgerEntry.member_id == actor.member_id)).one()
    return Sums(int(row[0]), int(row[1]))


_above = aliased(Subject)


def list_posts(actor: Actor, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Title and path of these posts, as far as the actor sees them; two statements at most."""
    if not ids:
        return {}
    posts = _posts(ids)
    # One's own answer in a circle that one has left is seen, the question over it is not.
    statement = (
        select(posts)
        .join(Subject, Subject.id == posts.c.id)
        .join(_above, _above.id == posts.c.on_id)
        .where(is_seen_by(actor), is_seen_by(actor, _above))
    )
    found = {row.id: (row.title, _path(row)) for row in db.session.execute(statement)}
    missing = set(ids) - found.keys()
    return found | find_places(actor, missing) if missing else found


def _posts(ids: Collection[int]) -> Subquery:
    no_board = cast(null(), String).label("board")
    questions = select(
        literal("question").label("kind"),
        Question.id.label("id"),
        Question.id.label("on_id"),
        Question.title.label("title"),
        Question.slug.label("slug"),
        no_board,
        literal(0).label("place"),
    )
    answers = select(
        literal("answer"),
        Answer.id,
        Question.id,
        Question.title,
        Question.slug,
        no_board,
        place_of_answer(),
    ).join(Question, Question.id == Answer.question_id)
    ideas = select(
        literal("idea"), Idea.id, Idea.id, Idea.title, Idea.slug, Board.slug, literal(0)
    ).join(Board, Board.id == Idea.board_id)
    return union_all(
        questions.where(Question.id.in_(ids)),
        answers.where(Answer.id.in_(ids)),
        ideas.where(Idea.id.in_(ids)),
    ).subquery()


def _path(row: Any) -> str:
    if row.kind == "idea":
        return f"/ideas/{row.board}/{row.id}-{row.slug}"
    if row.kind == "question":
        return thread_path(row.id, row.slug)
    return answer_path(row.on_id, row.slug, row.id, row.place)
