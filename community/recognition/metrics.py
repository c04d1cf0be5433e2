"""What badges count, read from the rows: one statement for each kind of deed, joined into one for all that is asked."""

from collections.abc import Callable, Collection, Iterable
from datetime import timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from community.accounts.models import Member
from community.articles.models import ArticleArea, ArticleRevision, Translation, Verification
from community.articles.models_work import ArticleSuggestion
from community.content.models import (
    Flag,
    FlagState,
    Follow,
    FollowState,
    Subject,
    TargetKind,
    Visibility,
    Vote,
)
from community.core.db import db
from community.ideas.models import Idea, IdeaStatus, Meaning
from community.questions.models import Answer, Question
from community.recognition.awarding import Deed
from community.recognition.facts import earning_edits
from community.recognition.metrics_columns import (
    Whose,
    asked_about,
    deed_columns,
    is_asked,
    is_somebody,
)
from community.recognition.metrics_replies import timely_replies
from community.recognition.models import LedgerEntry, Metric

OLD = timedelta(days=30)
Deeds = dict[tuple[Metric, int], list[Deed]]


def list_deeds(metrics: Iterable[Metric], member_ids: Collection[int]) -> Deeds:
    """What these metrics count of these members, by metric and member; one statement."""
    asked, found = tuple(sorted(set(metrics))), Deeds()
    if not asked:
        return found
    for row in db.session.execute(_deeds_of(asked), asked_about(member_ids)):
        if row.asked_at is not None and row.answered_at - row.asked_at <= OLD:
            continue  # no rescue; how far two instants lie apart is asked of neither database
        deed = Deed(row.at, row.key, row.evidence_id, row.area_id)
        found.setdefault((Metric(row.metric), row.member_id), []).append(deed)
    return found


@lru_cache(maxsize=64)
def _deeds_of(metrics: tuple[Metric, ...]) -> CompoundSelect[Any]:
    """Put together once: that takes longer than asking, and each vote asks."""
    return union_all(*(part for metric in metrics for part in STATEMENTS[metric](is_asked)))


def list_candidates(metric: Metric, threshold: int, limit: int) -> tuple[list[int], int]:
    """Some members with so many deeds, whenever and wherever, and how many there are; one statement.

    Some of them hold a badge of this metric.
    """
    deeds = union_all(*STATEMENTS[metric](is_somebody)).subquery()
    statement = select(deeds.c.member_id, func.count().over()).group_by(deeds.c.member_id)
    enough = statement.having(func.count() >= threshold).order_by(deeds.c.member_id)
    rows = db.session.execute(enough.limit(limit)).all()
    return [row[0] for row in rows], rows[0][1] if rows else 0


def _accepted(whose: Whose) -> list[Select[Any]]:
    """Visible answers that others accepted."""
    deeds = deed_columns(
        Metric.ACCEPTED_ANSWERS,
        Answer.author_id,
        Question.accepted_at,
        Answer.id,
        evidence=Answer.id,
        area=Question.product_area_id,
    )
    return [_of_accepted(deeds, whose)]


def _rescues(whose: Whose) -> list[Select[Any]]:
    """Accepted answers with the age of their questions."""
    deeds = deed_columns(
        Metric.RESCUES,
        Answer.author_id,
        Question.accepted_at,
        Answer.id,
        evidence=Answer.id,
        area=Question.product_area_id,
        asked_at=Question.created_at,
        answered_at=Answer.created_at,
    )
    return [_of_accepted(deeds, whose)]


def _of_accepted(deeds: Select[Any], whose: Whose) -> Select[Any]:
    return (
        deeds.select_from(Answer)
        .join(Question, Question.accepted_answer_id == Answer.id)
        .join(Subject, Subject.id == Answer.id)
        .where(whose(Answer.author_id), Subject.visibility == Visibility.VISIBLE)
        .where(Question.author_id.is_distinct_from(Answer.author_id))
        .where(Question.accepted_at.is_not(None))
    )


def _with_points(whose: Whose) -> list[Select[Any]]:
    """Answers with a credited entry not reversed, since the first such entry."""
    reversal = aliased(LedgerEntry)
    deeds = deed_columns(
        Metric.ANSWERS_WITH_POINTS,
        Answer.author_id,
        func.min(LedgerEntry.at),
        Answer.id,
        evidence=Answer.id,
        area=Question.product_area_id,
    )
    return [
        deeds.select_from(Answer)
        .join(Question, Question.id == Answer.question_id)
        .join(Subject, Subject.id == Answer.id)
        .join(LedgerEntry, LedgerEntry.subject_id == Answer.id)
        .outerjoin(reversal, reversal.reverses_id == LedgerEntry.id)
        .where(whose(Answer.author_id), Subject.visibility == Visibility.VISIBLE)
        .where(LedgerEntry.member_id == Answer.author_id, LedgerEntry.credited > 0)
        .where(LedgerEntry.reverses_id.is_(None), reversal.id.is_(None))
        .group_by(Answer.author_id, Answer.id, Question.product_area_id)
    ]


