"""Ideas as product managers sort them: one statement a page, whatever the columns, and one for segments."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, select, tuple_
from sqlalchemy.types import TypeEngine

from community.accounts.models import Member, Segment
from community.content.models import ProductArea, Subject
from community.content.queries import visible_to
from community.core import paging
from community.core.db import UTCDateTime, db
from community.core.hints import unsearched
from community.core.paging import Page
from community.ideas.models import Board, Idea, IdeaFigures, IdeaStatus, Meaning
from community.ideas.models_triage import IdeaScore, IdeaSegmentValue
from community.ideas.queries import in_state, means
from community.ideas.queries_plans import is_of_plan
from community.ideas.triage_terms import ALL, WAITING, Look
from community.policies.actor import Actor
from community.service_levels.models import Promise, PromiseState
from community.service_levels.terms import PromiseKind

SIZE, LARGEST_KEY = 50, 2**63
NEVER, FIRST = datetime(9999, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)
OF_FIGURES = ("organisations", "value", "importance", "reach", "rice", "trending")
RUNNING = (PromiseState.RUNNING, PromiseState.PAUSED)


@dataclass(frozen=True)
class TriageRow:
    """An idea as product managers sort it; `place` is what the list is sorted by."""

    id: int
    title: str
    slug: str
    board_slug: str
    board_name: Mapping[str, str]
    status_key: str
    status_name: Mapping[str, str]
    meaning: Meaning
    area_name: Mapping[str, str] | None
    assignee: str | None
    assignee_handle: str | None
    supporters: int
    people: int
    organisations: int
    value: int
    critical: int
    important: int
    nice_to_have: int
    reach: int
    rice: float
    trending: float
    created_at: datetime
    answered_at: datetime | None
    as_of: datetime | None
    impact: float | None
    confidence: int | None
    effort: float | None
    reach_said: int | None
    assignee_id: int | None
    place: Any


@dataclass(frozen=True)
class SegmentPart:
    """What one segment pays a year behind an idea, and how many organisations that are."""

    name: Mapping[str, str]
    organisations: int
    value: int


@dataclass(frozen=True)
class Sorting:
    """What a list is sorted by, and of which type."""

    by: ColumnElement[Any]
    type: TypeEngine[Any]


def list_triage(
    actor: Actor, look: Look, after: str | None, *, size: int = SIZE
) -> Page[TriageRow]:
    """Ideas as this look asks for, merged ones apart, a page at a time by key."""
    sorting = _sorting(look)
    statement = _filtered(actor, look, _rows(actor, sorting.by, look))
    key = _key(after, sorting)
    # The key of the table that the order stands in, so that its index gives it whole, among equals too.
    last = IdeaFigures.idea_id if look.sort in OF_FIGURES else Idea.id
    here = tuple_(sorting.by, last)
    if key is not None:
        there = tuple_(literal(key[0], sorting.type), literal(key[1]))
        statement = statement.where(here > there if look.is_low_first else here < there)
    order = (sorting.by, last) if look.is_low_first else (sorting.by.desc(), last.desc())
    rows = [
        TriageRow(*row) for row in db.session.execute(statement.order_by(*order).limit(size + 1))
    ]
    return paging.cut(
        rows, lambda row: (_written(row.place), row.id), size=size, began=key is not None
    )


def list_matching(actor: Actor, look: Look, limit: int) -> list[int]:
    """The keys of the ideas that match, at most so many, lowest first."""
    statement = _filtered(actor, look, _rows(actor, Idea.__table__.c.id, look))
    keys = statement.with_only_columns(Idea.id, maintain_column_froms=True)
    return list(db.session.scalars(keys.order_by(Idea.id).limit(limit)))


def count_matching(actor: Actor, look: Look) -> int:
    """How many ideas match."""
    statement = _filtered(actor, look, _rows(actor, Idea.__table__.c.id, look))
    count = statement.with_only_columns(func.count(), maintain_column_froms=True)
    return db.session.scalars(count).one()


def list_segment_parts(idea_ids: Collection[int]) -> dict[int, list[SegmentPart]]:
    """Idea → what its segments pay, the most first; one statement. For staff alone."""
    if not idea_ids:
        return {}
    statement = (
        select(
            IdeaSegmentValue.idea_id,
            Segment.name,
            IdeaSegmentValue.organisations,
            IdeaSegmentValue.value,
        )
        .join(Segment, Segment.id == IdeaSegmentValue.segment_id)
        .where(IdeaSegmentValue.idea_id.in_(idea_ids))
        .order_by(IdeaSegmentValue.value.desc(), Segment.id)
    )
    found: dict[int, list[SegmentPart]] = {}
    for row in db.session.execute(statement):
        found.setdefault(row[0], []).append(SegmentPart(*row[1:]))
    return found


def _rows(actor: Actor, place: ColumnElement[Any], look: Look) -> Select[*tuple[Any, ...]]:
    columns = (
        *(Idea.id, Idea.title, Idea.slug, Board.slug, Board.name, IdeaStatus.key),
        *(IdeaStatus.name, IdeaStatus.meaning, ProductArea.name, Member.name),
        *(Member.handle, Idea.supporters),
        *(Idea.supporter_count, IdeaFigures.organisations, _value(look)),
        *(IdeaFigures.critical, IdeaFigures.important, IdeaFigures.nice_to_have),
        *(IdeaFigures.reach, IdeaFigures.rice, IdeaFigures.trending, Subject.created_at),
        *(IdeaFigures.answered_at, IdeaFigures.as_of, IdeaScore.impact, IdeaScore.confidence),
        *(IdeaScore.effort, IdeaScore.reach, Idea.assignee_id, place),
    )
    # Whichever table the order stands in is read along its index; the other one is looked up.
    figures = IdeaFigures.idea_id == unsearched(Idea.id)
    if look.sort in OF_FIGURES:
        figures = unsearched(IdeaFigures.idea_id) == Idea.id
    statement = visible_to(select(*columns).select_from(Idea), actor, unsearched(Idea.id))
    return (
        statement.join(Board, Board.id == unsearched(Idea.board_id))
        .join(IdeaStatus, IdeaStatus.id == unsearched(Idea.status_id))
        .join(IdeaFigures, figures)
        .outerjoin(IdeaScore, IdeaScore.idea_id == Idea.id)
        .outerjoin(ProductArea, ProductArea.id == Subject.product_area_id)
        .outerjoin(Member, Member.id == Idea.assignee_id)
        .where(unsearched(Idea.merged_into_id).is_(None))
    )


def _value(look: Look) -> ColumnElement[int]:
    """What all organisations behind an idea pay or, where one segment is wanted, what those of it pay."""
    table = IdeaSegmentValue if look.filters.get("segment") else IdeaFigures
    value: ColumnElement[int] = table.__table__.c.value
    return value


def _sorting(look: Look) -> Sorting:
    instants: dict[str, Any] = {
        "age": Subject.created_at,
        "answered": func.coalesce(IdeaFigures.answered_at, literal(FIRST, UTCDateTime())),
        "promise": func.coalesce(Promise.due_at, literal(NEVER, UTCDateTime())),
    }
    numbers: dict[str, Any] = {
        "votes": Idea.supporters,
        "people": Idea.supporter_count,
        "organisations": IdeaFigures.organisations,
        "value": _value(look),
        "importance": IdeaFigures.critical,
        "reach": IdeaFigures.reach,
        "rice": IdeaFigures.rice,
        "trending": IdeaFigures.trending,
    }
    if look.sort in instants:
        return Sorting(instants[look.sort], UTCDateTime())
    return Sorting(numbers[look.sort], numbers[look.sort].type)


def _filtered(
    actor: Actor, look: Look, statement: Select[*tuple[Any, ...]]
) -> Select[*tuple[Any, ...]]:
    wanted = look.filters
    state = wanted.get("state", "")
    if state != ALL:
        statement = statement.where(in_state(state) if state else means(*WAITING))
    if wanted.get("board"):
        statement = statement.where(Board.slug == wanted["board"])
    if wanted.get("area"):
        statement = statement.where(ProductArea.key == wanted["area"])
    if wanted.get("who"):
        statement = statement.where(_whose(actor, wanted["who"]))
    if wanted.get("q"):
        statement = statement.where(Idea.title.icontains(wanted["q"], autoescape=True))
    if wanted.get("segment"):
        statement = statement.join(IdeaSegmentValue, IdeaSegmentValue.idea_id == Idea.id)
        statement = statement.join(Segment, Segment.id == IdeaSegmentValue.segment_id)
        statement = statement.where(Segment.key == wanted["segment"])
    if wanted.get("plan"):
        statement = statement.where(is_of_plan(Idea.__table__.c.id, wanted["plan"]))
    return _promised(look, statement)


def _whose(actor: Actor, who: str) -> ColumnElement[bool]:
    if who == "nobody":
        return Idea.assignee_id.is_(None)
    if who == "me":
        return Idea.assignee_id == actor.member_id
    return Idea.assignee_id == (
        int(who) if who.isascii() and who.isdecimal() and len(who) < 10 else 0
    )


def _promised(look: Look, statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Joined to what is still owed, where the look asks for it."""
    wanted = look.filters.get("promise")
    if not wanted and look.sort != "promise":
        return statement
    owed = and_(
        Promise.subject_id == Idea.id,
        Promise.kind == PromiseKind.IDEA_RESPONSE,
        Promise.ended_at.is_(None),
        Promise.state.in_((*RUNNING, PromiseState.MISSED)),
    )
    statement = statement.outerjoin(Promise, owed)
    if wanted == "running":
        return statement.where(Promise.state.in_(RUNNING))
    if wanted == "missed":
        return statement.where(Promise.state == PromiseState.MISSED)
    return statement


def _written(place: Any) -> str:
    """The place of a row as a key holds it: whole, however great."""
    return place.isoformat() if isinstance(place, datetime) else repr(place)


def _key(after: str | None, sorting: Sorting) -> tuple[Any, int] | None:
    """The place and idea after which the page begins; None for what is no key of this order."""
    key = paging.decode(after, 2, words=True)
    if not key or not isinstance(key[0], str) or not isinstance(key[1], int):
        return None
    if isinstance(sorting.type, UTCDateTime):
        at = paging.as_instant(key[0])
        return None if at is None else (at, key[1])
    try:
        number = sorting.type.python_type(key[0])
    except ValueError:
        return None
    sound = math.isfinite(number) and abs(number) < LARGEST_KEY
    return (number, key[1]) if sound else None
