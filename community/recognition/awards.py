"""Who holds which badge: counted from the rows, awarded once, whatever is counted again."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, func, select

from community.articles.models import Translation, Verification
from community.articles.models_work import ArticleSuggestion
from community.content.models import Subject, SubjectKind, Visibility, Vote, VoteKind
from community.core.clock import now
from community.core.db import db, insert_once
from community.core.outbox import record
from community.events import BadgeAwarded
from community.ideas.models import Idea
from community.questions.models import Answer, Question
from community.recognition.facts import earning_edits, facts_of_edits
from community.recognition.models import Award, Badge, Metric


@dataclass(frozen=True)
class Count:
    """How far a member is: the number, and the post that shows it."""

    member_id: int
    number: int
    evidence_id: int


OF_KINDS = {
    SubjectKind.ANSWER: (Metric.ACCEPTED_ANSWERS, Metric.HELPFUL_VOTES),
    SubjectKind.IDEA: (Metric.IDEA_VOTES,),
}


def award_editors(article_id: int, *, quietly: bool = False) -> int:
    """Award those whose edits of an article were accepted; how many badges that were."""
    editors = {fact.member_id for fact in facts_of_edits(article_id)}
    counts = [Count(one, count_edits(one), article_id) for one in sorted(editors)]
    return sum(_award_metric(Metric.EDITS_ACCEPTED, count, quietly=quietly) for count in counts)


def award_checker(member_id: int, article_id: int, *, quietly: bool = False) -> int:
    """Award whoever verifies articles; how many badges that were."""
    made = 0
    for badge in _badges((Metric.ARTICLE_CHECKS,)):
        count = Count(member_id, count_checks(member_id, badge), article_id)
        if count.number >= badge.threshold:
            made += _award(badge, count, quietly=quietly)
    return made


def _award_metric(metric: Metric, count: Count, *, quietly: bool) -> int:
    badges = [badge for badge in _badges((metric,)) if count.number >= badge.threshold]
    return sum(_award(badge, count, quietly=quietly) for badge in badges)


def count_edits(member_id: int) -> int:
    """How many edits of visible articles were accepted that a member suggested."""
    statement = (
        select(func.count())
        .select_from(ArticleSuggestion)
        .join(Translation, Translation.id == ArticleSuggestion.translation_id)
        .join(Subject, Subject.id == Translation.article_id)
        .where(ArticleSuggestion.author_id == member_id, *earning_edits())
    )
    return db.session.scalars(statement).one()


def count_checks(member_id: int, badge: Badge) -> int:
    """How many texts a member verified within the badge's window; the same text counts once."""
    statement = select(func.count(Verification.revision_id.distinct())).where(
        Verification.member_id == member_id
    )
    if badge.window_days:
        since = now() - timedelta(days=badge.window_days)
        statement = statement.where(Verification.verified_at > since)
    return db.session.scalars(statement).one()


def award_for(subject_id: int, *, quietly: bool = False) -> int:
    """Award what a subject earns its author now; how many badges that were. `quietly` tells nobody (an import)."""
    kind = db.session.scalars(
        select(Subject.kind).where(
            Subject.id == subject_id, Subject.visibility == Visibility.VISIBLE
        )
    ).first()
    if kind is SubjectKind.ARTICLE:
        return award_editors(subject_id, quietly=quietly)
    made = 0
    for badge in _badges(OF_KINDS.get(kind, ()) if kind else ()):
        count = count_of(badge.metric, subject_id)
        if count is not None and count.number >= badge.threshold:
            made += _award(badge, count, quietly=quietly)
    return made


def _badges(metrics: tuple[Metric, ...]) -> list[Badge]:
    if not metrics:
        return []
    statement = select(Badge).where(Badge.metric.in_(metrics), Badge.is_active)
    return list(db.session.scalars(statement.order_by(Badge.id)))


def count_of(metric: Metric, subject_id: int) -> Count | None:
    """What a metric counts for the author of this subject; None when nobody earns it."""
    if metric is Metric.ACCEPTED_ANSWERS:
        return _accepted(subject_id)
    if metric is Metric.HELPFUL_VOTES:
        columns = select(Answer.author_id, votes_of_others()).where(Answer.id == subject_id)
    else:
        columns = select(Idea.author_id, Idea.supporter_count).where(Idea.id == subject_id)
    row = db.session.execute(columns).first()
    return Count(row[0], row[1], subject_id) if row and row[0] is not None else None


def votes_of_others() -> ColumnElement[int]:
    """How many others found an answer helpful: its count without the author's own vote."""
    own = (
        select(func.count())
        .select_from(Vote)
        .where(
            Vote.subject_id == Answer.id,
            Vote.kind == VoteKind.HELPFUL,
            Vote.member_id == Answer.author_id,
            Vote.voided_at.is_(None),
        )
    )
    return Answer.helpful_count - own.correlate(Answer).scalar_subquery()


def _accepted(answer_id: int) -> Count | None:
    """The author's accepted answers, if this one is accepted by somebody else."""
    here = (
        select(Answer.author_id)
        .join(Question, Question.accepted_answer_id == Answer.id)
        .where(Answer.id == answer_id, Question.author_id.is_distinct_from(Answer.author_id))
    )
    author_id = db.session.scalars(here).first()
    if author_id is None:
        return None
    return Count(author_id, count_accepted(author_id), answer_id)


def count_accepted(member_id: int) -> int:
    """How many visible answers of a member others accepted."""
    statement = (
        select(func.count())
        .select_from(Answer)
        .join(Question, Question.accepted_answer_id == Answer.id)
        .join(Subject, Subject.id == Answer.id)
        .where(Answer.author_id == member_id, Question.author_id.is_distinct_from(member_id))
        .where(Subject.visibility == Visibility.VISIBLE)
    )
    return db.session.scalars(statement).one()


def _award(badge: Badge, count: Count, *, quietly: bool) -> int:
    at = now()
    occasion = count.evidence_id if badge.is_repeatable else 0
    fresh = insert_once(
        Award,
        badge_id=badge.id,
        member_id=count.member_id,
        occasion=occasion,
        evidence_id=count.evidence_id,
        awarded_at=at,
        expires_at=at + timedelta(days=badge.valid_days) if badge.valid_days else None,
        is_public=True,
    )
    if fresh and not quietly:
        _tell(badge, count.member_id, occasion)
    return int(fresh)


def _tell(badge: Badge, member_id: int, occasion: int) -> None:
    statement = select(Award.id).where(
        Award.badge_id == badge.id, Award.member_id == member_id, Award.occasion == occasion
    )
    award_id = db.session.scalars(statement).one()
    record(
        BadgeAwarded(
            award_id=award_id, member_id=member_id, badge_key=badge.key, badge_name=badge.name
        )
    )
