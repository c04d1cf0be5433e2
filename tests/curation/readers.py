"""What stories of articles and questions look at: addresses, and what a member was told."""

from __future__ import annotations

from sqlalchemy import select

from community.core.db import db
from community.notifications.kinds import Kind
from community.notifications.models import Notification
from community.questions.models import Question


def address(question: Question) -> str:
    return f"/questions/{question.id}-{question.slug}"


def kinds_told(member_id: int | None) -> set[Kind]:
    db.session.rollback()
    statement = select(Notification.kind).where(Notification.member_id == member_id)
    return set(db.session.scalars(statement))
