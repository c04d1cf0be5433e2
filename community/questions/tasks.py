"""Scheduled work on questions: views and tags are counted, silent askers reminded, sleeping questions put away."""

from collections import Counter
from datetime import timedelta
from typing import Any

from sqlalchemy import case, func, select, update

from community import site_settings
from community.content.models import (
    Follow,
    FollowState,
    Subject,
    SubjectTag,
    Tag,
    TargetKind,
    Visibility,
)
from community.core.clock import now
from community.core.db import db, writing
from community.core.versions import raise_version
from community.policies.actor import PUBLIC_AUDIENCE_ID, SYSTEM
from community.questions.actions_silence import close_over_silence, remind_asker
from community.questions.actions_states import archive
from community.questions.models import Question
from community.questions.queries_silence import list_silent, list_unreminded
from community.questions.states import QuestionState

BATCH = 100
FIGURES = ("question_count", "open_count", "follower_count")
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
            if ids:
                raise_version("states")
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


def follow_silence() -> None:
    """Close what waited long enough, then remind whoever is still waited for; a second run finds nothing more."""
    settings = site_settings.current()
    while _close_some(settings.needs_info_close_days) == BATCH:
        pass
    while _remind_some(settings.needs_info_reminder_days) == BATCH:
        pass


def _close_some(days: int) -> int:
    with writing():
        found = list_silent(now() - timedelta(days=days))
        for question, lang in found:
            close_over_silence(SYSTEM, question, lang)
    return len(found)


def _remind_some(days: int) -> int:
    with writing():
        found = list_unreminded(now() - timedelta(days=days))
        for question in found:
            remind_asker(SYSTEM, question)
    return len(found)


def count_tags() -> int:
    """Bring the figures of tags to what everybody sees under them; how many changed."""
    counted = _count()
    kept = select(Tag.id, *(getattr(Tag, name) for name in FIGURES))
    changed = [
        (tag_id, counted.get(tag_id, (0, 0, 0)))
        for tag_id, *figures in db.session.execute(kept)
        if counted.get(tag_id, (0, 0, 0)) != tuple(figures)
    ]
    for start in range(0, len(changed), BATCH):
        with writing():
            for tag_id, figures in changed[start : start + BATCH]:
                values = dict(zip(FIGURES, figures, strict=True))
                db.session.execute(update(Tag).where(Tag.id == tag_id).values(**values))
    return len(changed)


def _count() -> dict[int, tuple[int, int, int]]:
    found: dict[int, tuple[int, int, int]] = {
        row[0]: (row[1], int(row[2]), 0) for row in db.session.execute(_questions())
    }
    followers = (
        select(Follow.target_id, func.count())
        .where(Follow.target_kind == TargetKind.TAG, Follow.state == FollowState.FOLLOWING)
        .group_by(Follow.target_id)
    )
    for tag_id, number in db.session.execute(followers):
        questions, unanswered, _none = found.get(tag_id, (0, 0, 0))
        found[tag_id] = (questions, unanswered, number)
    return found


def _questions() -> Any:
    is_open = case((Question.state == QuestionState.OPEN, 1), else_=0)
    return (
        select(SubjectTag.tag_id, func.count(), func.sum(is_open))
        .join(Question, Question.id == SubjectTag.subject_id)
        .join(Subject, Subject.id == Question.id)
        .where(Subject.visibility == Visibility.VISIBLE, Subject.audience_id == PUBLIC_AUDIENCE_ID)
        .group_by(SubjectTag.tag_id)
    )
