"""Reads of a newcomer's first steps, as the badge for them counts them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import exists, select

from community.core.clock import now
from community.core.db import db
from community.recognition.metrics import list_deeds
from community.recognition.models import Award, Badge, Metric, is_held


def list_steps_done(member_id: int) -> frozenset[int]:
    """Which steps stand now (`metrics.PROFILE` and the two after it), as the badge is reckoned; one statement."""
    deeds = list_deeds([Metric.START_STEPS], [member_id])
    return frozenset(one.key for one in deeds.get((Metric.START_STEPS, member_id), ()))


@dataclass(frozen=True)
class StartBadge:
    """The badge at the end of the start list."""

    key: str
    name: Mapping[str, str]
    is_held: bool


def find_start_badge(member_id: int) -> StartBadge | None:
    """The badge for first steps, unless administrators have put it away; one statement."""
    held = exists().where(Award.badge_id == Badge.id, Award.member_id == member_id, *is_held(now()))
    statement = select(Badge.key, Badge.name, held).where(
        Badge.metric == Metric.START_STEPS, Badge.is_active
    )
    row = db.session.execute(statement.order_by(Badge.id).limit(1)).first()
    return StartBadge(*row) if row else None
