"""Counting from nothing: what the rows call for against what the ledger holds, and standing against the ledger."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, union
from sqlalchemy.orm import aliased

from community import site_settings
from community.accounts.models import Member
from community.articles.models import Translation
from community.articles.models_work import ArticleSuggestion
from community.content.models import (
    Flag,
    FlagState,
    Link,
    LinkKind,
    Subject,
    SubjectKind,
    Vote,
)
from community.content.suggestions import SuggestionState
from community.core.db import db, writing
from community.questions.models import Answer, Question
from community.questions.models_suggestions import PostSuggestion
from community.recognition import ledger
from community.recognition.facts import Fact, facts_of_subject, fines_of_subject
from community.recognition.models import LedgerEntry
from community.recognition.standing_in_sql import level_in_sql

BATCH = 100
Progress = Callable[[int], object]
# Keys of subjects, from one place.
Keys = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Verdict:
    """How many entries are missing, stand for nothing, or are wrong in themselves; and how many members."""

    missing: int
    surplus: int
    wrong: int
    members: int

    @property
    def is_clean(self) -> bool:
        """Whether all of it agrees."""
        return not (self.missing or self.surplus or self.wrong or self.members)


def compare(progress: Progress = lambda _done: None) -> Verdict:
    """What differs, with nothing changed."""
    missing = surplus = 0
    for ids in _batches(progress):
        for subject_id in ids:
            called, held = _called_for(subject_id), _held(subject_id)
            missing += len(called.keys() - held.keys())
            surplus += len(held.keys() - called.keys())
    return Verdict(missing, surplus, _count_wrong(), _count_members())


def mend(progress: Progress = lambda _done: None) -> Verdict:
    """As `compare`, and bring the ledger to the rows and all standing to the ledger. Entries are only ever added."""
    found = compare()
    for ids in _batches(progress):
        with writing():
            for subject_id in ids:
                _mend(subject_id)
    while ids := list(db.session.scalars(_wrong_members().limit(BATCH))):
        with writing():
            ledger.lock_members(ids)
            ledger.refresh_standing(ids)
    return found


def _mend(subject_id: int) -> None:
    ledger.settle(_called_for(subject_id).values(), _held(subject_id).values())


def _called_for(subject_id: int) -> dict[str, Fact]:
    facts = [*facts_of_subject(subject_id), *fines_of_subject(subject_id)]
    return {fact.source: fact for fact in facts}


def _held(subject_id: int) -> dict[str, LedgerEntry]:
    held = ledger.list_standing(subject_id)
    if db.session.get(Subject, subject_id) is not None:  # a fine outlives the post that was purged
        held += ledger.list_fines(subject_id)
    return {entry.source: entry for entry in held}


def _batches(progress: Progress) -> Iterator[list[int]]:
    """The subjects that may have entries, and those that have, some at a time."""
    after = 0
    others = (
        select(LedgerEntry.subject_id),
        select(Flag.subject_id).where(Flag.state == FlagState.UPHELD),
    )
    while True:
        ids = list_some([*earning(), *others], after, BATCH)
        if not ids:
            return
        yield ids
        after = ids[-1]
        progress(len(ids))


def earning() -> list[Keys]:
    """Subjects with votes, an acceptance, a mark, a decision or an accepted edit."""
    marked = or_(Answer.official_at.is_not(None), Answer.verified_at.is_not(None))
    made = select(Link.to_id).join(Subject, Subject.id == Link.to_id)
    edited = select(Translation.article_id).join(
        ArticleSuggestion, ArticleSuggestion.translation_id == Translation.id
    )
    return [
        select(Vote.subject_id),
        select(Question.accepted_answer_id),
        select(Answer.id).where(marked),
        made.where(Link.kind == LinkKind.MADE_FROM, Subject.kind == SubjectKind.ANSWER),
        select(Subject.id).where(Subject.kind == SubjectKind.IDEA),
        edited.where(ArticleSuggestion.state == SuggestionState.ACCEPTED),
        select(PostSuggestion.subject_id).where(PostSuggestion.state == SuggestionState.ACCEPTED),
    ]


def list_some(places: Sequence[Keys], after: int, most: int) -> list[int]:
    """The next subjects that stand in one of the places, each place asked for so many alone.

    Asked in one condition, PostgreSQL may look through a place again for every subject: minutes after an import.
    """
    parts = []
    for place in places:
        [key] = place.selected_columns
        parts.append(place.where(key > after).distinct().order_by(key).limit(most).subquery())
    every = union(*(select(part.c[0]) for part in parts)).subquery()
    return list(db.session.scalars(select(every.c[0]).order_by(every.c[0]).limit(most)))


def _count_wrong() -> int:
    """Reversals that do not take back what was credited, and entries credited more than they earned."""
    reversed_one = aliased(LedgerEntry)
    unequal = (
        select(func.count())
        .select_from(LedgerEntry)
        .join(reversed_one, reversed_one.id == LedgerEntry.reverses_id)
        .where(LedgerEntry.credited != -reversed_one.credited)
    )
    too_much = select(func.count()).where(
        LedgerEntry.reverses_id.is_(None),
        or_(
            and_(LedgerEntry.earned > 0, LedgerEntry.credited > LedgerEntry.earned),
            and_(LedgerEntry.earned > 0, LedgerEntry.credited < 0),
            and_(LedgerEntry.earned <= 0, LedgerEntry.credited != LedgerEntry.earned),
        ),
    )
    return db.session.scalars(unequal).one() + db.session.scalars(too_much).one()


def _wrong_members() -> Select[Any]:
    """Those whose points or level are not what their entries add up to."""
    added = (
        select(func.coalesce(func.sum(LedgerEntry.credited), 0))
        .where(LedgerEntry.member_id == Member.id)
        .correlate(Member)
        .scalar_subquery()
    )
    wrong = or_(
        and_(added < 0, Member.reputation != 0),
        and_(added >= 0, Member.reputation != added),
        Member.level != level_in_sql(site_settings.current()),
    )
    return select(Member.id).where(wrong).order_by(Member.id)


def _count_members() -> int:
    return db.session.scalars(select(func.count()).select_from(_wrong_members().subquery())).one()
