"""What was deleted longer ago than it can be restored is removed for good."""

from datetime import timedelta

from sqlalchemy import delete, or_, select

from community.articles.models import Article
from community.circles.models import HourQuestion
from community.content.actions import mark_dirty
from community.content.models import Comment, Subject, SubjectKind, Visibility
from community.core.clock import now
from community.core.db import Base, db, writing
from community.glossary.models import GlossaryTerm
from community.ideas.actions_merging import set_free
from community.ideas.models import Idea
from community.moderation.queries import RESTORABLE
from community.moderation.reasons import ERASED
from community.questions.models import Answer, Question

BATCH = 50
HEARD = timedelta(hours=1)
ROWS: dict[SubjectKind, type[Base]] = {
    SubjectKind.QUESTION: Question,
    SubjectKind.ANSWER: Answer,
    SubjectKind.IDEA: Idea,
    SubjectKind.ARTICLE: Article,
    SubjectKind.COMMENT: Comment,
    SubjectKind.GLOSSARY_TERM: GlossaryTerm,
    SubjectKind.HOUR_QUESTION: HourQuestion,
}


def purge_deleted() -> int:
    """Remove subjects deleted more than 30 days ago, each with what stands beneath it; how many.

    Those of erased members, which are blank, go the next night: by then all have heard that they are deleted.
    """
    total = 0
    while True:
        with writing():
            found = _old()
            for subject_id, kind in found:
                purge(subject_id, kind)
        total += len(found)
        if len(found) < BATCH:
            return total


def _old() -> list[tuple[int, SubjectKind]]:
    statement = select(Subject.id, Subject.kind).where(
        Subject.visibility == Visibility.DELETED,
        or_(
            Subject.visibility_at < now() - RESTORABLE,
            (Subject.visibility_reason == ERASED) & (Subject.visibility_at < now() - HEARD),
        ),
        Subject.kind.in_(ROWS),
    )
    rows = db.session.execute(statement.order_by(Subject.id).limit(BATCH))
    return [(row.id, row.kind) for row in rows]


def purge(subject_id: int, kind: SubjectKind) -> None:
    """Remove one subject: what stands beneath first, then the pillar's row, then the identity."""
    if kind is SubjectKind.QUESTION:
        beneath = select(Answer.id).where(Answer.question_id == subject_id)
        for answer_id in db.session.scalars(beneath).all():
            purge(answer_id, SubjectKind.ANSWER)
    comments = select(Comment.id).where(Comment.on_id == subject_id)
    for comment_id in db.session.scalars(comments).all():
        purge(comment_id, SubjectKind.COMMENT)
    if kind is SubjectKind.IDEA:
        set_free(subject_id)
    model = ROWS[kind]
    key = model.__table__.c.id
    for statement in (
        delete(model).where(key == subject_id),
        delete(Subject).where(Subject.id == subject_id),
    ):
        db.session.execute(statement.execution_options(synchronize_session=False))
    mark_dirty(subject_id)
