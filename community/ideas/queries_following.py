"""The boards that can be followed, and those that a member follows, for the page of all that he follows."""

from collections.abc import Mapping

from sqlalchemy import select

from community.content.models import Follow, TargetKind
from community.content.queries_follows import FollowRow, own_follows
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


def list_followed_boards(actor: Actor) -> list[tuple[Place | None, FollowRow]]:
    """Slug and name of each board that the actor follows or has muted; None for one that he does not see now."""
    seen = Board.audience_id.in_(sorted(actor.audience_ids))
    statement = (
        own_follows(actor, TargetKind.BOARD)
        .outerjoin(Board, (Board.id == Follow.target_id) & seen)
        .add_columns(Board.slug, Board.name)
        .order_by(Follow.created_at, Follow.target_id)
    )
    return [
        ((slug, name) if slug else None, FollowRow(*follow))
        for *follow, slug, name in db.session.execute(statement)
    ]
