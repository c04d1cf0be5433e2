"""Posts of an erased member who wanted them removed: deleted as by himself, and blank at once instead of in 30 days."""

from typing import Any

from sqlalchemy import delete, exists, or_, select, update

from community.accounts.erasing import Gone, Step
from community.articles.models import ArticleRevision
from community.articles.models_work import ArticleSuggestion
from community.circles.models import HourQuestion
from community.content.models import (
    Comment,
    Revision,
    Subject,
    SubjectKind,
    Visibility,
)
from community.content.suggestions import SuggestionState
from community.core.db import Base, db, writing
from community.ideas.models import Idea, OfficialResponse, StatusChange
from community.ideas.models_merging import IdeaSupporter
from community.moderation.actions import lock_post, show_as
from community.moderation.reasons import ERASED
from community.policies.actor import Actor, Role
from community.questions.models import Answer, Question, QuestionChange
from community.questions.models_suggestions import PostSuggestion

AT_ONCE = 50
NOTHING: dict[str, Any] = {"body": "", "html": "", "text": ""}
UNTITLED = {**NOTHING, "title": "…", "slug": "-"}
# Kind → its row, and what stands there when its words are gone.
WORDS: dict[SubjectKind, tuple[type[Base], dict[str, Any]]] = {
    SubjectKind.QUESTION: (Question, UNTITLED),
    SubjectKind.ANSWER: (Answer, NOTHING),
    SubjectKind.IDEA: (Idea, {**UNTITLED, "problem": "", "way_round": ""}),
    SubjectKind.COMMENT: (Comment, {"body": "", "html": ""}),
    SubjectKind.HOUR_QUESTION: (HourQuestion, {"text": "…"}),
}


def posts_of(kind: SubjectKind) -> Step:
    """The step that removes posts of this kind, those apart that others built upon: they stay, without a name."""

    def step(gone: Gone, cursor: int) -> int | None:
        if not gone.with_posts:
            return None
        mine = select(Subject.id).where(
            Subject.author_id == gone.member_id, Subject.kind == kind, Subject.id > cursor
        )
        ids = list(db.session.scalars(mine.order_by(Subject.id).limit(AT_ONCE)))
        author = Actor(member_id=gone.member_id, roles=frozenset({Role.MEMBER}))
        for subject_id in ids:
            with writing():
                _remove(author, subject_id, kind)
        return ids[-1] if ids else None

    return step


def _remove(author: Actor, subject_id: int, kind: SubjectKind) -> None:
    subject = db.session.get(Subject, subject_id)
    if subject is None:
        return
    lock_post(subject)
    if _is_built_upon(author, subject_id, kind):
        return
    if subject.visibility is not Visibility.DELETED:
        show_as(author, subject, Visibility.DELETED)
    subject.visibility_reason = ERASED
    db.session.flush()  # what follows are statements about the rows as they are now
    _blank(subject_id, kind)


def _is_built_upon(author: Actor, subject_id: int, kind: SubjectKind) -> bool:
    """A question that others answered, an idea that others support, merged or decided, a live question answered."""
    others = _OTHERS.get(kind)
    return others is not None and bool(
        db.session.scalar(select(or_(*others(author.member_id, subject_id))))
    )


def _of_question(member_id: int | None, subject_id: int) -> tuple[Any, ...]:
    replies = exists().where(
        Answer.question_id == subject_id,
        Answer.id == Subject.id,
        Answer.author_id.is_distinct_from(member_id),
        Subject.visibility != Visibility.DELETED,
    )
    return (replies, exists().where(Question.duplicate_of_id == subject_id))


def _of_idea(member_id: int | None, subject_id: int) -> tuple[Any, ...]:
    merged = or_(Idea.merged_into_id.is_not(None), Idea.merged_count > 0)
    return (
        exists().where(Idea.id == subject_id, or_(merged, Idea.votes_imported > 0)),
        exists().where(
            IdeaSupporter.root_id == subject_id, IdeaSupporter.member_id.is_distinct_from(member_id)
        ),
        *(exists().where(said.idea_id == subject_id) for said in (OfficialResponse, StatusChange)),
    )


def _of_hour_question(_member_id: int | None, subject_id: int) -> tuple[Any, ...]:
    return (exists().where(HourQuestion.id == subject_id, HourQuestion.answered_at.is_not(None)),)


_OTHERS = {
    SubjectKind.QUESTION: _of_question,
    SubjectKind.IDEA: _of_idea,
    SubjectKind.HOUR_QUESTION: _of_hour_question,
}


def _blank(subject_id: int, kind: SubjectKind) -> None:
    model, values = WORDS[kind]
    key: Any = model.__table__.c.id
    for statement in (
        update(model).where(key == subject_id).values(values),
        delete(Revision).where(Revision.subject_id == subject_id),
        delete(PostSuggestion).where(PostSuggestion.subject_id == subject_id),
        update(QuestionChange).where(QuestionChange.question_id == subject_id).values(text=""),
    ):
        db.session.execute(statement.execution_options(synchronize_session=False))


def forget_suggestions(gone: Gone, cursor: int) -> int | None:
    """Edits that he suggested and nobody took; those that were taken are part of what they changed."""
    taken = (SuggestionState.ACCEPTED, SuggestionState.UNDONE)
    offered = select(ArticleSuggestion.revision_id).where(
        ArticleSuggestion.author_id == gone.member_id, ArticleSuggestion.state.not_in(taken)
    )
    with writing():
        ids = list(db.session.scalars(offered.limit(AT_ONCE)))
        for statement in (
            delete(PostSuggestion).where(
                PostSuggestion.author_id == gone.member_id, PostSuggestion.state.not_in(taken)
            ),
            delete(ArticleRevision).where(ArticleRevision.id.in_(ids)),
        ):
            db.session.execute(statement.execution_options(synchronize_session=False))
    return cursor + 1 if ids else None
