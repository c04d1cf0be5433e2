"""Counting again in bulk: after an import, or to check that ledger and badges agree with the rows."""

from collections.abc import Callable

from sqlalchemy import and_, or_, select

from community.articles.models import Translation
from community.articles.models_work import ArticleSuggestion
from community.articles.states_work import SuggestionState
from community.content.models import Link, LinkKind, Subject, SubjectKind, Vote
from community.core.db import db, writing
from community.questions.models import Answer, Question
from community.recognition import ledger
from community.recognition.facts import facts_of_subject
from community.recognition.tasks_badges import recount_badges

BATCH = 100


def recount(progress: Callable[[int], object] = lambda _done: None) -> int:
    """Settle the ledger of every subject that may earn something, then all badges; how many were new. Tells nobody."""
    after = 0
    while ids := _earning(after):
        with writing():
            for subject_id in ids:
                ledger.settle(facts_of_subject(subject_id), ledger.list_standing(subject_id))
        after = ids[-1]
        progress(len(ids))
    return recount_badges(progress)


def _earning(after: int) -> list[int]:
    """The next subjects with votes, an acceptance, a mark, a decision or an accepted edit."""
    voted = select(Vote.subject_id)
    accepted = select(Question.accepted_answer_id).where(Question.accepted_answer_id.is_not(None))
    marked = select(Answer.id).where(
        or_(Answer.official_at.is_not(None), Answer.verified_at.is_not(None))
    )
    made = select(Link.to_id).where(Link.kind == LinkKind.MADE_FROM)
    edited = (
        select(Translation.article_id)
        .join(ArticleSuggestion, ArticleSuggestion.translation_id == Translation.id)
        .where(ArticleSuggestion.state == SuggestionState.ACCEPTED)
    )
    earning = or_(
        Subject.id.in_(voted),
        and_(
            Subject.kind == SubjectKind.ANSWER,
            or_(Subject.id.in_(accepted), Subject.id.in_(marked), Subject.id.in_(made)),
        ),
        Subject.kind == SubjectKind.IDEA,
        Subject.id.in_(edited),
    )
    statement = select(Subject.id).where(earning, Subject.id > after)
    return list(db.session.scalars(statement.order_by(Subject.id).limit(BATCH)))
