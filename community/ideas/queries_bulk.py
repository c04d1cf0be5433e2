"""Reads of changes of many ideas: what is to be done, how far it is, and what became of each row."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from community.accounts.models import Member
from community.content.models import Subject
from community.content.prose import Prose
from community.content.queries import visible_to
from community.core import paging
from community.core.db import db
from community.core.errors import NotFound
from community.core.paging import Page
from community.ideas.models import Board, Idea, IdeaStatus
from community.ideas.models_triage import BulkChange, BulkRow, BulkState, RowState
from community.ideas.queries import get_status
from community.ideas.queries_texts import filled_in, said_again, values_of
from community.policies.actor import Actor

ROWS, LAST = 50, 10


def get_bulk(bulk_id: int) -> BulkChange:
    """The order, else NotFound."""
    bulk = db.session.get(BulkChange, bulk_id)
    if bulk is None:
        raise NotFound
    return bulk


def list_running() -> list[BulkChange]:
    """Orders that are not finished, the first first."""
    statement = select(BulkChange).where(BulkChange.state == BulkState.RUNNING)
    return list(db.session.scalars(statement.order_by(BulkChange.id)))


def list_last(member_id: int | None) -> list[BulkChange]:
    """The last orders of this member, newest first."""
    statement = select(BulkChange).where(BulkChange.author_id == member_id)
    return list(db.session.scalars(statement.order_by(BulkChange.id.desc()).limit(LAST)))


def list_waiting(bulk_id: int, limit: int) -> list[int]:
    """The next rows to be made."""
    statement = select(BulkRow.id).where(
        BulkRow.bulk_id == bulk_id, BulkRow.state == RowState.WAITING
    )
    return list(db.session.scalars(statement.order_by(BulkRow.id).limit(limit)))


def prose_of_row(row_id: int) -> Prose | None:
    """What everybody will read of this row's change of status, with its variables filled; None without one."""
    row = db.session.get_one(BulkRow, row_id)
    order = db.session.get_one(BulkChange, row.bulk_id).wanted if row.wanted is None else row.wanted
    if "status" not in order:
        return None
    idea, status = db.session.get_one(Idea, row.idea_id), get_status(order["status"])
    values = values_of([idea], status, order["lang"])[idea.id]
    if order.get("said"):
        return said_again(order["text"], order["said"], values)
    return filled_in(order["text"], values)


def count_states(bulk_id: int) -> dict[RowState, int]:
    """How many rows are in each state."""
    statement = select(BulkRow.state, func.count()).where(BulkRow.bulk_id == bulk_id)
    return {row[0]: row[1] for row in db.session.execute(statement.group_by(BulkRow.state))}


def find_undoing(bulk_id: int) -> int | None:
    """The order that took this one back."""
    return db.session.scalars(select(BulkChange.id).where(BulkChange.undoes_id == bulk_id)).first()


def author_name(bulk: BulkChange) -> str | None:
    """Who ordered it."""
    return db.session.scalars(select(Member.name).where(Member.id == bulk.author_id)).first()


@dataclass(frozen=True)
class ResultRow:
    """An idea of an order and what became of it."""

    id: int
    idea_id: int
    title: str
    slug: str
    board_slug: str
    state: RowState
    why: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def is_planned(self) -> bool:
        """Whether a change of its status waits because of this order."""
        before, after = self.before or {}, self.after or {}
        return after.get("planned") not in (None, before.get("planned"))


def list_results(actor: Actor, bulk_id: int, after: str | None) -> Page[ResultRow]:
    """The rows of ideas that the actor sees; a page by key."""
    statement = _results(actor, bulk_id)
    key = paging.decode(after, 1)
    if key:
        statement = statement.where(BulkRow.id > key[0])
    rows = db.session.execute(statement.order_by(BulkRow.id).limit(ROWS + 1))
    found = [ResultRow(*row) for row in rows]
    return paging.cut(found, lambda row: (row.id,), size=ROWS, began=key is not None)


def list_refused(actor: Actor, bulk_id: int) -> list[ResultRow]:
    """The first rows that could not be made, with why."""
    statement = _results(actor, bulk_id).where(BulkRow.state == RowState.REFUSED)
    rows = db.session.execute(statement.order_by(BulkRow.id).limit(ROWS))
    return [ResultRow(*row) for row in rows]


def _results(actor: Actor, bulk_id: int) -> Select[*tuple[Any, ...]]:
    idea = (Idea.id, Idea.title, Idea.slug, Board.slug)
    columns = (BulkRow.id, *idea, BulkRow.state, BulkRow.why, BulkRow.before, BulkRow.after)
    statement = select(*columns).select_from(BulkRow).join(Idea, Idea.id == BulkRow.idea_id)
    statement = visible_to(statement, actor, Idea.id).join(Board, Board.id == Idea.board_id)
    return statement.where(BulkRow.bulk_id == bulk_id)


@dataclass(frozen=True)
class MarkedIdea:
    """An idea that is to be changed with others, as it is now."""

    id: int
    title: str
    slug: str
    board_slug: str
    status_key: str
    status_name: Mapping[str, str]
    meaning: str
    supporters: int
    audience_id: int
    assignee_handle: str | None


def list_marked(actor: Actor, idea_ids: Collection[int]) -> list[MarkedIdea]:
    """Those of these ideas that the actor sees, lowest first; one statement."""
    columns = (
        *(Idea.id, Idea.title, Idea.slug, Board.slug, IdeaStatus.key),
        *(IdeaStatus.name, IdeaStatus.meaning),
        *(Idea.supporters, Subject.audience_id, Member.handle),
    )
    statement = visible_to(select(*columns).select_from(Idea), actor, Idea.id)
    statement = statement.join(Board, Board.id == Idea.board_id)
    statement = statement.join(IdeaStatus, IdeaStatus.id == Idea.status_id)
    statement = statement.outerjoin(Member, Member.id == Idea.assignee_id)
    statement = statement.where(Idea.id.in_(idea_ids)).order_by(Idea.id)
    return [MarkedIdea(*tuple[Any, ...](row)) for row in db.session.execute(statement)]
