"""Scheduled work of the idea board: the figures that lists sort by."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update

from community.core.clock import now
from community.core.db import db, insert_new, writing
from community.ideas.models import IdeaFigures
from community.ideas.models_triage import IdeaSegmentValue
from community.ideas.queries_figures import Counted, count_figures

BATCH = 200
# Values, plans and segments of organisations change without a word to ideas: each is counted again so often, and at
# most so many of them a time, so that what was voted on does not wait behind them.
OLD, OLD_AT_A_TIME = timedelta(hours=12), 1000


def refresh_figures() -> int:
    """Count stale and trending ideas again, some at a time, then some whose figures are old; how many."""
    started, counted = now(), 0
    while ids := _due(started):
        counted += _refresh(ids)
    old = _old(started)
    for first in range(0, len(old), BATCH):
        counted += _refresh(old[first : first + BATCH])
    return counted


def _refresh(ids: list[int]) -> int:
    figures = {idea_id: count_figures(idea_id) for idea_id in ids}
    with writing():
        for idea_id, counted in figures.items():
            _keep(idea_id, counted)
    return len(ids)


def _keep(idea_id: int, counted: Counted) -> None:
    statement = update(IdeaFigures).where(IdeaFigures.idea_id == idea_id)
    db.session.execute(statement.values(**counted.values, is_stale=False, as_of=now()))
    db.session.execute(delete(IdeaSegmentValue).where(IdeaSegmentValue.idea_id == idea_id))
    names = ("segment_id", "organisations", "value")
    insert_new(
        IdeaSegmentValue,
        [{"idea_id": idea_id} | dict(zip(names, row, strict=True)) for row in counted.segments],
    )


def _due(started: datetime) -> list[int]:
    unseen = or_(IdeaFigures.as_of.is_(None), IdeaFigures.as_of < started)
    wanted = or_(IdeaFigures.is_stale, IdeaFigures.trending > 0)
    statement = (
        select(IdeaFigures.idea_id).where(wanted, unseen).order_by(IdeaFigures.idea_id).limit(BATCH)
    )
    return list(db.session.scalars(statement))


def _old(started: datetime) -> list[int]:
    statement = (
        select(IdeaFigures.idea_id)
        .where(IdeaFigures.as_of < started - OLD)
        .order_by(IdeaFigures.as_of)
        .limit(OLD_AT_A_TIME)
    )
    return list(db.session.scalars(statement))


def mark_all_stale() -> None:
    """Let every idea be counted again (after an import)."""
    with writing():
        db.session.execute(update(IdeaFigures).values(is_stale=True))
