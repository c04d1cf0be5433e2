"""Reads for those who keep boards and statuses."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, or_, select

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
    given = or_(
        *(
            select(change.id)
            .where(
                or_(
                    change.from_status_id == IdeaStatus.id,
                    change.to_status_id == IdeaStatus.id,
                )
            )
            .exists()
            for change in (StatusChange, ScheduledChange)
        ),
        select(IdeaMerge.id).where(IdeaMerge.from_status_id == IdeaStatus.id).exists(),
    )
    count = select(func.count()).where(Idea.status_id == IdeaStatus.id).scalar_subquery()
    rows = db.session.execute(
        select(IdeaStatus, count.label("ideas"), given.label("was_given")).order_by(
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


def get_status_by_id(status_id: int) -> IdeaStatus:
    """The status, else NotFound."""
    status = db.session.get(IdeaStatus, status_id)
    if status is None:
        raise NotFound
    return status
