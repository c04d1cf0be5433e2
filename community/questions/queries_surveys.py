"""What askers said about solved questions: one survey, those to remind of, figures and remarks for staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from community.accounts.models import Member
from community.content.models import ProductArea
from community.content.queries import visible_to
from community.core import paging
from community.core.clock import now
from community.core.db import db
from community.core.errors import NotFound
from community.core.paging import Page
from community.policies.actor import Actor
from community.questions.models import Question
from community.questions.models_surveys import SolvedSurvey
from community.questions.satisfaction import (
    EASY_FROM,
    SATISFIED_FROM,
    AreaGroup,
    Band,
    Figures,
    bands,
    groups,
)
from community.questions.states import QuestionState

MONTHS = 12
# Who has not been asked for so long is not asked any more.
TOO_LATE = timedelta(days=30)


def get_survey(question_id: int) -> SolvedSurvey:
    """The survey of a question; NotFound where its asker was never asked."""
    survey = find_survey(question_id)
    if survey is None:
        raise NotFound
    return survey


def find_survey(question_id: int) -> SolvedSurvey | None:
    """The survey of a question."""
    statement = select(SolvedSurvey).where(SolvedSurvey.question_id == question_id)
    return db.session.scalars(statement).first()


def asks_survey(question_id: int) -> ColumnElement[bool]:
    """Whether the survey of this question waits for an answer, as a column."""
    return select(SolvedSurvey.id).where(SolvedSurvey.question_id == question_id, *_open()).exists()


def _open() -> tuple[ColumnElement[bool], ...]:
    return SolvedSurvey.answered_at.is_(None), SolvedSurvey.declined_at.is_(None)


def list_untold(before: datetime, limit: int) -> Sequence[SolvedSurvey]:
    """Surveys that have waited since before this instant, of which nobody was told; locked."""
    statement = (
        select(SolvedSurvey)
        .join(Question, Question.id == SolvedSurvey.question_id)
        .where(SolvedSurvey.told_at.is_(None), *_open())
        .where(SolvedSurvey.asked_at <= before, SolvedSurvey.asked_at > before - TOO_LATE)
        .where(Question.state == QuestionState.SOLVED, SolvedSurvey.member_id.is_not(None))
        .order_by(SolvedSurvey.id)
        .limit(limit)
        .with_for_update(of=SolvedSurvey)
    )
    return db.session.scalars(statement).all()


@dataclass(frozen=True)
class Report:
    """A year of solved questions as the asker saw them."""

    total: Figures
    months: list[Band]
    areas: list[AreaGroup]
    names: dict[int, dict[str, str]]


def get_report() -> Report:
    """The figures of the last twelve months; two statements."""
    begin = _months_ago(now().date(), MONTHS - 1)
    columns = (SolvedSurvey.month, SolvedSurvey.product_area_id, *_sums())
    statement = select(*columns).where(SolvedSurvey.month >= begin)
    grouped = statement.group_by(SolvedSurvey.month, SolvedSurvey.product_area_id)
    rows = [(row[0], row[1], Figures(*map(int, row[2:]))) for row in db.session.execute(grouped)]
    by_month: dict[date, Figures] = {}
    by_area: dict[int | None, Figures] = {}
    for month, area_id, figures in rows:
        by_month[month] = by_month.get(month, Figures()) + figures
        by_area[area_id] = by_area.get(area_id, Figures()) + figures
    names = db.session.execute(select(ProductArea.id, ProductArea.name))
    return Report(
        total=sum((one for _month, _area, one in rows), Figures()),
        months=bands(list(by_month.items())),
        areas=groups(by_area.items()),
        names={row.id: row.name for row in names},
    )


def _sums() -> tuple[Any, ...]:
    satisfied = case((SolvedSurvey.satisfaction >= SATISFIED_FROM, 1), else_=0)
    easy = case((SolvedSurvey.effort >= EASY_FROM, 1), else_=0)
    return (
        func.count(),
        func.count(SolvedSurvey.satisfaction),
        func.coalesce(func.sum(satisfied), 0),
        func.count(SolvedSurvey.effort),
        func.coalesce(func.sum(easy), 0),
        func.coalesce(func.sum(SolvedSurvey.effort), 0),
    )


def _months_ago(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


@dataclass(frozen=True)
class Remark:
    """What an asker wrote to the team about a solved question."""

    id: int
    text: str
    said_at: datetime
    question_id: int
    title: str
    slug: str


def list_remarks(actor: Actor, after: str | None = None) -> Page[Remark]:
    """Remarks on questions that the actor sees, newest first, none of erased members; one statement."""
    statement = (
        select(
            SolvedSurvey.id,
            SolvedSurvey.comment,
            SolvedSurvey.answered_at,
            Question.id,
            Question.title,
            Question.slug,
        )
        .select_from(SolvedSurvey)
        .join(Question, Question.id == SolvedSurvey.question_id)
        .join(Member, Member.id == SolvedSurvey.member_id)
        .where(SolvedSurvey.comment != "", Member.erased_at.is_(None))
    )
    key = paging.decode(after, 1)
    if key:
        statement = statement.where(SolvedSurvey.id < key[0])
    seen: Any = visible_to(statement, actor, Question.id)
    rows = db.session.execute(seen.order_by(SolvedSurvey.id.desc()).limit(paging.SIZE + 1))
    return paging.cut([Remark(*row) for row in rows], lambda row: (row.id,), began=key is not None)
