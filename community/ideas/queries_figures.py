"""What the worker counts of one idea, for the lists that sort by it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, union

from community.accounts.models import Membership, Organisation, SegmentMembership
from community.content.models import Comment, Importance, Subject, Visibility, Vote
from community.core.clock import now
from community.core.db import db
from community.ideas.figures import rice, trending_score
from community.ideas.models import Idea, OfficialResponse, StatusChange
from community.ideas.models_merging import IdeaSupporter
from community.ideas.models_triage import IdeaScore

WEEK = timedelta(days=7)
Condition = tuple[ColumnElement[bool], ...]


@dataclass(frozen=True)
class Counted:
    """The values of an idea's figures, and (segment, organisations, value) of each segment behind it."""

    values: dict[str, Any]
    segments: list[tuple[int, int, int]]


def count_figures(idea_id: int) -> Counted:
    """Everything about an idea that lists sort by, from the rows as they are; some ten statements."""
    supporting = select(IdeaSupporter.vote_id).where(IdeaSupporter.root_id == idea_id)
    votes = (Vote.id.in_(supporting),)
    behind = select(Vote.organisation_id).where(*votes, Vote.organisation_id.is_not(None))
    worth = select(
        func.count(Organisation.id), func.coalesce(func.sum(Organisation.annual_value), 0)
    )
    places, value = db.session.execute(worth.where(Organisation.id.in_(behind.distinct()))).one()
    values: dict[str, Any] = {
        "organisations": places,
        "value": int(value or 0),
        "trending": _trending(idea_id, votes),
        "answered_at": _answered_at(idea_id),
    }
    values |= _importance(votes) | _rice(idea_id, votes, behind)
    return Counted(values, _segments(behind))


def _trending(idea_id: int, votes: Condition) -> float:
    week = now() - WEEK
    recent_votes = (
        select(func.count())
        .select_from(Vote)
        .where(*votes, Vote.created_at > week)
        .scalar_subquery()
    )
    recent_comments = (
        select(func.count())
        .select_from(Comment)
        .join(Subject, Subject.id == Comment.id)
        .where(Comment.on_id == idea_id, Subject.created_at > week)
        .where(Subject.visibility == Visibility.VISIBLE)
        .scalar_subquery()
    )
    statement = select(Subject.created_at, recent_votes, recent_comments)
    row = db.session.execute(statement.where(Subject.id == idea_id)).one()
    created, new_votes, new_comments = row
    hours = (now() - created).total_seconds() / 3600
    return trending_score(new_votes, new_comments, hours) if new_votes or new_comments else 0.0


def _answered_at(idea_id: int) -> datetime | None:
    """When the team said something last; what the portal does by itself does not count."""
    said = [
        select(func.max(model.created_at)).where(
            model.idea_id == idea_id, model.author_id.is_not(None)
        )
        for model in (StatusChange, OfficialResponse)
    ]
    found = [at for one in said if (at := db.session.scalar(one)) is not None]
    return max(found, default=None)


def _importance(votes: Condition) -> dict[str, int]:
    """How many of these votes said so, by importance."""
    statement = select(Vote.importance, func.count()).where(*votes).group_by(Vote.importance)
    counts: dict[Importance | None, int] = {row[0]: row[1] for row in db.session.execute(statement)}
    return {one.value: counts.get(one, 0) for one in Importance}


def _rice(idea_id: int, votes: Condition, behind: Select[Any]) -> dict[str, float | int]:
    score = db.session.get(IdeaScore, idea_id, populate_existing=True)
    said = score.reach if score else None
    reach = _reach(idea_id, votes, behind) if said is None else said
    if score is None:
        return {"reach": reach, "rice": 0.0}
    return {"reach": reach, "rice": rice(reach, score.impact, score.confidence, score.effort)}


def _reach(idea_id: int, votes: Condition, behind: Select[Any]) -> int:
    """The members of the organisations behind an idea and its supporters, each once, and votes brought along."""
    members = select(Membership.member_id).where(
        Membership.organisation_id.in_(behind), Membership.left_at.is_(None)
    )
    people = union(members, select(Vote.member_id).where(*votes)).subquery()
    imported = select(Idea.votes_imported).where(Idea.id == idea_id).scalar_subquery()
    statement = select(func.count(), imported).select_from(people)
    counted, brought = db.session.execute(statement).one()
    return (counted or 0) + (brought or 0)


def _segments(behind: Select[Any]) -> list[tuple[int, int, int]]:
    statement = (
        select(
            SegmentMembership.segment_id,
            func.count(Organisation.id),
            func.coalesce(func.sum(Organisation.annual_value), 0),
        )
        .join(Organisation, Organisation.id == SegmentMembership.organisation_id)
        .where(Organisation.id.in_(behind))
        .group_by(SegmentMembership.segment_id)
        .order_by(SegmentMembership.segment_id)
    )
    return [(row[0], row[1], int(row[2] or 0)) for row in db.session.execute(statement)]
