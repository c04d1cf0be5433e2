"""Work on tags that may take long: what stands under a merged tag is carried over, or back, some at a time."""

from typing import Any

from sqlalchemy import delete, select

from community.content.actions import mark_all_dirty
from community.content.models import Follow, FollowState, SubjectTag, Tag, TagSynonym, TargetKind
from community.content.models_tags import TagMerge, TagMergeFollow, TagMergeSubject
from community.core.db import db, get_locked, insert_new, insert_once, writing
from community.core.tasks import enqueue_job
from community.core.versions import raise_version

BATCH = 500


def carry_merged_tags() -> int:
    """Finish the merges that were begun; how many tags are gone now. Begun again after a crash, it goes on."""
    done = 0
    waiting = select(Tag.id).where(Tag.merged_into_id.is_not(None)).order_by(Tag.id)
    for tag_id in list(db.session.scalars(waiting)):
        while _carry(tag_id):
            pass
        done += 1
    if done:
        enqueue_job("count_tags")
    return done


def _carry(tag_id: int) -> bool:
    """Carry a batch of subjects or followers; False once the tag itself is gone."""
    with writing():
        # Whole, not by `get_locked`: nobody may put it on anything between the last batch and its end.
        tag = db.session.get(Tag, tag_id, with_for_update=True, populate_existing=True)
        if tag is None or tag.merged_into_id is None:
            return False
        merge_id = db.session.scalars(select(TagMerge.id).where(TagMerge.tag_id == tag_id)).first()
        if _carry_subjects(tag, merge_id) or _carry_followers(tag, merge_id):
            return True
        key, into_id = tag.key, tag.merged_into_id
        db.session.delete(tag)
        db.session.flush()  # the key must be free before it becomes a synonym
        insert_once(TagSynonym, key=key, tag_id=into_id, is_former=True)
        raise_version("settings")
        return False


def _carry_subjects(tag: Tag, merge_id: int | None) -> bool:
    statement = select(SubjectTag.subject_id).where(SubjectTag.tag_id == tag.id)
    ids = list(db.session.scalars(statement.order_by(SubjectTag.subject_id).limit(BATCH)))
    if merge_id is not None:
        there = _tagged(tag.merged_into_id, ids)
        kept = [{"subject_id": one, "had_both": one in there} for one in ids]
        insert_new(TagMergeSubject, [{"merge_id": merge_id, **one} for one in kept])
    insert_new(SubjectTag, [{"subject_id": one, "tag_id": tag.merged_into_id} for one in ids])
    _untag(tag.id, ids)
    mark_all_dirty(ids)
    return bool(ids)


def _tagged(tag_id: int | None, subject_ids: list[int]) -> set[int]:
    """Those of these subjects that carry the tag."""
    statement = select(SubjectTag.subject_id).where(SubjectTag.tag_id == tag_id)
    return set(db.session.scalars(statement.where(SubjectTag.subject_id.in_(subject_ids))))


def _untag(tag_id: int, subject_ids: list[int]) -> None:
    gone = delete(SubjectTag).where(SubjectTag.tag_id == tag_id)
    _run(gone.where(SubjectTag.subject_id.in_(subject_ids)))


def _carry_followers(tag: Tag, merge_id: int | None) -> bool:
    statement = select(Follow.member_id, Follow.state, Follow.created_at).where(*_on(tag.id))
    rows = db.session.execute(statement.order_by(Follow.member_id).limit(BATCH)).all()
    ids = [row.member_id for row in rows]
    if merge_id is not None:
        there = _list_follows(tag.merged_into_id, ids)
        kept = [
            {"member_id": row.member_id, "state": row.state, "since": row.created_at}
            | {"merge_id": merge_id, "had_both": row.member_id in there}
            for row in rows
        ]
        insert_new(TagMergeFollow, kept)
    insert_new(Follow, [dict(row._mapping, **_target(tag.merged_into_id)) for row in rows])
    _run(delete(Follow).where(*_on(tag.id), Follow.member_id.in_(ids)))
    return bool(rows)


def _on(tag_id: int | None) -> tuple[Any, ...]:
    return Follow.target_kind == TargetKind.TAG, Follow.target_id == tag_id


def _target(tag_id: int | None) -> dict[str, Any]:
    return {"target_kind": TargetKind.TAG, "target_id": tag_id}


def _list_follows(tag_id: int | None, member_ids: list[int]) -> dict[int, tuple[FollowState, Any]]:
    """What of these members said of the tag, and since when."""
    statement = select(Follow.member_id, Follow.state, Follow.created_at).where(*_on(tag_id))
    rows = db.session.execute(statement.where(Follow.member_id.in_(member_ids)))
    return {member_id: (state, since) for member_id, state, since in rows}


def bring_tags_back() -> int:
    """Finish what was begun to be undone; how many tags have again what was theirs."""
    done = 0
    waiting = select(TagMerge.id).where(TagMerge.undone_at.is_not(None)).order_by(TagMerge.id)
    for merge_id in list(db.session.scalars(waiting)):
        while _bring_back(merge_id):
            pass
        done += 1
    if done:
        enqueue_job("count_tags")
    return done


def _bring_back(merge_id: int) -> bool:
    """Bring back a batch of subjects or followers; False once nothing is left of the merge."""
    with writing():
        if db.session.get(TagMerge, merge_id, populate_existing=True) is None:
            return False
        merge = get_locked(TagMerge, merge_id)
        if _bring_subjects_back(merge) or _bring_followers_back(merge):
            return True
        db.session.delete(merge)
        raise_version("settings")
        return False


def _bring_subjects_back(merge: TagMerge) -> bool:
    """What was given other tags meanwhile keeps those."""
    own = TagMergeSubject.merge_id == merge.id
    statement = select(TagMergeSubject.subject_id, TagMergeSubject.had_both).where(own)
    rows = db.session.execute(statement.order_by(TagMergeSubject.subject_id).limit(BATCH)).all()
    had_both = {row.subject_id: row.had_both for row in rows}
    if merge.into_id is not None:
        ids = sorted(_tagged(merge.into_id, list(had_both)))
        insert_new(SubjectTag, [{"subject_id": one, "tag_id": merge.tag_id} for one in ids])
        _untag(merge.into_id, [one for one in ids if not had_both[one]])
        mark_all_dirty(ids)
    _run(delete(TagMergeSubject).where(own, TagMergeSubject.subject_id.in_(had_both)))
    return bool(rows)


def _bring_followers_back(merge: TagMerge) -> bool:
    """Who let go of the other tag meanwhile follows neither; who said something of it anew keeps that, too."""
    own = TagMergeFollow.merge_id == merge.id
    statement = select(TagMergeFollow).where(own).order_by(TagMergeFollow.member_id).limit(BATCH)
    rows = list(db.session.scalars(statement))
    there = _list_follows(merge.into_id, [row.member_id for row in rows])
    back = [row for row in rows if row.member_id in there]
    led = [r.member_id for r in back if not r.had_both and there[r.member_id] == (r.state, r.since)]
    follows = [
        {"member_id": row.member_id, "state": row.state, "created_at": row.since} for row in back
    ]
    insert_new(Follow, [one | _target(merge.tag_id) for one in follows])
    _run(delete(Follow).where(*_on(merge.into_id), Follow.member_id.in_(led)))
    ids = [row.member_id for row in rows]
    _run(delete(TagMergeFollow).where(own, TagMergeFollow.member_id.in_(ids)))
    return bool(rows)


def _run(statement: Any) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))
