"""Votes on one post, in the order in which they came: which of them makes a badge."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, literal, select, union_all

from community.content.models import Subject, Visibility, Vote, VoteKind
from community.core.db import db
from community.recognition.awarding import Deed
from community.recognition.metrics_columns import Whose, asked_about, is_asked, is_somebody
from community.recognition.models import Metric

KINDS = {
    Metric.HELPFUL_VOTES: VoteKind.HELPFUL,
    Metric.SAME_QUESTION_VOTES: VoteKind.SAME_QUESTION,
    Metric.IDEA_VOTES: VoteKind.SUPPORT,
}


@dataclass(frozen=True)
class Poll:
    """Which votes are asked for: of one kind, from when until when, in which area, on all posts or on one."""

    metric: Metric
    since: datetime | None = None
    area_id: int | None = None
    subject_id: int | None = None
    until: datetime | None = None


def list_reached(
    poll: Poll, numbers: Collection[int], member_ids: Collection[int] | None
) -> dict[tuple[int, int], list[Deed]]:
    """The posts of these members (None: of all) that have so many votes, since they had them; one statement.

    By number and author.
    """
    ranked = _ranked(poll, is_somebody if member_ids is None else is_asked).subquery()
    statement = select(ranked).where(ranked.c.number.in_(sorted(set(numbers))))
    found: dict[tuple[int, int], list[Deed]] = {}
    for row in db.session.execute(statement, asked_about(member_ids or ())):
        deed = Deed(row.at, row.subject_id, row.subject_id)
        found.setdefault((row.number, row.member_id), []).append(deed)
    return found


def list_best(polls: Collection[Poll], member_id: int) -> dict[Poll, tuple[int, int]]:
    """For each poll the member's post with the most votes and how many it has; one statement."""
    asked = list(dict.fromkeys(polls))
    parts = []
    for number, poll in enumerate(asked):
        ranked = _ranked(poll, is_asked).subquery()
        best = select(ranked.c.subject_id, ranked.c.number).order_by(ranked.c.number.desc())
        first = best.limit(1).subquery()
        parts.append(select(literal(number).label("poll"), first.c.subject_id, first.c.number))
    if not parts:
        return {}
    rows = db.session.execute(union_all(*parts), asked_about([member_id]))
    return {asked[row.poll]: (row.subject_id, row.number) for row in rows}


def _ranked(poll: Poll, whose: Whose) -> Select[Any]:
    """Each vote with its number on its post; an author's own counts for his idea alone."""
    order = (Vote.created_at, Vote.id)
    number = func.row_number().over(partition_by=Vote.subject_id, order_by=order)
    statement = (
        select(
            Subject.author_id.label("member_id"),
            Vote.subject_id,
            Vote.created_at.label("at"),
            number.label("number"),
        )
        .join(Subject, Subject.id == Vote.subject_id)
        .where(whose(Subject.author_id), Subject.visibility == Visibility.VISIBLE)
        .where(Vote.kind == KINDS[poll.metric], Vote.voided_at.is_(None))
    )
    if poll.metric is not Metric.IDEA_VOTES:
        statement = statement.where(Vote.member_id != Subject.author_id)
    if poll.since is not None:
        statement = statement.where(Vote.created_at >= poll.since)
    if poll.until is not None:
        statement = statement.where(Vote.created_at < poll.until)
    if poll.area_id is not None:
        statement = statement.where(Subject.product_area_id == poll.area_id)
    if poll.subject_id is not None:
        statement = statement.where(Vote.subject_id == poll.subject_id)
    return statement
