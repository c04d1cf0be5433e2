"""Followers of subjects are led to another, and back."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, delete, literal, select, union
from sqlalchemy.orm import aliased

from community.content.models import Follow, FollowState, Link, LinkKind, TargetKind
from community.content.models_carried import CarriedFollow
from community.core.clock import now
from community.core.db import UTCDateTime, db, insert_from

BATCH = 500


def carry_followers(from_id: int, to_id: int) -> None:
    """Let all who follow one subject follow the other too, but for those who follow or muted it of their own."""
    carry_all_followers([from_id], to_id)


def carry_all_followers(from_ids: Collection[int], to_id: int) -> None:
    """As `carry_followers`, from several subjects."""
    insert_from(
        CarriedFollow,
        ["from_id", "to_id", "member_id", "since"],
        union(_newcomers(from_ids, to_id), _carried_before(from_ids, to_id)),
    )
    followers = select(
        CarriedFollow.member_id,
        literal(TargetKind.SUBJECT, Follow.target_kind.type),
        CarriedFollow.to_id,
        literal(FollowState.FOLLOWING, Follow.state.type),
        CarriedFollow.since,
    ).where(CarriedFollow.from_id.in_(from_ids), CarriedFollow.to_id == to_id)
    names = ["member_id", "target_kind", "target_id", "state", "created_at"]
    insert_from(Follow, names, followers)


def _newcomers(from_ids: Collection[int], to_id: int) -> Select[*tuple[Any, ...]]:
    there = aliased(Follow)
    follows = select(there.member_id).where(*_of(there, [to_id]))
    follows = follows.where(there.member_id == Follow.member_id)
    statement: Select[*tuple[Any, ...]] = select(
        Follow.target_id, literal(to_id), Follow.member_id, literal(now(), UTCDateTime())
    )
    following = Follow.state == FollowState.FOLLOWING
    return statement.where(*_of(Follow, from_ids), following, ~follows.exists())


def _carried_before(from_ids: Collection[int], to_id: int) -> Select[*tuple[Any, ...]]:
    """Those whom another merge led there: they stay while one of the merges stands."""
    there = aliased(Follow)
    statement: Select[*tuple[Any, ...]] = select(
        Follow.target_id, literal(to_id), Follow.member_id, there.created_at
    )
    return (
        statement.join(there, there.member_id == Follow.member_id)
        .join(CarriedFollow, CarriedFollow.member_id == there.member_id)
        .where(*_of(Follow, from_ids), Follow.state == FollowState.FOLLOWING)
        .where(*_of(there, [to_id]), there.state == FollowState.FOLLOWING)
        .where(CarriedFollow.to_id == to_id, CarriedFollow.since == there.created_at)
    )


def _of(follow: Any, subject_ids: Collection[int]) -> tuple[Any, ...]:
    return follow.target_kind == TargetKind.SUBJECT, follow.target_id.in_(subject_ids)


def lead_followers_back(from_id: int, to_id: int) -> None:
    """Undo it for exactly those who were led there, wherever merges led them on from there.

    Who muted it, or came again of his own, is left alone.
    """
    waiting: list[tuple[int, int, list[int] | None]] = [(from_id, to_id, None)]
    while waiting:
        came_from, at, member_ids = waiting.pop()
        back = _lead_back([came_from], at, member_ids)
        onward = select(Link.to_id).where(Link.from_id == at, Link.kind == LinkKind.DUPLICATE_OF)
        for place in db.session.scalars(onward) if back else ():
            waiting += [(at, place, back[i : i + BATCH]) for i in range(0, len(back), BATCH)]


def lead_all_followers_back(from_ids: Collection[int], to_id: int) -> None:
    """Undo it for several subjects at once, which were led here and no further."""
    _lead_back(from_ids, to_id, None)


def lead_follower_back(member_id: int, from_ids: Collection[int], to_id: int) -> None:
    """Undo it for one member, who follows these no longer."""
    _lead_back(from_ids, to_id, [member_id])


def _lead_back(from_ids: Collection[int], to_id: int, member_ids: list[int] | None) -> list[int]:
    """Who no longer follows it: those (or all) whom these led there, and nothing else."""
    mine, others = aliased(CarriedFollow), aliased(CarriedFollow)
    led = [
        select(one.member_id)
        .where(one.to_id == to_id, one.member_id == Follow.member_id, condition)
        .where(one.since == Follow.created_at)
        .correlate(Follow)
        .exists()
        for one, condition in (
            (mine, mine.from_id.in_(from_ids)),
            (others, others.from_id.not_in(from_ids)),
        )
    ]
    back = delete(Follow).where(*_of(Follow, [to_id]), Follow.state == FollowState.FOLLOWING)
    marks = delete(CarriedFollow).where(
        CarriedFollow.from_id.in_(from_ids), CarriedFollow.to_id == to_id
    )
    if member_ids is not None:
        back = back.where(Follow.member_id.in_(member_ids))
        marks = marks.where(CarriedFollow.member_id.in_(member_ids))
    gone = back.where(led[0], ~led[1]).returning(Follow.member_id)
    plainly = {"synchronize_session": False}
    ids = list(db.session.scalars(gone.execution_options(**plainly)))
    db.session.execute(marks.execution_options(**plainly))
    return ids
