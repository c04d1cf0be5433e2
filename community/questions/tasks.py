"""Scheduled work on questions: views are counted, and what nobody touched for long is put away."""

from collections import Counter
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from community import site_settings
from community.content.models import Subject
from community.core.clock import now
from community.core.db import db, writing
from community.policies.actor import SYSTEM
from community.questions.actions_states import archive
from community.questions.models import Question
from community.questions.states import QuestionState

BATCH = 100
SLEEPY = (QuestionState.OPEN, QuestionState.NEEDS_INFO, QuestionState.ANSWERED)


def fold_views(batch: list[dict[str, Any]]) -> None:
    """Count the views of a batch, each visitor of a question once."""
    seen = {(line.get("question"), line.get("visitor")) for line in batch}
    counts = Counter(question for question, _visitor in seen if isinstance(question, int))
    with writing():
        for question_id, views in sorted(counts.items()):
            statement = update(Question).where(Question.id == question_id)
            values = {Question.views_count: Question.views_count + views}
            db.session.execute(statement.values(values))


def archive_sleeping() -> int:
    """Archive questions without activity for as long as the site says; how many."""
    before = now() - timedelta(days=site_settings.current().archive_after_days)
    total = 0
    while True:
        with writing():
            ids = _sleeping(before)
            for question_id in ids:
                archive(SYSTEM, question_id)
        total += len(ids)
        if len(ids) < BATCH:
            return total


def _sleeping(before: Any) -> list[int]:
    statement = (
        select(Question.id)
        .join(Subject, Subject.id == Question.id)
        .where(Question.state.in_(SLEEPY), Subject.activity_at < before)
        .order_by(Question.id)
        .limit(BATCH)
    )
    return list(db.session.scalars(statement))
