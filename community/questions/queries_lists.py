"""Lists of questions: newest, unanswered, popular, by area, tag and state; pages by key, columns only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_

from community.accounts.models import Member
from community.content.models import Link, LinkKind, ProductArea, Subject, SubjectTag
from community.content.queries import kept_totals, visible_to
from community.core import paging
from community.core.db import db
from community.core.markup import excerpt
from community.core.paging import Page
from community.policies.actor import PUBLIC_AUDIENCE_ID, Actor
from community.questions.models import Question
from community.questions.states import QuestionState


class Tab(StrEnum):
    """The orders of the list."""

    NEWEST = "newest"
    UNANSWERED = "unanswered"
    NEEDS_ME = "needs_me"
    POPULAR = "popular"


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What narrows a list."""

    tab: Tab = Tab.NEWEST
    product_area_id: int | None = None
    tag_id: int | None = None
    state: QuestionState | None = None
    author_id: int | None = None
    # Of a circle: what stands in it alone.
    audience_id: int | None = None


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question as lists show it."""

    id: int
    title: str
    slug: str
    opening: str
    lang: str
    state: QuestionState
    is_solved: bool
    is_private: bool
    answer_count: int
    votes: int
    popularity: int
    created_at: datetime
    activity_at: datetime
    area_key: str | None
    area_name: dict[str, str] | None
    author_name: str | None
    author_handle: str | None
    author_is_erased: bool

    @property
    def snippet(self) -> str:
        """The beginning of the text, cut at a word."""
        return excerpt(self.opening)

    @property
    def author(self) -> dict[str, Any]:
        """The asker as person macros read him."""
        handle = None if self.author_is_erased else self.author_handle
        return {"name": self.author_name or "", "handle": handle}


def question_columns() -> tuple[Any, ...]:
    """The columns of a QuestionRow; the statement joins Subject, ProductArea and Member."""
    return (
        Question.id,
        Question.title,
        Question.slug,
        func.substr(Question.text, 1, 240),
        Subject.lang,
        Question.state,
        Question.accepted_answer_id.is_not(None),
        Subject.audience_id != PUBLIC_AUDIENCE_ID,
        Question.answer_count,
        Question.same_question_count + Question.votes_imported,
        Question.popularity,
        Question.created_at,
        Subject.activity_at,
        ProductArea.key,
        ProductArea.name,
        Member.name,
        Member.handle,
        Member.erased_at.is_not(None),
    )


def question_rows(actor: Actor) -> Select[Any]:
    """The statement of all questions that the actor sees, as rows, without an order."""
    statement = (
        select(*question_columns())
        .select_from(Question)
        .outerjoin(ProductArea, ProductArea.id == Question.product_area_id)
        .outerjoin(Member, Member.id == Question.author_id)
    )
    return visible_to(statement, actor, Question.id)


def list_questions(
    actor: Actor, filters: Filters, after: str | None = None, *, size: int = paging.SIZE
) -> Page[QuestionRow]:
    """A page of questions, in one statement."""
    statement = narrowed(question_rows(actor), filters)
    key = paging.decode(after, 2, words=True)
    popular = filters.tab is Tab.POPULAR
    first: Any = Question.popularity if popular else Question.created_at
    if key:
        begin = _as_number(key[0]) if popular else paging.as_instant(key[0])
        if begin is not None and isinstance(key[1], int):
            statement = statement.where(
                tuple_(first, Question.id) < tuple_(literal(begin, first.type), key[1])
            )
    rows = db.session.execute(statement.order_by(first.desc(), Question.id.desc()).limit(size + 1))
    found = [QuestionRow(*row) for row in rows]

    def key_of(row: QuestionRow) -> Sequence[Any]:
        return (row.popularity if popular else row.created_at.isoformat(), row.id)

    return paging.cut(found, key_of, size=size, began=key is not None)


def _as_number(value: Any) -> int | None:
    return value if isinstance(value, int) else None


def narrowed(statement: Select[Any], filters: Filters) -> Select[Any]:
    """The statement of questions under these filters, without an order."""
    if filters.tab is Tab.UNANSWERED:
        statement = statement.where(Question.state == QuestionState.OPEN)
    elif filters.state is not None:
        statement = statement.where(Question.state == filters.state)
    if filters.product_area_id is not None:
        statement = statement.where(Question.product_area_id == filters.product_area_id)
    if filters.author_id is not None:
        statement = statement.where(Question.author_id == filters.author_id)
    if filters.audience_id is not None:
        statement = statement.where(Subject.audience_id == filters.audience_id)
    if filters.tag_id is not None:
        statement = statement.join(SubjectTag, SubjectTag.subject_id == Question.id)
        statement = statement.where(SubjectTag.tag_id == filters.tag_id)
    return statement


def count_open(product_area_id: int | None = None) -> int:
    """How many questions have no answer yet, kept and not counted; one statement."""
    container = f"questions:area:{product_area_id}" if product_area_id else "questions"
    return kept_totals([container]).get((container, QuestionState.OPEN), 0)


def list_by_ids(actor: Actor, ids: Sequence[int]) -> dict[int, QuestionRow]:
    """Those of these questions that the actor sees, by id; one statement."""
    if not ids:
        return {}
    chosen: ColumnElement[bool] = Question.id.in_(ids)
    rows = db.session.execute(question_rows(actor).where(chosen))
    return {row[0]: QuestionRow(*row) for row in rows}


def list_questions_about(actor: Actor, subject_id: int, limit: int = 5) -> list[QuestionRow]:
    """The newest questions that were asked about this subject (an article); one statement."""
    about = select(Link.from_id).where(Link.to_id == subject_id, Link.kind == LinkKind.ABOUT)
    statement = question_rows(actor).where(Question.id.in_(about))
    rows = db.session.execute(statement.order_by(Question.id.desc()).limit(limit))
    return [QuestionRow(*row) for row in rows]
