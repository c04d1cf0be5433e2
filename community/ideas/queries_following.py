"""The boards that can be followed, and those that a member follows, for the page of all that he follows."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from community.content.models import Follow, TargetKind
from community.core.db import db
from community.core.errors import NotFound
from community.ideas.models import Board
from community.policies.actor import Actor

Place = tuple[str, Mapping[str, str]]


def get_board_place(actor: Actor, board_id: int) -> Place:
    """The slug and the name of a board; NotFound when there is none or the actor is not in its audience."""
    statement = select(Board.slug, Board.name).where(
        Board.id == board_id, Board.audience_id.in_(sorted(actor.audience_ids))
    )
    row = db.session.execute(statement).first()
    if row is None:
        raise NotFound
    return row.slug, row.name


def list_followed_boards(actor: Actor) -> list[tuple[Place | None, tuple[Any, ...]]]:
    """(slug and name, the follow as (kind, key, state, since)); None for a board that the actor does not see now."""
    seen = Board.audience_id.in_(sorted(actor.audience_ids))
    statement = (
        select(
            Board.slug,
            Board.name,
            Follow.target_kind,
            Follow.target_id,
            Follow.state,
            Follow.created_at,
        )
        .select_from(Follow)
        .outerjoin(Board, (Board.id == Follow.target_id) & seen)
        .where(Follow.member_id == actor.member_id, Follow.target_kind == TargetKind.BOARD)
        .order_by(Follow.created_at, Follow.target_id)
    )
    rows = db.session.execute(statement)
    return [((row[0], row[1]) if row[0] else None, tuple(row[2:])) for row in rows]
