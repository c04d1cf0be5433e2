"""The search report: what people look for and do not find, counted by phrase, week, language and area."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from community.accounts.models import Member
from community.content.models import ProductArea
from community.core import paging
from community.core.clock import now
from community.core.db import db
from community.core.paging import Page
from community.search.models import NO_AREA, SearchTakeUp, SearchTally
from community.search.report import Figures, Measure, Work, week_of

SIZE = 50
MOST_LINES = 5_000
SUMS = tuple(
    func.coalesce(func.sum(column), 0)
    for column in (
        SearchTally.searches,
        SearchTally.found_nothing,
        SearchTally.opened,
        SearchTally.asked,
        SearchTally.proposed,
    )
)
SEARCHES, NOTHING, OPENED, ASKED, PROPOSED = SUMS
MEASURES = {
    Measure.SEARCHES: SEARCHES,
    Measure.NOTHING: NOTHING,
    Measure.UNOPENED: SEARCHES - NOTHING - OPENED,
    Measure.ASKED: ASKED + PROPOSED,
}


@dataclass(frozen=True, kw_only=True)
class Period:
    """What the report covers: so many weeks up to now, of one language and area or of all."""

    weeks: int = 12
    locale: str | None = None
    area_id: int | None = None

    @property
    def since(self) -> date:
        """The Monday of its first week."""
        return week_of(now()) - timedelta(weeks=self.weeks - 1)


@dataclass(frozen=True)
class PhraseRow:
    """What was searched for, what became of it, and what the team has made of it."""

    phrase: str
    locale: str
    figures: Figures
    work: Work | None = None
    worker: str | None = None
    worked_at: datetime | None = None


def sum_figures(period: Period) -> Figures:
    """All searches of the period together."""
    return Figures(*db.session.execute(_of(select(*SUMS), period)).one())


def list_weeks(period: Period) -> list[tuple[date, Figures]]:
    """The figures of each week of the period, oldest first; weeks without a search too."""
    statement = _of(select(SearchTally.week, *SUMS), period).group_by(SearchTally.week)
    found = {row[0]: Figures(*row[1:]) for row in db.session.execute(statement)}
    weeks = (period.since + timedelta(weeks=place) for place in range(period.weeks))
    return [(week, found.get(week, Figures())) for week in weeks]


def list_languages(period: Period) -> list[tuple[str, Figures]]:
    """The figures of each language, most searches first."""
    statement = _of(select(SearchTally.locale, *SUMS), period).group_by(SearchTally.locale)
    rows = db.session.execute(statement.order_by(SEARCHES.desc(), SearchTally.locale))
    return [(row[0], Figures(*row[1:])) for row in rows]


def list_areas(period: Period) -> list[tuple[Mapping[str, str] | None, Figures]]:
    """The figures of each product area, most searches first; None is no area."""
    sums = _of(select(SearchTally.product_area_id.label("area"), *SUMS), period)
    grouped = sums.group_by(SearchTally.product_area_id).subquery()
    statement = select(ProductArea.name, *list(grouped.c)[1:])
    joined = statement.select_from(grouped).outerjoin(ProductArea, ProductArea.id == grouped.c.area)
    rows = db.session.execute(joined.order_by(list(grouped.c)[1].desc(), grouped.c.area))
    return [(row[0], Figures(*row[1:])) for row in rows]


def list_phrases(
    period: Period, measure: Measure, after: str | None = None, *, size: int = SIZE
) -> Page[PhraseRow]:
    """A page of phrases, by this measure, most first; phrases that measure nothing are left out."""
    by = MEASURES[measure]
    statement = _phrases(period).having(by > 0)
    key = paging.decode(after, 2, words=True)
    if key is not None:
        locale, _, phrase = str(key[0]).partition(" ")
        later = and_(
            by == key[1],
            or_(
                SearchTally.locale > locale,
                and_(SearchTally.locale == locale, SearchTally.phrase > phrase),
            ),
        )
        statement = statement.having(or_(by < key[1], later))
    statement = statement.order_by(by.desc(), SearchTally.locale, SearchTally.phrase)
    rows = [_phrase_row(row) for row in db.session.execute(statement.limit(size + 1))]

    def place(row: PhraseRow) -> Sequence[Any]:
        return f"{row.locale} {row.phrase}", measured(row.figures, measure)

    return paging.cut(rows, place, size=size, began=key is not None)


def list_lines(period: Period, measure: Measure) -> list[PhraseRow]:
    """The phrases as a file holds them: the first five thousand."""
    return list(list_phrases(period, measure, size=MOST_LINES).items)


def list_unfound(locale: str | None = None, *, weeks: int = 4, limit: int = 10) -> list[PhraseRow]:
    """What was searched for most often and never found lately, for the writers' desk."""
    period = Period(weeks=weeks, locale=locale)
    return list(list_phrases(period, Measure.NOTHING, size=limit).items)


def get_phrase(phrase: str, locale: str, *, weeks: int = 12) -> PhraseRow:
    """One phrase with its figures, all nothing where nobody searched for it."""
    statement = _phrases(Period(weeks=weeks, locale=locale)).where(SearchTally.phrase == phrase)
    row = db.session.execute(statement).first()
    return _phrase_row(row) if row else PhraseRow(phrase, locale, Figures())


def measured(figures: Figures, measure: Measure) -> int:
    """What the report orders by."""
    return {
        Measure.SEARCHES: figures.searches,
        Measure.NOTHING: figures.nothing,
        Measure.UNOPENED: figures.searches - figures.nothing - figures.opened,
        Measure.ASKED: figures.asked + figures.proposed,
    }[measure]


def _phrases(period: Period) -> Select[*tuple[Any, ...]]:
    same = and_(
        SearchTakeUp.phrase == SearchTally.phrase, SearchTakeUp.locale == SearchTally.locale
    )
    columns = (SearchTakeUp.work, SearchTakeUp.at, Member.name)
    statement = (
        select(SearchTally.phrase, SearchTally.locale, *columns, *SUMS)
        .outerjoin(SearchTakeUp, same)
        .outerjoin(Member, Member.id == SearchTakeUp.member_id)
    )
    return _of(statement, period).group_by(SearchTally.phrase, SearchTally.locale, *columns)


def _phrase_row(row: Any) -> PhraseRow:
    phrase, locale, work, at, name, *sums = row
    return PhraseRow(phrase, locale, Figures(*sums), Work(work) if work else None, name, at)


def _of(statement: Select[*tuple[Any, ...]], period: Period) -> Select[*tuple[Any, ...]]:
    statement = statement.where(SearchTally.week >= period.since)
    if period.locale is not None:
        statement = statement.where(SearchTally.locale == period.locale)
    if period.area_id is not None:
        statement = statement.where(SearchTally.product_area_id == (period.area_id or NO_AREA))
    return statement