def _shipped(whose: Whose) -> list[Select[Any]]:
    """One's ideas that were shipped."""
    deeds = deed_columns(
        Metric.IDEAS_SHIPPED,
        Idea.author_id,
        Idea.status_changed_at,
        Idea.id,
        evidence=Idea.id,
        area=Subject.product_area_id,
    )
    return [
        deeds.select_from(Idea)
        .join(IdeaStatus, IdeaStatus.id == Idea.status_id)
        .join(Subject, Subject.id == Idea.id)
        .where(whose(Idea.author_id), Subject.visibility == Visibility.VISIBLE)
        .where(IdeaStatus.meaning == Meaning.SHIPPED)
    ]


def _edits(whose: Whose) -> list[Select[Any]]:
    """Suggested edits of articles that others accepted."""
    deeds = deed_columns(
        Metric.EDITS_ACCEPTED,
        ArticleSuggestion.author_id,
        func.coalesce(ArticleSuggestion.decided_at, ArticleSuggestion.created_at),
        ArticleSuggestion.revision_id,
        evidence=Translation.article_id,
        area=ArticleArea.product_area_id,
    )
    return [
        deeds.select_from(ArticleSuggestion)
        .join(Translation, Translation.id == ArticleSuggestion.translation_id)
        .join(Subject, Subject.id == Translation.article_id)
        .outerjoin(ArticleArea, ArticleArea.article_id == Translation.article_id)
        .where(whose(ArticleSuggestion.author_id), *earning_edits())
    ]


def _checks(whose: Whose) -> list[Select[Any]]:
    """Verifications of articles; the same text counts once at a time."""
    deeds = deed_columns(
        Metric.ARTICLE_CHECKS,
        Verification.member_id,
        Verification.verified_at,
        Verification.revision_id,
        evidence=Translation.article_id,
        area=ArticleArea.product_area_id,
    )
    return [
        deeds.select_from(Verification)
        .join(ArticleRevision, ArticleRevision.id == Verification.revision_id)
        .join(Translation, Translation.id == ArticleRevision.translation_id)
        .outerjoin(ArticleArea, ArticleArea.article_id == Translation.article_id)
        .where(whose(Verification.member_id))
    ]


def _flags(whose: Whose) -> list[Select[Any]]:
    """Flags on posts of others that moderators agreed with, and did not take back.

    The post is no evidence that others may read: its author would learn who flagged it.
    """
    deeds = deed_columns(
        Metric.FLAGS_UPHELD,
        Flag.member_id,
        Flag.decided_at,
        Flag.subject_id,
        area=Subject.product_area_id,
    )
    return [
        deeds.select_from(Flag)
        .join(Subject, Subject.id == Flag.subject_id)
        .where(whose(Flag.member_id), Subject.author_id.is_distinct_from(Flag.member_id))
        .where(Flag.state == FlagState.UPHELD, Flag.lifted_at.is_(None))
        .where(Flag.decided_at.is_not(None))
    ]


PROFILE, FIRST_VOTE, FIRST_FOLLOW = 1, 2, 3


def _steps(whose: Whose) -> list[Select[Any]]:
    """A profile with words or a picture, a first vote and a first follow of what is not one's own."""
    metric = Metric.START_STEPS
    profile = deed_columns(metric, Member.id, Member.created_at, literal(PROFILE)).where(
        whose(Member.id), or_(Member.bio != "", Member.picture_key.is_not(None))
    )
    vote = (
        deed_columns(metric, Vote.member_id, func.min(Vote.created_at), literal(FIRST_VOTE))
        .join(Subject, Subject.id == Vote.subject_id)
        .where(whose(Vote.member_id), Vote.voided_at.is_(None))
        .where(Subject.author_id.is_distinct_from(Vote.member_id))
        .group_by(Vote.member_id)
    )
    follow = (
        deed_columns(metric, Follow.member_id, func.min(Follow.created_at), literal(FIRST_FOLLOW))
        .select_from(Follow)
        .outerjoin(Subject, _is_target())
        .where(whose(Follow.member_id), Follow.state == FollowState.FOLLOWING)
        .where(Subject.author_id.is_distinct_from(Follow.member_id))
        .group_by(Follow.member_id)
    )
    return [profile, vote, follow]


def _is_target() -> ColumnElement[bool]:
    return (Follow.target_kind == TargetKind.SUBJECT) & (Subject.id == Follow.target_id)


STATEMENTS: dict[Metric, Callable[[Whose], list[Select[Any]]]] = {
    Metric.START_STEPS: _steps,
    Metric.ACCEPTED_ANSWERS: _accepted,
    Metric.RESCUES: _rescues,
    Metric.TIMELY_REPLIES: timely_replies,
    Metric.ANSWERS_WITH_POINTS: _with_points,
    Metric.IDEAS_SHIPPED: _shipped,
    Metric.EDITS_ACCEPTED: _edits,
    Metric.ARTICLE_CHECKS: _checks,
    Metric.FLAGS_UPHELD: _flags,
}
