"""What one follows because one voted for it, and no longer than one does."""

from collections.abc import Collection

from sqlalchemy import delete

from community.content.models import Follow, FollowState, TargetKind
from community.core.clock import now
from community.core.db import insert_once, writer


def follow_with_vote(member_id: int | None, subject_id: int) -> None:
    """Let a voter follow what he supports while he does, unless he has muted it."""
    if member_id is not None:
        insert_once(
            Follow,
            member_id=member_id,
            target_kind=TargetKind.SUBJECT,
            target_id=subject_id,
            state=FollowState.FOLLOWING,
            is_of_vote=True,
            created_at=now(),
        )


def unfollow_with_vote(member_id: int, subject_ids: Collection[int]) -> list[int]:
    """Let a member follow these no longer as far as only his votes made him; which ones that were."""
    gone = delete(Follow).where(
        Follow.member_id == member_id,
        Follow.target_kind == TargetKind.SUBJECT,
        Follow.target_id.in_(subject_ids),
        Follow.state == FollowState.FOLLOWING,
        Follow.is_of_vote,
    )
    return list(writer().scalars(gone.returning(Follow.target_id)))
