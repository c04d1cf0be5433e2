"""What stands under each tag is counted anew every few minutes, and written where it changed."""

from typing import Any

from sqlalchemy import case, func, select, update

from community.content.models import (
    Follow,
    FollowState,
    Subject,
    SubjectTag,
    Tag,
    TargetKind,
    Visibility,
)
from community.core.db import db, writing
from community.policies.actor import PUBLIC_AUDIENCE_ID
from community.questions.models import Question
from community.questions.states import QuestionState

BATCH = 200
NAMES = ("question_count", "open_count", "follower_count")
Figures = tuple[int, int, int]


def count_tags() -> int:
    """Bring the figures of tags to what everybody sees under them; how many changed."""
    counted = _count()
    kept = select(Tag.id, *(getattr(Tag, name) for name in NAMES))
    changed = [
        (tag_id, counted.get(tag_id, (0, 0, 0)))
        for tag_id, *figures in db.session.execute(kept)
        if counted.get(tag_id, (0, 0, 0)) != tuple(figures)
    ]
    for start in range(0, len(changed), BATCH):
        with writing():
            for tag_id, figures in changed[start : start + BATCH]:
                values = dict(zip(NAMES, figures, strict=True))
                db.session.execute(update(Tag).where(Tag.id == tag_id).values(**values))
    return len(changed)


def _count() -> dict[int, Figures]:
    found: dict[int, Figures] = {
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
