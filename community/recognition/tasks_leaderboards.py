"""The worker counts the leaderboards; readers see the old places until the new ones are whole."""

from datetime import UTC
from typing import Any

from sqlalchemy import delete, select, update

from community.core.clock import now
from community.core.db import db, insert_new, insert_once, writing
from community.recognition import queries_leaderboards as queries
from community.recognition.models_leaderboards import Leaderboard, LeaderboardPlace, Period

BATCH = 500


def count_leaderboards() -> int:
    """Count every board anew; how many places they have."""
    areas = queries.list_area_ids()
    return sum(_count(period, area_id) for period in Period for area_id in areas)


def _count(period: Period, area_id: int) -> int:
    at = now()
    with writing():
        insert_once(Leaderboard, period=period, area_id=area_id, generation=0, as_of=at)
    board = queries.find_board(period, area_id)
    if board is None:
        return 0
    rows = queries.count_places(queries.begin_of(period, at.astimezone(UTC).date()), area_id)
    generation = board.generation + 1
    forget_places(board.id, but=board.generation)  # what a crash left behind
    for some in [rows[first : first + BATCH] for first in range(0, len(rows), BATCH)]:
        with writing():
            key = {"board_id": board.id, "generation": generation}
            insert_new(LeaderboardPlace, [{**key, **_values(row)} for row in some])
    with writing():
        statement = update(Leaderboard).where(Leaderboard.id == board.id)
        db.session.execute(statement.values(generation=generation, as_of=at))
    forget_places(board.id, but=generation)
    return len(rows)


def _values(row: Any) -> dict[str, object]:
    member_id, is_staff, points, rank = row
    return {"member_id": member_id, "is_staff": bool(is_staff), "points": points, "rank": rank}


def forget_places(board_id: int, *, but: int) -> None:
    """Remove the places of other generations, some at a time."""
    old = (LeaderboardPlace.board_id == board_id, LeaderboardPlace.generation != but)
    while True:
        with writing():
            some = select(LeaderboardPlace.member_id).where(*old).limit(BATCH)
            ids = list(db.session.scalars(some))
            gone = delete(LeaderboardPlace).where(*old, LeaderboardPlace.member_id.in_(ids))
            db.session.execute(gone.execution_options(synchronize_session=False))
        if len(ids) < BATCH:
            return
