"""Reads for those who keep boards and statuses."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, or_, select

from community.core.db import db
from community.core.errors import NotFound
from community.ideas.models import Board, Idea, IdeaStatus, Meaning, StatusChange
from community.ideas.models_life import ScheduledChange
from community.ideas.models_merging import IdeaMerge


def list_all_boards() -> list[Board]:
    """All boards in their order, whoever sees them."""
    return list(db.session.scalars(select(Board).order_by(Board.position, Board.id)))


def get_board_by_id(board_id: int) -> Board:
    """The board, else NotFound."""
    board = db.session.get(Board, board_id)
    if board is None:
        raise NotFound
    return board


@dataclass(frozen=True)
class StatusRow:
    """A status as those who keep it see it."""

    id: int
    key: str
    name: Mapping[str, str]
    meaning: Meaning
    colour: str
    is_active: bool
    ideas: int
    was_given: bool
    is_last: bool

    @property
    def can_be_deleted(self) -> bool:
        """Whether no idea ever had it or was to have it, and its meaning keeps another one."""
        return not (self.ideas or self.was_given or self.is_last)


def list_all_statuses() -> list[StatusRow]:
    """All statuses in their order, with how many ideas have each; two statements."""
    count = select(func.count()).where(Idea.status_id == IdeaStatus.id).scalar_subquery()
    rows = db.session.execute(
        select(IdeaStatus, count.label("ideas"), _was_given().label("was_given")).order_by(
            IdeaStatus.position, IdeaStatus.id
        )
    ).all()
    active = [row[0].meaning for row in rows if row[0].is_active]
    return [
        StatusRow(
            status.id,
            status.key,
            status.name,
            status.meaning,
            status.colour,
            status.is_active,
            ideas,
            bool(was_given),
            status.is_active and active.count(status.meaning) == 1,
        )
        for status, ideas, was_given in rows
    ]


def is_used(status_id: int) -> bool:
    """Whether an idea has this status, had it, was to have it, or would have it again if a merge were undone."""
    has = exists().where(Idea.status_id == IdeaStatus.id)
    statement = select(IdeaStatus.id).where(IdeaStatus.id == status_id, or_(has, _was_given()))
    return db.session.scalars(statement).first() is not None


def _was_given() -> ColumnElement[bool]:
    """Whether the story of an idea names the status, or its plans do."""
    changes = (
        exists().where(IdeaStatus.id.in_((change.from_status_id, change.to_status_id)))
        for change in (StatusChange, ScheduledChange)
    )
    return or_(*changes, exists().where(IdeaMerge.from_status_id == IdeaStatus.id))


def get_status_by_id(status_id: int) -> IdeaStatus:
    """The status, else NotFound."""
    status = db.session.get(IdeaStatus, status_id)
    if status is None:
        raise NotFound
    return status
