"""Each hour: count how promises were kept, for the public record."""

from sqlalchemy import delete

from community.core.clock import now
from community.core.db import db, insert_new, writing
from community.service_levels.attainment import Attainment
from community.service_levels.models_kept import AttainmentFigure
from community.service_levels.queries_attainment import list_outcomes


def count_attainment() -> None:
    """Count the twelve months anew and put the figures in the place of the old ones; a second time changes nothing."""
    gathered = Attainment()
    for outcome in list_outcomes():
        gathered.add(outcome)
    at = now()
    rows = [
        {
            "kind": one.kind,
            "part": one.part,
            "plan_key": one.plan_key,
            "severity": one.severity,
            "month": one.month,
            "is_rest": one.is_rest,
            "kept": one.tally.kept,
            "exceeded": one.tally.exceeded,
            "missed": one.tally.missed,
            "by_community": one.tally.by_community,
            "median_seconds": one.tally.median,
            "counted_at": at,
        }
        for one in gathered.figures()
    ]
    with writing():
        db.session.execute(delete(AttainmentFigure))
        insert_new(AttainmentFigure, rows)
