"""Which entries the present rows call for: the ledger is brought to match them, whatever order events came in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from community.articles.models import Translation
from community.articles.models_work import ArticleSuggestion
from community.content.models import (
    Flag,
    FlagReason,
    FlagState,
    Link,
    LinkKind,
    Subject,
    SubjectKind,
    Visibility,
    Vote,
    VoteKind,
)
from community.content.suggestions import SuggestionState
from community.core.db import db
from community.ideas.models import Idea, IdeaStatus, Meaning
from community.questions.models import Answer, Question
from community.questions.models_suggestions import PostSuggestion
from community.recognition.points import Reason


@dataclass(frozen=True)
class Fact:
    """One thing that earns points: for whom, why, since when."""

    source: str
    member_id: int
    reason: Reason
    subject_id: int
    at: datetime


OF_VOTES = {
    VoteKind.HELPFUL: Reason.ANSWER_HELPFUL,
    VoteKind.SAME_QUESTION: Reason.SAME_QUESTION,
    VoteKind.SUPPORT: Reason.IDEA_SUPPORTED,
}


def facts_of_vote(subject_id: int, voter_id: int) -> list[Fact]:
    """What this member's votes on this subject earn its author; an author's own vote earns nothing."""
    subject = _visible(subject_id)
    return list(_votes(subject, voter_id)) if subject else []


def facts_of_subject(subject_id: int) -> list[Fact]:
    """All that a subject earns now; nothing while it is hidden or deleted."""
    facts = [*facts_of_edits(subject_id), *facts_of_post_edits(subject_id)]
    subject = _visible(subject_id)
    if subject is None:
        return facts
    facts += _votes(subject, None)
    if subject.kind is SubjectKind.ANSWER:
        facts += _of_answer(subject_id)
    if subject.kind is SubjectKind.IDEA:
        facts += _of_idea(subject)
    return facts


def facts_of_marks(subject_id: int) -> list[Fact]:
    """What a subject earns beside votes: accepted, official, verified, shipped."""
    subject = _visible(subject_id)
    if subject is None:
        return []
    if subject.kind is SubjectKind.ANSWER:
        return _of_answer(subject_id)
    return _of_idea(subject) if subject.kind is SubjectKind.IDEA else []


def facts_of_edits(article_id: int) -> list[Fact]:
    """What accepted edits of an article earn those who suggested them; nobody earns by accepting his own."""
    statement = (
        select(
            ArticleSuggestion.revision_id,
            ArticleSuggestion.author_id,
            ArticleSuggestion.decided_at,
            ArticleSuggestion.created_at,
        )
        .join(Translation, Translation.id == ArticleSuggestion.translation_id)
        .join(Subject, Subject.id == Translation.article_id)
        .where(Subject.id == article_id, *earning_edits())
    )
    return [
        Fact(
            edit_source(row.revision_id),
            row.author_id,
            Reason.SUGGESTION_ACCEPTED,
            article_id,
            row.decided_at or row.created_at,
        )
        for row in db.session.execute(statement)
    ]


def earning_edits() -> tuple[ColumnElement[bool], ...]:
    """The conditions on a suggested edit, and on its article, to earn its author something."""
    return (
        ArticleSuggestion.state == SuggestionState.ACCEPTED,
        ArticleSuggestion.author_id.is_not(None),
        ArticleSuggestion.author_id.is_distinct_from(ArticleSuggestion.decided_by_id),
        Subject.visibility == Visibility.VISIBLE,
    )


def facts_of_post_edits(subject_id: int) -> list[Fact]:
    """What accepted edits of a question or an answer earn those who suggested them."""
    statement = (
        select(PostSuggestion.id, PostSuggestion.author_id, PostSuggestion.decided_at)
        .join(Subject, Subject.id == PostSuggestion.subject_id)
        .where(
            PostSuggestion.subject_id == subject_id,
            PostSuggestion.state == SuggestionState.ACCEPTED,
            PostSuggestion.author_id.is_not(None),
            PostSuggestion.author_id.is_distinct_from(PostSuggestion.decided_by_id),
            Subject.visibility == Visibility.VISIBLE,
        )
    )
    reason = Reason.SUGGESTION_ACCEPTED
    return [
        Fact(post_edit_source(row.id), row.author_id, reason, subject_id, row.decided_at)
        for row in db.session.execute(statement)
    ]


def post_edit_source(edit_id: int) -> str:
    """How the ledger names an accepted edit of a question or an answer."""
    return f"post_edit:{edit_id}"


def edit_source(suggestion_id: int) -> str:
    """How the ledger names an accepted edit."""
    return f"edit:{suggestion_id}"


def fines_of_subject(subject_id: int) -> list[Fact]:
    """What upheld flags that were not lifted cost the author of a post that is not shown; once a post."""
    subject = db.session.get(Subject, subject_id, populate_existing=True)
    if subject is None or subject.author_id is None or subject.is_visible:
        return []
    upheld = select(Flag.reason).where(
        Flag.subject_id == subject_id, Flag.state == FlagState.UPHELD, Flag.lifted_at.is_(None)
    )
    reasons = set(db.session.scalars(upheld))
    if not reasons:
        return []
    reason = Reason.SPAM if FlagReason.SPAM in reasons else Reason.FLAG_UPHELD
    at = subject.visibility_at or subject.created_at
    return [Fact(f"flag:{subject_id}", subject.author_id, reason, subject_id, at)]


def list_answer_ids(question_id: int) -> list[int]:
    """The answers of a question; none for any other subject."""
    statement = select(Answer.id).where(Answer.question_id == question_id)
    return list(db.session.scalars(statement.order_by(Answer.id)))


def _visible(subject_id: int) -> Subject | None:
    subject = db.session.get(Subject, subject_id, populate_existing=True)
    return subject if subject is not None and subject.is_visible and subject.author_id else None


def vote_source(kind: VoteKind, subject_id: int, voter_id: int) -> str:
    """How the ledger names a vote."""
    return f"vote:{kind.value}:{subject_id}:{voter_id}"


def _votes(subject: Subject, voter_id: int | None) -> Iterable[Fact]:
    statement = select(Vote.member_id, Vote.kind, Vote.created_at).where(
        Vote.subject_id == subject.id,
        Vote.kind.in_(OF_VOTES),
        Vote.voided_at.is_(None),
        Vote.member_id != subject.author_id,
    )
    if voter_id is not None:
        statement = statement.where(Vote.member_id == voter_id)
    for voter, kind, at in db.session.execute(statement):
        source = vote_source(kind, subject.id, voter)
        yield Fact(source, subject.author_id or 0, OF_VOTES[kind], subject.id, at)


def _of_answer(answer_id: int) -> list[Fact]:
    statement = (
        select(
            Answer.author_id,
            Answer.official_at,
            Answer.official_by_id,
            Answer.verified_at,
            Answer.verified_by_id,
            Question.accepted_answer_id,
            Question.accepted_at,
            Question.author_id.label("asker_id"),
        )
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.id == answer_id)
    )
    row = db.session.execute(statement).one()
    facts = []
    accepted = row.accepted_answer_id == answer_id and row.accepted_at is not None
    if accepted and row.asker_id != row.author_id:
        facts.append(
            _fact("accepted", row.author_id, Reason.ANSWER_ACCEPTED, answer_id, at=row.accepted_at)
        )
        if row.asker_id is not None:
            reason = Reason.ACCEPTED_AN_ANSWER
            facts.append(_fact("asker", row.asker_id, reason, answer_id, at=row.accepted_at))
    both = (row.official_at, row.official_by_id), (row.verified_at, row.verified_by_id)
    marks = [at for at, by_id in both if at is not None and by_id != row.author_id]
    if marks:
        facts.append(_fact("marked", row.author_id, Reason.ANSWER_MARKED, answer_id, at=min(marks)))
    made_at = _article_made_at(answer_id)
    if made_at is not None:
        facts.append(_fact("made", row.author_id, Reason.ARTICLE_MADE, answer_id, at=made_at))
    return facts


def _article_made_at(answer_id: int) -> datetime | None:
    """When an article that was made of this answer was first published; several count once."""
    statement = (
        select(func.min(Translation.first_published_at))
        .join(Link, Link.from_id == Translation.article_id)
        .where(Link.to_id == answer_id, Link.kind == LinkKind.MADE_FROM)
    )
    return db.session.scalars(statement).one()


def list_answers_of_article(article_id: int) -> list[int]:
    """The answers that an article was made of."""
    statement = select(Link.to_id).where(
        Link.from_id == article_id, Link.kind == LinkKind.MADE_FROM
    )
    return list(db.session.scalars(statement.order_by(Link.to_id)))


def _of_idea(subject: Subject) -> list[Fact]:
    statement = (
        select(Idea.status_changed_at)
        .join(IdeaStatus, IdeaStatus.id == Idea.status_id)
        .where(Idea.id == subject.id, IdeaStatus.meaning == Meaning.SHIPPED)
    )
    shipped_at = db.session.scalars(statement).first()
    if shipped_at is None:
        return []
    return [
        _fact("shipped", subject.author_id or 0, Reason.IDEA_SHIPPED, subject.id, at=shipped_at)
    ]


def _fact(name: str, member_id: int, reason: Reason, subject_id: int, *, at: datetime) -> Fact:
    return Fact(f"{name}:{subject_id}", member_id, reason, subject_id, at)
