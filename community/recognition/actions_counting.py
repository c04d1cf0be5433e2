"""Counting everybody for a badge: asked for by whoever changes it, done by the worker some members at a time."""

from sqlalchemy import func, select

from community.accounts.models import Member
from community.core.clock import now
from community.core.db import db, upsert
from community.core.tasks import enqueue_job
from community.recognition.models import BadgeCount

# The worker's job.
COUNT = "count_badges"


def ask_to_count(badge_id: int) -> None:
    """Let the worker count everybody for this badge, from the first member on."""
    total = db.session.scalars(select(func.count()).select_from(Member)).one()
    anew = {"cursor": 0, "done": 0, "awarded": 0, "total": total}
    upsert(BadgeCount, {"badge_id": badge_id}, **anew, started_at=now(), finished_at=None)
    enqueue_job(COUNT)
