"""Scheduled work of the idea board: the figures that lists sort by."""

from datetime import timedelta

from sqlalchemy import ColumnElement, func, or_, select, update

from community.accounts.models import Organisation
from community.content.models import Comment, Importance, Subject, Visibility, Vote
from community.core.clock import now
from community.core.db import db, writing
from community.ideas.models import IdeaFigures
from community.ideas.models_merging import IdeaSupporter

BATCH = 200
WEEK = timedelta(days=7)


def trending_score(votes: int, comments: int, age_hours: float) -> float:
    """((5 · votes + 3 · comments of the last 7 days) − 1) / (age in hours + 2)^1.4, never below 0."""
    score: float = (5 * votes + 3 * comments - 1) / (age_hours + 2) ** 1.4
    return max(0.0, score)


def refresh_figures() -> int:
    """Count stale and trending ideas again, some at a time; how many."""
    started, counted = now(), 0
    while ids := _due(started):
        figures = {idea_id: _figures(idea_id) for idea_id in ids}
        with writing():
            for idea_id, values in figures.items():
                statement = update(IdeaFigures).where(IdeaFigures.idea_id == idea_id)
                db.session.execute(statement.values(**values, is_stale=False, as_of=now()))
        counted += len(ids)
    return counted


def _due(started: object) -> list[int]:
    unseen = or_(IdeaFigures.as_of.is_(None), IdeaFigures.as_of < started)
    wanted = or_(IdeaFigures.is_stale, IdeaFigures.trending > 0)
    statement = (
        select(IdeaFigures.idea_id).where(wanted, unseen).order_by(IdeaFigures.idea_id).limit(BATCH)
    )
    return list(db.session.scalars(statement))


def _figures(idea_id: int) -> dict[str, float | int]:
    supporting = select(IdeaSupporter.vote_id).where(IdeaSupporter.root_id == idea_id)
    votes = (Vote.id.in_(supporting),)
    organisations = (
        select(Vote.organisation_id).where(*votes, Vote.organisation_id.is_not(None)).distinct()
    )
    value = select(
        func.count(Organisation.id), func.coalesce(func.sum(Organisation.annual_value), 0)
    )
    people, worth = db.session.execute(value.where(Organisation.id.in_(organisations))).one()
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
    statement = select(Subject.created_at, recent_votes, recent_comments).where(
        Subject.id == idea_id
    )
    created, new_votes, new_comments = db.session.execute(statement).one()
    hours = (now() - created).total_seconds() / 3600
    score = trending_score(new_votes, new_comments, hours) if new_votes or new_comments else 0.0
    figures: dict[str, float | int] = {
        "organisations": people,
        "value": int(worth or 0),
        "trending": score,
    }
    return figures | _importance(votes)


def _importance(votes: tuple[ColumnElement[bool], ...]) -> dict[str, float | int]:
    """How many of these votes said so, by importance."""
    statement = select(Vote.importance, func.count()).where(*votes).group_by(Vote.importance)
    counts: dict[Importance | None, int] = {row[0]: row[1] for row in db.session.execute(statement)}
    return {one.value: counts.get(one, 0) for one in Importance}


def mark_all_stale() -> None:
    """Let every idea be counted again (after an import)."""
    with writing():
        db.session.execute(update(IdeaFigures).values(is_stale=True))
